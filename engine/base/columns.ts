import { assertNever } from "./assert.ts";

/** UTF-8 strings as bytes: string i is `bytes[offsets[i] .. offsets[i+1])`; `offsets` holds one entry more than there are rows. */
export type Utf8Column = { readonly kind: "utf8"; readonly bytes: Uint8Array; readonly offsets: Int32Array };

/** Strings by code: row i is `dictionary[codes[i]]`; a code of -1 is NULL. Worth it when few values repeat often. */
export type DictionaryColumn = {
  readonly kind: "dictionary";
  readonly codes: Int32Array;
  readonly dictionary: readonly string[];
};

/** One column of a batch: a SQL type and its values as typed arrays. `valid[i] === 0` marks a SQL NULL. */
export type Column =
  | { readonly kind: "int32"; readonly values: Int32Array; readonly valid?: Uint8Array }
  /** 64-bit integers that are exact as doubles (at most 2^53 in size). */
  | { readonly kind: "int64"; readonly values: Float64Array | BigInt64Array; readonly valid?: Uint8Array }
  | { readonly kind: "float64"; readonly values: Float64Array; readonly valid?: Uint8Array }
  | { readonly kind: "bool"; readonly values: Uint8Array; readonly valid?: Uint8Array }
  /** TIMESTAMP without zone: microseconds since 1970-01-01 UTC. */
  | { readonly kind: "timestamp"; readonly values: Float64Array | BigInt64Array; readonly valid?: Uint8Array }
  | (Utf8Column & { readonly valid?: Uint8Array })
  | DictionaryColumn;

/** Rows as named columns of one length: what crosses from a decoder, a source or the log into SQL tables. */
export type ColumnBatch = {
  readonly rowCount: number;
  readonly columns: readonly { readonly name: string; readonly column: Column }[];
};

/** The first `count` rows of a batch, which has as many. */
export function firstRows({ columns }: ColumnBatch, count: number): ColumnBatch {
  return { rowCount: count, columns: columns.map(({ name, column }) => ({ name, column: firstOf(column, count) })) };
}

function firstOf(column: Column, count: number): Column {
  switch (column.kind) {
    case "int32":
      return { ...column, values: column.values.slice(0, count), ...validOf(column, count) };
    case "int64":
      return { ...column, values: column.values.slice(0, count), ...validOf(column, count) };
    case "float64":
      return { ...column, values: column.values.slice(0, count), ...validOf(column, count) };
    case "bool":
      return { ...column, values: column.values.slice(0, count), ...validOf(column, count) };
    case "timestamp":
      return { ...column, values: column.values.slice(0, count), ...validOf(column, count) };
    case "utf8": {
      const bytes = column.bytes.slice(0, column.offsets[count]);
      return { ...column, bytes, offsets: column.offsets.slice(0, count + 1), ...validOf(column, count) };
    }
    case "dictionary":
      return { ...column, codes: column.codes.slice(0, count) };
    default:
      return assertNever(column);
  }
}

function validOf({ valid }: { readonly valid?: Uint8Array }, count: number): { readonly valid?: Uint8Array } {
  return valid === undefined ? {} : { valid: valid.slice(0, count) };
}
