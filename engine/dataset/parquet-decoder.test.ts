import fc from "fast-check";
import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import type { ColumnBatch } from "../base/columns.ts";
import { batchRows, type PlainValue } from "../testing/column-values.ts";
import { storingCompressors } from "../testing/parquet-compressors.ts";
import { decodeDataset } from "./decode-dataset.ts";

type Codec = "UNCOMPRESSED" | "SNAPPY" | "GZIP" | "ZSTD" | "LZ4_RAW";
type Written = {
  readonly columns: ColumnSource[];
  readonly codec: Codec;
  readonly rowGroupSize: number;
  readonly pageSize: number;
};

function write({ columns, codec, rowGroupSize, pageSize }: Written): Uint8Array {
  const options = { columnData: columns, codec, compressors: storingCompressors, rowGroupSize, pageSize };
  return new Uint8Array(parquetWriteBuffer(options));
}

async function decode(bytes: Uint8Array): Promise<ColumnBatch> {
  const result = await decodeDataset("parquet", bytes);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

/** The oracle: the same file by hyparquet, with timestamps left as they are. */
async function readByLibrary(bytes: Uint8Array): Promise<Record<string, PlainValue>[]> {
  const file = bytes.slice().buffer;
  const parsers = {
    timestampFromMilliseconds: (millis: bigint) => millis * 1_000n,
    timestampFromMicroseconds: (micros: bigint) => micros,
    timestampFromNanoseconds: (nanos: bigint) => BigInt(Math.floor(Number(nanos) / 1_000)),
    dateFromDays: (days: number) => BigInt(days) * 86_400_000_000n,
  };
  return (await parquetReadObjects({ file, compressors, parsers })).map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value ?? null])),
  );
}

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const kinds = {
  BOOLEAN: { values: fc.boolean(), encodings: ["PLAIN", "RLE"] },
  INT32: {
    values: fc.oneof(int32, fc.constantFrom(0, 1, 7)),
    encodings: ["PLAIN", "RLE_DICTIONARY", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"],
  },
  INT64: {
    values: fc.oneof(int64, fc.constantFrom(0n, 1n, 7n)),
    encodings: ["PLAIN", "RLE_DICTIONARY", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"],
  },
  DOUBLE: { values: fc.double({ noNaN: true }), encodings: ["PLAIN", "RLE_DICTIONARY", "BYTE_STREAM_SPLIT"] },
  FLOAT: { values: fc.float({ noNaN: true }), encodings: ["PLAIN", "BYTE_STREAM_SPLIT"] },
  STRING: {
    values: fc.oneof(fc.string({ unit: "grapheme", maxLength: 12 }), fc.constantFrom("ORD", "ORD-1", "LAX", "")),
    encodings: ["PLAIN", "RLE_DICTIONARY", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"],
  },
  TIMESTAMP: {
    values: fc.integer({ min: -(2 ** 42), max: 2 ** 42 }).map((millis) => new Date(millis)),
    encodings: ["PLAIN", "RLE_DICTIONARY", "DELTA_BINARY_PACKED"],
  },
} as const;

function columnOf(name: string, rowCount: number): fc.Arbitrary<ColumnSource> {
  return fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])).chain((type) => {
    const { values, encodings } = kinds[type];
    return fc.boolean().chain((nullable) => {
      const value: fc.Arbitrary<unknown> = nullable ? fc.option(values as fc.Arbitrary<unknown>) : values;
      return fc.record({
        name: fc.constant(name),
        type: fc.constant(type),
        nullable: fc.constant(nullable),
        encoding: fc.constantFrom<ColumnSource["encoding"]>(undefined, ...encodings),
        data: fc.array(value, { minLength: rowCount, maxLength: rowCount }),
      }) as fc.Arbitrary<ColumnSource>;
    });
  });
}

const files: fc.Arbitrary<Written> = fc.integer({ min: 1, max: 300 }).chain((rowCount) =>
  fc.record({
    columns: fc.tuple(columnOf("a", rowCount), columnOf("b", rowCount)),
    codec: fc.constantFrom<Codec>("UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"),
    rowGroupSize: fc.integer({ min: 50, max: 400 }),
    pageSize: fc.constantFrom(64, 500, 1_048_576),
  }),
);

