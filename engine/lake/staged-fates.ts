import { assert } from "../base/assert.ts";
import type { ColumnBatch } from "../base/columns.ts";
import { sumOfHashes } from "./content-hash.ts";
import { RowFate } from "./silver-sql.ts";
import type { CommitTotals } from "./table-change.ts";

/** What a staged batch comes to: the totals of its commit, and by gold table the groups that its winning rows touch. */
export type StagedFates = { readonly totals: CommitTotals; readonly groups: readonly TouchedGroups[] };

/** By winning row the group that it is in, and the one that the row it replaces was in; with repetitions. */
export type TouchedGroups = readonly [now: Int32Array, before: Int32Array];

const FIRST_GROUP_COLUMN = 3;

/** Adds up the rows of `fatesSql`. */
export function readFates(rows: ColumnBatch): StagedFates {
  const fates = int32Values(rows, 0);
  const winners = selectRows(fates, (fate) => (fate & RowFate.wins) !== 0);
  const replacers = selectRows(fates, (fate) => (fate & RowFate.wins) !== 0 && (fate & RowFate.replaces) !== 0);
  const rejected = selectRows(fates, (fate) => (fate & RowFate.rejected) !== 0);
  const groups: TouchedGroups[] = [];
  for (let index = FIRST_GROUP_COLUMN; index < rows.columns.length; index += 2) {
    groups.push([pick(int32Values(rows, index), winners), pick(int32Values(rows, index + 1), winners)]);
  }
  const totals = {
    rowsAdded: winners.length,
    rowsRemoved: replacers.length,
    rowsRejected: rejected.length,
    hashDelta: sumOfHashes(rows, 1, winners) - sumOfHashes(rows, 2, replacers),
  };
  return { totals, groups };
}

/** A result's column of 32-bit integers. */
export function int32Values({ columns }: ColumnBatch, index: number): Int32Array {
  const column = columns[index]?.column;
  assert(column?.kind === "int32", `column ${index} holds 32-bit integers`);
  return column.values;
}

function selectRows(fates: Int32Array, isSelected: (fate: number) => boolean): Int32Array {
  const selected = new Int32Array(fates.length);
  let count = 0;
  for (const [row, fate] of fates.entries()) if (isSelected(fate)) selected[count++] = row;
  return selected.subarray(0, count);
}

function pick(values: Int32Array, rows: Int32Array): Int32Array {
  return rows.map((row) => values[row] as number);
}
