import * as arrow from "apache-arrow";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { batchRows, columnValues, type PlainValue } from "../testing/column-values.ts";
import { decodeDataset } from "./decode-dataset.ts";

type ColumnCase = {
  readonly type: arrow.DataType;
  readonly value: fc.Arbitrary<unknown>;
  readonly expected: (value: never) => PlainValue;
};

const text = fc.string({ unit: "grapheme", maxLength: 8 });
const same = (value: PlainValue) => value;
const whole = (bits: number, isSigned: boolean) =>
  isSigned
    ? fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 })
    : fc.integer({ min: 0, max: 2 ** bits - 1 });
const millis = fc.integer({ min: -(2 ** 42), max: 2 ** 42 });

/** For each Arrow type: what goes in by apache-arrow, and what must come out. */
const CASES: readonly ColumnCase[] = [
  { type: new arrow.Int8(), value: whole(8, true), expected: same },
  { type: new arrow.Uint16(), value: whole(16, false), expected: same },
  { type: new arrow.Int32(), value: whole(32, true), expected: same },
  { type: new arrow.Uint32(), value: whole(32, false), expected: (value: number) => BigInt(value) },
  { type: new arrow.Int64(), value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), expected: same },
  { type: new arrow.Float32(), value: fc.float({ noNaN: true }), expected: same },
  { type: new arrow.Float64(), value: fc.double({ noNaN: true }), expected: same },
  { type: new arrow.Bool(), value: fc.boolean(), expected: same },
  { type: new arrow.Utf8(), value: text, expected: same },
  {
    type: new arrow.Dictionary(new arrow.Utf8(), new arrow.Int16()),
    value: fc.constantFrom("ORD", "LAX", ""),
    expected: same,
  },
  {
    type: new arrow.DateDay(),
    value: millis.map((at) => new Date(Math.floor(at / 86_400_000) * 86_400_000)),
    expected: microsOf,
  },
  { type: new arrow.TimestampMillisecond(), value: millis.map((at) => new Date(at)), expected: microsOf },
  {
    type: new arrow.TimestampSecond(),
    value: millis.map((at) => new Date(Math.floor(at / 1_000) * 1_000)),
    expected: microsOf,
  },
];

function microsOf(value: Date): bigint {
  return BigInt(value.getTime()) * 1_000n;
}

const tables = fc.record({
  picks: fc.uniqueArray(fc.nat(CASES.length - 1), { minLength: 1, maxLength: 5 }),
  batches: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 3 }),
  hasNulls: fc.boolean(),
  format: fc.constantFrom("stream" as const, "file" as const),
});

describe("decodeArrow", () => {
  test("gives back what apache-arrow wrote, of every type (seed 8401)", async () => {
    await fc.assert(
      fc.asyncProperty(tables, fc.gen(), async ({ picks, batches, hasNulls, format }, gen) => {
        const rowCount = batches.reduce((total, size) => total + size, 0);
        const columns = picks.map((pick) => {
          const { type, value, expected } = CASES[pick] as ColumnCase;
          const data = Array.from({ length: rowCount }, () => gen(() => (hasNulls ? fc.option(value) : value)));
          return {
            name: `c${pick}`,
            type,
            data,
            expected: data.map((v) => (v === null ? null : expected(v as never))),
          };
        });
        const vectors = columns.map(
          ({ name, type, data }) => [name, arrow.vectorFromArray(data as never[], type)] as const,
        );
        const whole = new arrow.Table(Object.fromEntries(vectors));
        const starts = batches.map((_, index) => batches.slice(0, index).reduce((total, size) => total + size, 0));
        const parts = batches.flatMap((size, index) => {
          const start = starts[index] as number;
          return whole.slice(start, start + size).batches;
        });
        const bytes = arrow.tableToIPC(new arrow.Table(whole.schema, parts), format);
        const decoded = await decodeDataset("arrow", bytes);
        if (!decoded.ok) throw new Error(decoded.error);
        for (const [index, { name, expected }] of columns.entries()) {
          const found = decoded.value.columns[index];
          expect(found?.name).toBe(name);
          if (found !== undefined) expect(columnValues(found.column, rowCount)).toEqual(expected);
        }
      }),
      { seed: 8401, numRuns: 200 },
    );
  });

  test("reads long texts, whose offsets have 64 bits, and columns of nothing", async () => {
    const words = ["ORD", null, "", "Zürich"];
    const table = new arrow.Table({
      long: arrow.vectorFromArray(words, new arrow.LargeUtf8()),
      none: arrow.vectorFromArray([null, null, null, null], new arrow.Null()),
    });
    const decoded = await decodeDataset("arrow", arrow.tableToIPC(table));
    const expected = words.map((long) => ({ long, none: null }));
    expect(decoded.ok ? batchRows(decoded.value) : decoded.error).toEqual(expected);
  });

  test("a stream may name its dictionary's words later, batch by batch", async () => {
    const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32(), 7);
    const builder = arrow.makeBuilder({ type, nullValues: [null] });
    const words = ["ORD", "LAX", "ORD", null, "PHX", "ORD"];
    const writer = new arrow.RecordBatchStreamWriter();
    const schema = new arrow.Schema([new arrow.Field("airport", type, true)]);
    for (const word of words) {
      builder.append(word);
      const data = builder.flush();
      const batch = arrow.makeData({ type: new arrow.Struct(schema.fields), children: [data] });
      writer.write(new arrow.RecordBatch(schema, batch));
    }
    const decoded = await decodeDataset("arrow", writer.finish().toUint8Array(true));
    expect(decoded.ok ? batchRows(decoded.value) : decoded.error).toEqual(words.map((airport) => ({ airport })));
  });

  test("says what it cannot read", async () => {
    const errorOf = async (bytes: Uint8Array) => {
      const result = await decodeDataset("arrow", bytes);
      return result.ok ? "read" : result.error;
    };
    const list = arrow.vectorFromArray([[1, 2]], new arrow.List(new arrow.Field("item", new arrow.Int32())));
    expect(await errorOf(arrow.tableToIPC(new arrow.Table({ list })))).toBe(
      "column list of the Arrow file is of type List, which cannot be read",
    );
    expect(await errorOf(new Uint8Array(0))).toBe("this is no Arrow file: it does not begin with a schema");
    const whole = arrow.tableToIPC(new arrow.Table({ a: arrow.vectorFromArray([1, 2], new arrow.Int32()) }), "file");
    expect(await errorOf(whole.slice(0, -3))).toBe("the Arrow file is damaged: it does not end with ARROW1");
  });
});
