import type { FileFormat } from "./file-format.ts";

/** How a column's values say an instant. */
export type TimeReading =
  /** The column is a TIMESTAMP or a DATE. */
  | { readonly kind: "as-is" }
  /** Text in ISO 8601, as DuckDB casts it. */
  | { readonly kind: "iso" }
  /** Text in a form of strptime: `%d/%m/%Y %H:%M`. */
  | { readonly kind: "format"; readonly format: string }
  /** A number since 1970. */
  | { readonly kind: "epoch"; readonly unit: "s" | "ms" | "us" | "ns" };

export type TimeColumn = { readonly column: string; readonly reading: TimeReading };

/** When the thing happened: a column, or the row's place in the file, so many a second from 2025-01-01 on. */
export type EventTime =
  | ({ readonly kind: "column" } & TimeColumn)
  | { readonly kind: "row-number"; readonly perSecond: number };

/** When the record is sent. */
export type Arrival =
  | { readonly kind: "event-time" }
  | ({ readonly kind: "column" } & TimeColumn)
  /** In the order of the file, so many a second. */
  | { readonly kind: "rate"; readonly perSecond: number };

/** A column that becomes part of the record's value and a column of silver. */
export type ValueColumn = {
  readonly column: string;
  /** The SQL type that silver gives it. */
  readonly type: string;
  /** Rows without a value of that type go to the dead letters; else they get NULL. */
  readonly isRequired: boolean;
};

export type TimeBucket = "minute" | "hour" | "day";

/** Everything that a pipeline is made from. */
export type ImportMapping = {
  readonly title: string;
  readonly file: string;
  readonly format: FileFormat;
  /** The column that decides the partition; undefined sends records without a key. */
  readonly key: string | undefined;
  readonly eventTime: EventTime;
  readonly arrival: Arrival;
  readonly speedup: number;
  readonly values: readonly ValueColumn[];
  /** Silver keeps the latest row for each value of this column; every row when it is undefined. */
  readonly identity: string | undefined;
  readonly bucket: TimeBucket;
  /** A column of numbers that gold adds up. */
  readonly measure: string | undefined;
  /** Stands between the fields of a value; occurs in none of them. */
  readonly separator: string;
};

/** A column of the file, as its decoder found it. */
export type FileColumn = { readonly name: string; readonly type: string };

/** Types that silver can give a column besides the one that the file has. */
export const VALUE_TYPES = ["VARCHAR", "BIGINT", "DOUBLE", "DECIMAL(18,2)", "BOOLEAN", "DATE", "TIMESTAMP"] as const;
