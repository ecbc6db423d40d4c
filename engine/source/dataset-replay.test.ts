import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ColumnBatch } from "../base/columns.ts";
import type { TimeUs } from "../base/time.ts";
import { decodeUtf8, encodeUtf8 } from "../base/utf8.ts";
import { DatasetReplay } from "./dataset-replay.ts";
import { NULL_KEY_ID } from "./key-dictionary.ts";
import { RecordStore } from "./record-store.ts";
import { prepareReplay, type ReplayColumns } from "./replay-columns.ts";

type Row = {
  readonly eventTimeUs: number;
  readonly arrivalUs: number;
  readonly key: string | undefined;
  readonly value: string;
};

const APRIL_2001_US = 986_169_600_000_000;
const instant = fc.integer({ min: 0, max: 1_000_000_000 }).map((offset) => APRIL_2001_US + offset);
const rowLists: fc.Arbitrary<Row[]> = fc
  .array(
    fc.record({
      eventTimeUs: instant,
      arrivalUs: instant,
      key: fc.option(fc.constantFrom("ORD", "LAX", "", "Zürich"), { nil: undefined }),
      value: fc.string({ unit: "grapheme", maxLength: 40 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((rows) => rows.sort((a, b) => a.arrivalUs - b.arrivalUs));

function utf8(texts: readonly string[]) {
  const bytes = texts.map(encodeUtf8);
  const offsets = new Int32Array(texts.length + 1);
  bytes.forEach((text, row) => {
    offsets[row + 1] = (offsets[row] as number) + text.length;
  });
  return { kind: "utf8" as const, bytes: Uint8Array.from(bytes.flatMap((text) => [...text])), offsets };
}

/** The rows as a batch; keys as dictionary codes or as bytes, times as doubles or as 64-bit integers. */
function batchOf(rows: readonly Row[], isCoded: boolean): ColumnBatch {
  const names = ["ORD", "LAX", "", "Zürich"];
  const codes = Int32Array.from(rows, (row) => (row.key === undefined ? -1 : names.indexOf(row.key)));
  const valid = Uint8Array.from(codes, (code) => (code < 0 ? 0 : 1));
  const times = (pick: (row: Row) => number) =>
    isCoded ? BigInt64Array.from(rows, (row) => BigInt(pick(row))) : Float64Array.from(rows, pick);
  return {
    rowCount: rows.length,
    columns: [
      { name: "event_time", column: { kind: "timestamp", values: times((row) => row.eventTimeUs) } },
      { name: "arrival", column: { kind: "timestamp", values: times((row) => row.arrivalUs) } },
      {
        name: "key",
        column: isCoded
          ? { kind: "dictionary", codes, dictionary: names }
          : { ...utf8(rows.map((row) => row.key ?? "")), valid },
      },
      { name: "value", column: utf8(rows.map((row) => row.value)) },
    ],
  };
}

function prepared(batch: ColumnBatch): ReplayColumns {
  const result = prepareReplay(batch);
  if (!result.ok) throw new Error(result.error.join("; "));
  return result.value;
}

function without(batch: ColumnBatch, ...names: readonly string[]): ColumnBatch {
  return { ...batch, columns: batch.columns.filter(({ name }) => !names.includes(name)) };
}

describe("DatasetReplay", () => {
  test("gives every row in order at its scaled time, in whatever steps it is taken (seed 7001)", () => {
    const steps = fc.array(fc.integer({ min: 0, max: 400_000_000 }), { maxLength: 12 });
    fc.assert(
      fc.property(rowLists, fc.boolean(), fc.constantFrom(0.5, 1, 3, 720), steps, (rows, isCoded, speedup, untils) => {
        const store = new RecordStore();
        const source = new DatasetReplay(prepared(batchOf(rows, isCoded)), speedup, store);
        for (const until of untils.sort((a, b) => a - b)) {
          const next = source.nextArrivalUs();
          const { first, end } = source.take(until as TimeUs);
          expect(end > first).toBe(next !== undefined && next <= until);
          expect(end).toBe(store.count);
        }
        source.take(4e9 as TimeUs);
        expect(source.nextArrivalUs()).toBeUndefined();
        expect(store.count).toBe(rows.length);
        rows.forEach((row, id) => {
          const keyId = store.keyIdOf(id);
          const virtualMs = Math.ceil((row.arrivalUs - (rows[0] as Row).arrivalUs) / speedup / 1_000);
          expect({
            eventTimeUs: store.eventTimeUs(id),
            key: keyId === NULL_KEY_ID ? undefined : store.keyText(keyId),
            value: decodeUtf8(store.valueOf(id)),
            createTimeUs: store.createTimeUs(id),
          }).toEqual({
            eventTimeUs: row.eventTimeUs,
            key: row.key,
            value: row.value,
            createTimeUs: virtualMs * 1_000,
          });
        });
      }),
      { seed: 7001, numRuns: 200 },
    );
  });

  test("event time stands in for arrival, and records may go without a key", () => {
    const rows = [5, 2_000_005].map((offset) => ({
      eventTimeUs: APRIL_2001_US + offset,
      arrivalUs: 0,
      key: "ORD",
      value: "v",
    }));
    const store = new RecordStore();
    const columns = prepared(without(batchOf(rows, false), "arrival", "key"));
    new DatasetReplay(columns, 1, store).take(4e9 as TimeUs);
    expect([0, 1].map((id) => store.createTimeUs(id))).toEqual([0, 2_000_000]);
    expect([0, 1].map((id) => store.keyIdOf(id))).toEqual([NULL_KEY_ID, NULL_KEY_ID]);
  });
});

describe("prepareReplay", () => {
  const rows: Row[] = [1, 2, 3].map((offset) => ({ eventTimeUs: offset, arrivalUs: offset, key: "ORD", value: "v" }));
  const good = batchOf(rows, false);
  const [eventTime, arrival, key, value] = good.columns;
  const times = { kind: "timestamp" as const, values: Float64Array.of(1, 2, 3) };

  const problemsOf = (...columns: readonly (ColumnBatch["columns"][number] | undefined)[]) => {
    const result = prepareReplay({ rowCount: 3, columns: columns.filter((column) => column !== undefined) });
    return result.ok ? [] : result.error;
  };

  test("says which columns are missing, and what is there", () => {
    expect(problemsOf(arrival, key)).toEqual([
      "the workload's SQL gives no column event_time; it gives: arrival, key",
      "the workload's SQL gives no column value; it gives: arrival, key",
    ]);
  });

  test("says which types are wrong", () => {
    const numbers = { kind: "int32" as const, values: Int32Array.of(1, 2, 3) };
    expect(
      problemsOf({ name: "event_time", column: numbers }, arrival, { name: "key", column: numbers }, value),
    ).toEqual([
      "column event_time of the workload's SQL is int32, not TIMESTAMP: cast it",
      "column key of the workload's SQL is int32, not VARCHAR: cast it",
    ]);
  });

  test("finds a NULL time and a NULL value by row", () => {
    const valid = Uint8Array.of(1, 0, 1);
    const texts = utf8(["a", "", "b"]);
    expect(
      problemsOf({ name: "event_time", column: { ...times, valid } }, arrival, {
        name: "value",
        column: { ...texts, valid },
      }),
    ).toEqual([
      "column event_time of the workload's SQL is NULL in row 2: leave such rows out",
      "column value of the workload's SQL is NULL in row 2: leave such rows out, or write ''",
    ]);
  });

  test("refuses rows out of order, and values that are too long", () => {
    const unordered = { name: "arrival", column: { ...times, values: Float64Array.of(1, 3, 2) } };
    const long = {
      kind: "utf8" as const,
      bytes: new Uint8Array(5_000_000),
      offsets: Int32Array.of(0, 0, 5_000_000, 5_000_000),
    };
    expect(problemsOf(eventTime, unordered, { name: "value", column: long })).toEqual([
      "column value of the workload's SQL has 5000000 bytes in one row; at most 4194304 are possible",
      "row 3 of the workload's SQL arrives before row 2: order the rows by arrival",
    ]);
  });
});
