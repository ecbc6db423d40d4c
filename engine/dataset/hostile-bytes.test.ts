import * as arrow from "apache-arrow";
import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import type { ColumnBatch } from "../base/columns.ts";
import { encodeUtf8 } from "../base/utf8.ts";
import { damagedBytes } from "../testing/damaged-bytes.ts";
import { storingCompressors } from "../testing/parquet-compressors.ts";
import type { DatasetLimits } from "./dataset-limits.ts";
import { type DatasetFormat, decodeDataset } from "./decode-dataset.ts";

/** Small, so that a file which lies about its size is caught at once. */
const LIMITS: DatasetLimits = {
  fileBytes: 100_000,
  rows: 20_000,
  columns: 50,
  decodedBytes: 4_000_000,
  pieceBytes: 200_000,
};

const rows = Array.from({ length: 60 }, (_, row) => ({
  id: BigInt(row * 7),
  name: row % 5 === 0 ? null : `name ${row % 9}`,
  amount: row / 3,
  small: row % 4,
  flag: row % 2 === 0,
}));

function parquet(codec: "UNCOMPRESSED" | "SNAPPY" | "GZIP" | "ZSTD" | "LZ4_RAW", isPlain: boolean): Uint8Array {
  const encoding = (name: "RLE_DICTIONARY" | "DELTA_BINARY_PACKED" | "DELTA_BYTE_ARRAY") => (isPlain ? "PLAIN" : name);
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: "id", type: "INT64", data: rows.map(({ id }) => id), encoding: encoding("DELTA_BINARY_PACKED") },
        { name: "name", type: "STRING", data: rows.map(({ name }) => name), encoding: encoding("RLE_DICTIONARY") },
        {
          name: "name2",
          type: "STRING",
          data: rows.map(({ name }) => name ?? ""),
          encoding: encoding("DELTA_BYTE_ARRAY"),
        },
        { name: "amount", type: "DOUBLE", data: rows.map(({ amount }) => amount) },
        {
          name: "small",
          type: "INT32",
          data: rows.map(({ small }) => small),
          encoding: encoding("DELTA_BINARY_PACKED"),
        },
        { name: "flag", type: "BOOLEAN", data: rows.map(({ flag }) => flag) },
      ],
      codec,
      compressors: storingCompressors,
      rowGroupSize: 40,
    }),
  );
}

function arrowFile(format: "stream" | "file"): Uint8Array {
  const table = new arrow.Table({
    id: arrow.vectorFromArray(rows.map(({ id }) => id)),
    name: arrow.vectorFromArray(
      rows.map(({ name }) => name),
      new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()),
    ),
    text: arrow.vectorFromArray(
      rows.map(({ name }) => name),
      new arrow.Utf8(),
    ),
    amount: arrow.vectorFromArray(rows.map(({ amount }) => amount)),
    flag: arrow.vectorFromArray(rows.map(({ flag }) => flag)),
  });
  return arrow.tableToIPC(table, format);
}

const csv = ["id,name,amount,flag", ...rows.map((row) => `${row.id},"${row.name ?? ""}",${row.amount},${row.flag}`)];
const ndjson = rows.map(({ id, ...row }) => JSON.stringify({ ...row, id: Number(id), more: { list: [1, "ü\n"] } }));

const SAMPLES: Readonly<Record<DatasetFormat, readonly Uint8Array[]>> = {
  parquet: [
    parquet("UNCOMPRESSED", false),
    parquet("UNCOMPRESSED", true),
    parquet("SNAPPY", false),
    parquet("GZIP", true),
    parquet("ZSTD", false),
    parquet("LZ4_RAW", true),
  ],
  arrow: [arrowFile("stream"), arrowFile("file")],
  csv: [encodeUtf8(`${csv.join("\r\n")}\r\n`)],
  ndjson: [encodeUtf8(`${ndjson.join("\n")}\n`)],
};

function lengthsOf(batch: ColumnBatch): number[] {
  return batch.columns.map(({ column }) => {
    if (column.kind === "dictionary") return column.codes.length;
    return column.kind === "utf8" ? column.offsets.length - 1 : column.values.length;
  });
}

/** What a person gets for a bad file: one sentence, and no word of the machinery. */
const SENTENCE = /^(?!.*(undefined|NaN|TypeError|RangeError|\bat .*:\d+:\d+)).{10,300}$/s;

describe("damaged files end in a sentence, not in a crash", () => {
  const formats = Object.keys(SAMPLES) as DatasetFormat[];
  for (const [index, format] of formats.entries()) {
    const seed = 9_001 + index;
    test(`${format} (seed ${seed})`, { timeout: 60_000 }, async () => {
      for (const sample of SAMPLES[format]) expect((await decodeDataset(format, sample, LIMITS)).ok).toBe(true);
      let refused = 0;
      await fc.assert(
        fc.asyncProperty(damagedBytes(SAMPLES[format]), async (bytes) => {
          const result = await decodeDataset(format, bytes, LIMITS);
          if (result.ok) {
            expect(new Set(lengthsOf(result.value)).add(result.value.rowCount).size).toBe(1);
            return;
          }
          refused += 1;
          expect(result.error).toMatch(SENTENCE);
        }),
        { seed, numRuns: 1_500 },
      );
      expect(refused).toBeGreaterThan(200);
    });

    test(`${format}: bytes of anything (seed ${seed + 100})`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
          const result = await decodeDataset(format, bytes, LIMITS);
          if (!result.ok) expect(result.error).toMatch(SENTENCE);
        }),
        { seed: seed + 100, numRuns: 300 },
      );
    });
  }
});

describe("limits", () => {
  const errorOf = async (format: DatasetFormat, limits: Partial<DatasetLimits>) => {
    const result = await decodeDataset(format, SAMPLES[format][0] ?? new Uint8Array(0), { ...LIMITS, ...limits });
    return result.ok ? "read" : result.error;
  };
  test("each has its sentence in every format", async () => {
    for (const format of Object.keys(SAMPLES) as DatasetFormat[]) {
      const size = SAMPLES[format][0]?.length ?? 0;
      expect(await errorOf(format, { fileBytes: 100 })).toBe(`the file has ${size} bytes; at most 100 are possible`);
      expect(await errorOf(format, { rows: 10 })).toMatch(/^the file has (11|60) rows; at most 10 are possible$/);
      expect(await errorOf(format, { columns: 2 })).toMatch(/^the file has \d columns; at most 2 are possible$/);
      expect(await errorOf(format, { decodedBytes: 500 })).toBe(
        "the file's rows take more than 500 bytes once decoded, which is the limit",
      );
    }
  });
});
