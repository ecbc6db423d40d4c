import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { timeUs } from "../base/time.ts";
import type { DuckDbTables } from "../duckdb/duckdb-tables.ts";
import { RecordStore } from "../source/record-store.ts";
import { freshDuckDbTables } from "../testing/duckdb-tables.ts";
import { stubCauses } from "../testing/stub-causes.ts";
import { checkBronzeEqualsLog, checkNoDuplicates } from "./check-bronze.ts";

const SEED = 20_260;
const RECORDS = 6;

let tables: DuckDbTables;

beforeAll(async () => {
  tables = await freshDuckDbTables();
});

type Row = { readonly partition: number; readonly offset: number; readonly id: number };

/** What the log holds, and by how many steps bronze went wrong: a row lost, doubled, or with another record. */
const runs = fc.record({
  log: fc.tuple(
    fc.array(fc.nat(RECORDS - 1), { maxLength: 4 }),
    fc.array(fc.nat(RECORDS - 1), { minLength: 1, maxLength: 4 }),
  ),
  behind: fc.nat(2),
  slips: fc.array(
    fc.record({ kind: fc.constantFrom("lose", "double", "swap"), at: fc.nat(7), id: fc.nat(RECORDS - 1) }),
    {
      maxLength: 2,
    },
  ),
});

function countOf(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function makeBronze(rows: readonly Row[]): void {
  tables.exec(
    'create or replace table bronze.events ("partition" integer, "offset" bigint, correlation_id bigint, batch_id bigint)',
  );
  const values = rows.map(({ partition, offset, id }) => `(${partition}, ${offset}, ${id}, 0)`);
  if (values.length > 0) tables.exec(`insert into bronze.events values ${values.join(", ")}`);
}

test(`the checks of bronze count what a comparison row by row counts (seed ${SEED})`, { timeout: 120_000 }, () => {
  const records = new RecordStore();
  for (let id = 0; id < RECORDS; id++) records.appendValue(-1, Uint8Array.of(65), 0, timeUs(0));
  fc.assert(
    fc.property(runs, ({ log, behind, slips }) => {
      const committedOffsets = log.map(({ length }) => Math.max(0, length - behind));
      const rows: Row[] = log.flatMap((ids, partition) => ids.map((id, offset) => ({ partition, offset, id })));
      for (const { kind, at, id } of slips) {
        const row = rows[at];
        if (row === undefined) continue;
        if (kind === "lose") rows.splice(at, 1);
        else if (kind === "double") rows.push(row);
        else rows[at] = { ...row, id };
      }
      makeBronze(rows);
      const evidence = {
        ...{
          table: "bronze.events",
          tables,
          records,
          committed: committedOffsets.map((to) => ({ from: 0, to })),
          causes: stubCauses(),
          batches: stubCauses(),
        },
        log: {
          topic: "events",
          partitions: log.map((ids) => ({
            recordIds: Uint32Array.from(ids),
            highWatermark: ids.length,
            logStartOffset: 0,
          })),
        },
      };

      const isTwice = [...countOf(rows.map(({ id }) => String(id))).values()].filter((copies) => copies > 1);
      expect(checkNoDuplicates(evidence).violations).toBe(isTwice.length);

      const differing = log.flatMap((ids, partition) =>
        ids.slice(0, committedOffsets[partition]).filter((id, offset) => {
          const held = rows.filter((row) => row.partition === partition && row.offset === offset);
          return held.length !== 1 || held[0]?.id !== id;
        }),
      );
      expect(checkBronzeEqualsLog(evidence).violations).toBe(differing.length);
    }),
    { seed: SEED, numRuns: 60 },
  );
});

test("bronze without rows and bronze with one row have no duplicates", () => {
  const records = new RecordStore();
  records.appendValue(-1, Uint8Array.of(65), 0, timeUs(0));
  const log = { topic: "events", partitions: [{ recordIds: Uint32Array.of(0), highWatermark: 1, logStartOffset: 0 }] };
  const evidence = {
    ...{ table: "bronze.events", tables, records, log, committed: [{ from: 0, to: 1 }] },
    ...{ causes: stubCauses(), batches: stubCauses() },
  };
  makeBronze([]);
  expect(checkNoDuplicates(evidence)).toMatchObject({ verdict: "holds", violations: 0, evidence: [] });
  expect(checkBronzeEqualsLog(evidence)).toMatchObject({ verdict: "violated", violations: 1 });
  makeBronze([{ partition: 0, offset: 0, id: 0 }]);
  expect(checkNoDuplicates(evidence)).toMatchObject({ verdict: "holds", violations: 0, evidence: [] });
  expect(checkBronzeEqualsLog(evidence)).toMatchObject({ verdict: "holds", violations: 0 });
});
