import { assertNever } from "../base/assert.ts";
import { ByteRange } from "../base/byte-range.ts";
import type { Column, ColumnBatch, DictionaryColumn, Utf8Column } from "../base/columns.ts";
import { err, ok, type Result } from "../base/result.ts";
import { encodeUtf8 } from "../base/utf8.ts";
import { NULL_KEY_ID } from "./key-dictionary.ts";
import type { RecordStore } from "./record-store.ts";
import { MAX_VALUE_BYTES } from "./value-arena.ts";

type TextColumn = (Utf8Column & { readonly valid?: Uint8Array }) | DictionaryColumn;

/** Rows to replay, in order of arrival; times are microseconds since 1970 UTC. Made by `prepareReplay` only. */
export type ReplayColumns = {
  readonly rowCount: number;
  readonly eventTimesUs: Float64Array;
  readonly arrivalsUs: Float64Array;
  /** Undefined where no record has a key. */
  readonly keys: TextColumn | undefined;
  readonly values: TextColumn;
};

/**
 * Checks the rows of a dataset workload: `event_time` TIMESTAMP, `value` VARCHAR, and if wanted `arrival` TIMESTAMP (else the
 * event time) and `key` VARCHAR (else none); no NULL but in `key`; ordered by arrival, rows of one instant in any order.
 * The error is a list of sentences, one for each thing that is wrong.
 */
export function prepareReplay(batch: ColumnBatch): Result<ReplayColumns, readonly string[]> {
  const problems: string[] = [];
  const names = batch.columns.map(({ name }) => name);
  for (const name of ["event_time", "value"]) {
    if (!names.includes(name))
      problems.push(`the workload's SQL gives no column ${name}; it gives: ${names.join(", ")}`);
  }
  const eventTimesUs = timesOf(batch, "event_time", problems);
  const arrivalsUs = names.includes("arrival") ? timesOf(batch, "arrival", problems) : eventTimesUs;
  const keys = textOf(batch, "key", problems);
  const values = textOf(batch, "value", problems);
  if (values !== undefined) problems.push(...findBadValues(values, batch.rowCount));
  if (arrivalsUs !== undefined) problems.push(...findDisorder(arrivalsUs));
  if (problems.length > 0 || !eventTimesUs || !arrivalsUs || !values) return err(problems);
  return ok({ rowCount: batch.rowCount, eventTimesUs, arrivalsUs, keys, values });
}

function columnOf(batch: ColumnBatch, name: string): Column | undefined {
  return batch.columns.find((candidate) => candidate.name === name)?.column;
}

function timesOf(batch: ColumnBatch, name: string, problems: string[]): Float64Array | undefined {
  const column = columnOf(batch, name);
  if (column === undefined) return undefined;
  if (column.kind !== "timestamp") {
    problems.push(`column ${name} of the workload's SQL is ${column.kind}, not TIMESTAMP: cast it`);
    return undefined;
  }
  const nullRow = column.valid?.subarray(0, batch.rowCount).indexOf(0) ?? -1;
  if (nullRow >= 0) {
    problems.push(`column ${name} of the workload's SQL is NULL in row ${nullRow + 1}: leave such rows out`);
    return undefined;
  }
  return column.values instanceof Float64Array ? column.values : Float64Array.from(column.values, Number);
}

function textOf(batch: ColumnBatch, name: string, problems: string[]): TextColumn | undefined {
  const column = columnOf(batch, name);
  if (column === undefined || column.kind === "utf8" || column.kind === "dictionary") return column;
  problems.push(`column ${name} of the workload's SQL is ${column.kind}, not VARCHAR: cast it`);
  return undefined;
}

function findBadValues(values: TextColumn, rowCount: number): readonly string[] {
  const where = "column value of the workload's SQL";
  for (let row = 0; row < rowCount; row++) {
    if (isNullText(values, row)) return [`${where} is NULL in row ${row + 1}: leave such rows out, or write ''`];
  }
  const longest = longestBytes(values);
  return longest > MAX_VALUE_BYTES
    ? [`${where} has ${longest} bytes in one row; at most ${MAX_VALUE_BYTES} are possible`]
    : [];
}

function longestBytes(values: TextColumn): number {
  let longest = 0;
  switch (values.kind) {
    case "utf8":
      for (let row = 1; row < values.offsets.length; row++) {
        longest = Math.max(longest, (values.offsets[row] as number) - (values.offsets[row - 1] as number));
      }
      return longest;
    case "dictionary":
      for (const text of values.dictionary) longest = Math.max(longest, encodeUtf8(text).length);
      return longest;
    default:
      return assertNever(values);
  }
}

function isNullText(column: TextColumn, row: number): boolean {
  switch (column.kind) {
    case "utf8":
      return column.valid?.[row] === 0;
    case "dictionary":
      return (column.codes[row] as number) < 0;
    default:
      return assertNever(column);
  }
}

function findDisorder(arrivalsUs: Float64Array): readonly string[] {
  for (let row = 1; row < arrivalsUs.length; row++) {
    if ((arrivalsUs[row] as number) < (arrivalsUs[row - 1] as number)) {
      return [`row ${row + 1} of the workload's SQL arrives before row ${row}: order the rows by arrival`];
    }
  }
  return [];
}

/** Puts a row's key and value into a store, each distinct dictionary entry encoded once. */
export class ReplayTexts {
  readonly #columns: ReplayColumns;
  readonly #store: RecordStore;
  /** By dictionary code; filled on demand. */
  readonly #keyIds: number[] = [];
  readonly #values: ByteRange[] = [];
  /** Of values that are no dictionary: all of them. */
  readonly #valueBytes: ByteRange | undefined;

  constructor(columns: ReplayColumns, store: RecordStore) {
    this.#columns = columns;
    this.#store = store;
    this.#valueBytes = columns.values.kind === "utf8" ? new ByteRange(columns.values.bytes) : undefined;
  }

  /** The key id of a row, NULL_KEY_ID for a NULL. */
  keyIdOf(row: number): number {
    const { keys } = this.#columns;
    if (keys === undefined || isNullText(keys, row)) return NULL_KEY_ID;
    if (keys.kind === "utf8") {
      return this.#store.keys.intern(keys.bytes, keys.offsets[row] as number, keys.offsets[row + 1] as number);
    }
    const code = keys.codes[row] as number;
    const known = this.#keyIds[code];
    if (known !== undefined) return known;
    const id = this.#store.keys.internText(keys.dictionary[code] ?? "");
    this.#keyIds[code] = id;
    return id;
  }

  /** Writes a row's value where the store's next value starts; returns its size. The store's `append` then takes it. */
  writeValue(row: number): number {
    const { values } = this.#columns;
    if (values.kind === "utf8") {
      const start = values.offsets[row] as number;
      return this.#write(this.#valueBytes as ByteRange, start, (values.offsets[row + 1] as number) - start);
    }
    const value = this.#valueOf(values, values.codes[row] as number);
    return this.#write(value, 0, value.bytes.length);
  }

  #write(source: ByteRange, start: number, size: number): number {
    const store = this.#store;
    store.reserveValue(size);
    store.valueBuffer.put(store.valueOffset, source, start, size);
    return size;
  }

  #valueOf({ dictionary }: DictionaryColumn, code: number): ByteRange {
    const known = this.#values[code];
    if (known !== undefined) return known;
    const value = new ByteRange(encodeUtf8(dictionary[code] ?? ""));
    this.#values[code] = value;
    return value;
  }
}
