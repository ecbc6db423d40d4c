import { assert } from "../base/assert.ts";
import type { ColumnBatch } from "../base/columns.ts";
import { countValues, sumOfHashes } from "./content-hash.ts";
import type { CommitTotals } from "./table-change.ts";

/** What a silver table's commit comes to: its totals, and by gold table the groups that its winning rows touch. */
export type SilverFates = { readonly totals: CommitTotals; readonly groups: readonly TouchedGroups[] };

/** By winning row the group that it is in, and the one that the row it replaces was in; with repetitions. */
export type TouchedGroups = readonly [now: Int32Array, before: Int32Array];

const FIRST_GROUP_COLUMN = 2;

/** Adds up what `addSql` returns: rows that win have a hash, those that replace another have that one's too. */
export function readFates(rows: ColumnBatch): SilverFates {
  const winners = rowsWithValue(rows, 0);
  const groups: TouchedGroups[] = [];
  for (let index = FIRST_GROUP_COLUMN; index < rows.columns.length; index += 2) {
    groups.push([pick(int32Values(rows, index), winners), pick(int32Values(rows, index + 1), winners)]);
  }
  const totals = {
    rowsAdded: winners.length,
    rowsRemoved: countValues(rows, 1),
    rowsRejected: rows.rowCount - winners.length,
    hashDelta: sumOfHashes(rows, 0) - sumOfHashes(rows, 1),
  };
  return { totals, groups };
}

/** A result's column of 32-bit integers. */
export function int32Values({ columns }: ColumnBatch, index: number): Int32Array {
  const column = columns[index]?.column;
  assert(column?.kind === "int32", `column ${index} holds 32-bit integers`);
  return column.values;
}

/** The rows whose value in a column is not NULL. */
function rowsWithValue({ columns, rowCount }: ColumnBatch, index: number): Int32Array {
  const column = columns[index]?.column;
  assert(column?.kind === "int64", `column ${index} holds 64-bit integers`);
  const selected = new Int32Array(rowCount);
  let count = 0;
  for (let row = 0; row < rowCount; row++)
    if (column.valid === undefined || column.valid[row] === 1) selected[count++] = row;
  return selected.subarray(0, count);
}

function pick(values: Int32Array, rows: Int32Array): Int32Array {
  return rows.length === values.length ? values : rows.map((row) => values[row] as number);
}
