import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { assertNever } from "../../engine/base/assert.ts";
import type { Column, ColumnBatch } from "../../engine/base/columns.ts";

type ParquetSchema = ConstructorParameters<typeof ParquetWriter>[0]["schema"];
type SchemaElement = ParquetSchema[number];
type Cell = number | bigint | boolean | string | null;

/** Small enough that no row group keeps this thread from hearing Ctrl-C. */
const ROW_GROUP_ROWS = 20_000;

/**
 * A table as a Parquet file. The schema comes from the columns' SQL types alone, never from the values, so that an empty
 * table has the same columns as a full one; every column may hold NULL, timestamps are microseconds without a zone.
 * Stops with undefined when `isUnwanted` says so between two row groups.
 */
export async function encodeParquet(
  { columns, rowCount }: ColumnBatch,
  createdBy: string,
  isUnwanted: () => boolean,
): Promise<Uint8Array | undefined> {
  const schema: ParquetSchema = [
    { name: "root", num_children: columns.length },
    ...columns.map(({ name, column }) => schemaOf(name, column)),
  ];
  const writer = new ByteWriter();
  const file = new ParquetWriter({ writer, schema, createdBy });
  for (let from = 0; from < rowCount; from += ROW_GROUP_ROWS) {
    if (isUnwanted()) return undefined;
    const to = Math.min(from + ROW_GROUP_ROWS, rowCount);
    const columnData = columns.map(({ name, column }) => ({ name, data: valuesOf(column, from, to) }));
    await file.write({ columnData, rowGroupSize: ROW_GROUP_ROWS });
    await new Promise((resolve) => setImmediate(resolve));
  }
  await file.finish();
  return writer.getBytes();
}

function schemaOf(name: string, column: Column): SchemaElement {
  const common = { name, repetition_type: "OPTIONAL" } as const;
  switch (column.kind) {
    case "int32":
      return { ...common, type: "INT32" };
    case "int64":
      return { ...common, type: "INT64" };
    case "float64":
      return { ...common, type: "DOUBLE" };
    case "bool":
      return { ...common, type: "BOOLEAN" };
    case "timestamp": {
      const logical = { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MICROS" } as const;
      return { ...common, type: "INT64", logical_type: logical };
    }
    case "utf8":
    case "dictionary":
      return { ...common, type: "BYTE_ARRAY", converted_type: "UTF8" };
    default:
      return assertNever(column);
  }
}

function valuesOf(column: Column, from: number, to: number): Cell[] {
  const read = cellReader(column);
  const valid = column.kind === "dictionary" ? undefined : column.valid;
  return Array.from({ length: to - from }, (_, index) => (valid?.[from + index] === 0 ? null : read(from + index)));
}

function cellReader(column: Column): (row: number) => Cell {
  switch (column.kind) {
    case "int32":
    case "float64":
      return (row) => column.values[row] ?? null;
    case "int64":
    case "timestamp":
      return (row) => BigInt(column.values[row] ?? 0);
    case "bool":
      return (row) => column.values[row] === 1;
    case "utf8": {
      const decoder = new TextDecoder();
      return (row) => decoder.decode(column.bytes.subarray(column.offsets[row], column.offsets[row + 1]));
    }
    case "dictionary":
      return (row) => column.dictionary[column.codes[row] ?? -1] ?? null;
    default:
      return assertNever(column);
  }
}