describe("decodeParquet", () => {
  test("reads what hyparquet reads, in every encoding and compression (seed 8001)", async () => {
    await fc.assert(
      fc.asyncProperty(files, async (written) => {
        const bytes = write(written);
        expect(batchRows(await decode(bytes))).toEqual(await readByLibrary(bytes));
      }),
      { seed: 8001, numRuns: 400 },
    );
  });

  test("keeps the meaning of numbers: dates, decimals, unsigned, finer and coarser timestamps", async () => {
    const integer = (bitWidth: number, isSigned: boolean) => ({ type: "INTEGER", bitWidth, isSigned }) as const;
    const stamp = (unit: "MILLIS" | "NANOS") => ({ type: "TIMESTAMP", isAdjustedToUTC: true, unit }) as const;
    const leaf = { repetition_type: "REQUIRED" } as const;
    const bytes = new Uint8Array(
      parquetWriteBuffer({
        schema: [
          { name: "root", num_children: 6 },
          { ...leaf, name: "day", type: "INT32", converted_type: "DATE", logical_type: { type: "DATE" } },
          { ...leaf, name: "cents", type: "INT64", converted_type: "DECIMAL", scale: 2, precision: 12 },
          { ...leaf, name: "u32", type: "INT32", logical_type: integer(32, false) },
          { ...leaf, name: "i8", type: "INT32", logical_type: integer(8, true) },
          { ...leaf, name: "ms", type: "INT64", logical_type: stamp("MILLIS") },
          { ...leaf, name: "ns", type: "INT64", logical_type: stamp("NANOS") },
        ],
        columnData: [
          { name: "day", data: [new Date("2001-04-02T00:00:00Z")] },
          { name: "cents", data: [1_999.99] },
          { name: "u32", data: [4_000_000_000] },
          { name: "i8", data: [-5] },
          { name: "ms", data: [new Date("2001-04-02T00:00:00.123Z")] },
          { name: "ns", data: [new Date("1969-12-31T23:59:59.999Z")] },
        ],
      }),
    );
    const batch = await decode(bytes);
    expect(batch.columns.map(({ column }) => column.kind)).toEqual([
      "timestamp",
      "float64",
      "int64",
      "int32",
      "timestamp",
      "timestamp",
    ]);
    expect(batchRows(batch)).toEqual([
      {
        day: 986_169_600_000_000n,
        cents: 1_999.99,
        u32: 4_000_000_000n,
        i8: -5,
        ms: 986_169_600_123_000n,
        ns: -1_000n,
      },
    ]);
  });

  test("says what it cannot read", async () => {
    const errorOf = async (bytes: Uint8Array) => {
      const result = await decodeDataset("parquet", bytes);
      return result.ok ? "read" : result.error;
    };
    const plain = { codec: "UNCOMPRESSED", rowGroupSize: 10, pageSize: 1_000 } as const;
    const text: ColumnSource = { name: "t", type: "STRING", data: ["a"], nullable: false, encoding: "PLAIN" };
    expect(await errorOf(new Uint8Array(5))).toBe("this is no Parquet file: it is too short");
    expect(await errorOf(new Uint8Array(50))).toBe("this is no Parquet file: it does not begin and end with PAR1");
    const nested = write({ ...plain, columns: [{ name: "tree", type: "VARIANT", data: [{ leaf: 1 }] }] });
    expect(await errorOf(nested)).toBe("column tree of the Parquet file is nested; only flat columns can be read");
    expect(
      await errorOf(write({ ...plain, columns: [{ name: "id", type: "UUID", data: [new Uint8Array(16)] }] })),
    ).toBe("column id of the Parquet file is of type FIXED_LEN_BYTE_ARRAY, which cannot be read");
    expect(
      await errorOf(write({ ...plain, columns: [{ name: "b", type: "BYTE_ARRAY", data: [Uint8Array.of(0xff)] }] })),
    ).toBe("column b of the Parquet file is no text: in row 1 its bytes are not UTF-8");
    const twice = write({ ...plain, columns: [text, text] });
    expect(await errorOf(twice)).toBe("the Parquet file has two columns named t");
    expect(await errorOf(write({ ...plain, columns: [text] }).slice(0, -9))).toMatch(
      /does not begin and end with PAR1/,
    );
  });
});
