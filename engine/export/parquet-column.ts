import type { ParquetWriter } from "hyparquet-writer";
import { assertNever } from "../base/assert.ts";
import { dayNumber } from "../base/civil-date.ts";
import type { Column } from "../base/columns.ts";
import { decodeUtf8 } from "../base/utf8.ts";

export type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]["schema"][number];
type Cell = number | bigint | boolean | string | null;

/** What a column's values are in Parquet; the writer puts the name to it. */
type ParquetType = Omit<SchemaElement, "name">;

/** A column as the writer takes it: its type, and the values of rows one by one. */
export type ParquetColumn = { readonly element: SchemaElement; readonly read: (row: number) => Cell };

/** As many digits as a DECIMAL of 16 bytes has, in Parquet and in DuckDB. */
const DECIMAL_DIGITS = 38;
const INT32_DIGITS = 9;
const INT64_DIGITS = 18;

/** What DuckDB and Parquet files of its own have for a DATE of `infinity`. */
const DAYS_OF_INFINITY = 2_147_483_647;

/** How a column of a SQL type is written, as docs/cli.md lists it. Types that cross as text and have no place there stay text. */
export function parquetColumn(name: string, sqlType: string, column: Column): ParquetColumn {
  const { type, read } = typedReader(sqlType, column);
  const valid = column.kind === "dictionary" ? undefined : column.valid;
  return {
    element: { name, repetition_type: "OPTIONAL", ...type },
    read: (row) => (valid?.[row] === 0 ? null : read(row)),
  };
}

type TypedReader = { readonly type: ParquetType; readonly read: (row: number) => Cell };

function typedReader(sqlType: string, column: Column): TypedReader {
  if (column.kind !== "utf8") return { type: typeOfKind(column), read: readerOfKind(column) };
  const text = textReader(column);
  const decimal = decimalOf(sqlType);
  if (decimal !== undefined && fitsDecimal(column)) {
    // Without its point, a decimal number of fixed scale is the whole number that Parquet stores.
    return { type: decimalType(decimal), read: (row) => BigInt(text(row).replace(".", "")) };
  }
  if (sqlType === "DATE") {
    const type = { type: "INT32", converted_type: "DATE", logical_type: { type: "DATE" } } as const;
    return { type, read: (row) => daysOf(text(row)) };
  }
  return { type: { type: "BYTE_ARRAY", converted_type: "UTF8" }, read: text };
}

function typeOfKind(column: Exclude<Column, { kind: "utf8" }>): ParquetType {
  switch (column.kind) {
    case "int32":
      return { type: "INT32" };
    case "int64":
      return { type: "INT64" };
    case "float64":
      return { type: "DOUBLE" };
    case "bool":
      return { type: "BOOLEAN" };
    case "timestamp":
      return { type: "INT64", logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MICROS" } };
    case "dictionary":
      return { type: "BYTE_ARRAY", converted_type: "UTF8" };
    default:
      return assertNever(column);
  }
}

function readerOfKind(column: Exclude<Column, { kind: "utf8" }>): (row: number) => Cell {
  switch (column.kind) {
    case "int32":
    case "float64":
      return (row) => column.values[row] ?? null;
    case "int64":
    case "timestamp":
      return (row) => BigInt(column.values[row] ?? 0);
    case "bool":
      return (row) => column.values[row] === 1;
    case "dictionary":
      return (row) => column.dictionary[column.codes[row] ?? -1] ?? null;
    default:
      return assertNever(column);
  }
}

type TextColumn = Extract<Column, { kind: "utf8" }>;

function textReader({ bytes, offsets }: TextColumn): (row: number) => string {
  return (row) => decodeUtf8(bytes, offsets[row], offsets[row + 1]);
}

type Decimal = { readonly precision: number; readonly scale: number };

/** The whole numbers that 64 bits do not hold are decimals without a fraction. */
function decimalOf(sqlType: string): Decimal | undefined {
  const [, precision, scale] = /^DECIMAL\((\d+),(\d+)\)$/u.exec(sqlType) ?? [];
  if (precision !== undefined) return { precision: Number(precision), scale: Number(scale) };
  if (sqlType === "UBIGINT") return { precision: 20, scale: 0 };
  return sqlType === "HUGEINT" || sqlType === "UHUGEINT" ? { precision: DECIMAL_DIGITS, scale: 0 } : undefined;
}

/** A HUGEINT may have a digit more than a DECIMAL holds; it is the one with neither a point nor room for its digits. */
function fitsDecimal(column: TextColumn): boolean {
  const text = textReader(column);
  const rows = column.offsets.length - 1;
  for (let row = 0; row < rows; row++) {
    const isLong = (column.offsets[row + 1] ?? 0) - (column.offsets[row] ?? 0) > DECIMAL_DIGITS;
    if (isLong && text(row).replace(/[-.]/gu, "").length > DECIMAL_DIGITS) return false;
  }
  return true;
}

/** As narrow as Arrow and DuckDB write it. */
function decimalType({ precision, scale }: Decimal): ParquetType {
  const common = {
    converted_type: "DECIMAL",
    precision,
    scale,
    logical_type: { type: "DECIMAL", precision, scale },
  } as const;
  if (precision <= INT32_DIGITS) return { type: "INT32", ...common };
  return precision <= INT64_DIGITS
    ? { type: "INT64", ...common }
    : { type: "FIXED_LEN_BYTE_ARRAY", type_length: 16, ...common };
}

/** Days since 1970-01-01 of a DATE as DuckDB writes it: 2001-04-05, 0044-03-15 (BC), infinity. */
function daysOf(text: string): number {
  const [, year, month, day, era] = /^(\d+)-(\d\d)-(\d\d)( \(BC\))?$/u.exec(text) ?? [];
  if (year === undefined) return text.startsWith("-") ? -DAYS_OF_INFINITY : DAYS_OF_INFINITY;
  return dayNumber({
    year: era === undefined ? Number(year) : 1 - Number(year),
    month: Number(month),
    day: Number(day),
  });
}
