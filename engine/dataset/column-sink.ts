import { assertNever } from "../base/assert.ts";
import type { Column } from "../base/columns.ts";
import { Utf8Builder } from "../base/utf8-builder.ts";
import type { ColumnMeaning } from "./column-meaning.ts";
import type { DecodeBudget } from "./decode-budget.ts";
import { DecodeFailure, demand } from "./decode-failure.ts";
import { toMicros } from "./micros.ts";
import type { RawValues } from "./raw-values.ts";
import { firstMalformedRow } from "./utf8-check.ts";

/** Rows of a column: `valid[i] === 0` marks a NULL; undefined: none is. */
export type RowRun = { readonly rowCount: number; readonly valid: Uint8Array | undefined };

/** Takes the rows of a column run by run and gives the whole column. */
export interface ColumnSink {
  /** `values` are those of the rows that are not NULL. */
  add(values: RawValues, run: RowRun): void;
  /** All rows must have been added. */
  column(): Column;
}

/** What a sink counts its memory against, and how it calls its column in messages. */
type SinkPlace = { readonly budget: DecodeBudget; readonly what: string };

const MICROS_PER_DAY = 86_400_000_000n;
const MAX_SCALE = 18;

/** The sink that makes of a column's values what they mean. Timestamps become microseconds; finer digits are cut. */
export function openSink(meaning: ColumnMeaning, rowCount: number, place: SinkPlace): ColumnSink {
  const { what } = place;
  switch (meaning.kind) {
    case "bool":
      return new NumberSink(new Uint8Array(take(place, rowCount, 1)), "bool", Number, what);
    case "int32":
      return new NumberSink(new Int32Array(take(place, rowCount, 4)), "int32", Number, what);
    case "uint32":
      return new NumberSink(new Float64Array(take(place, rowCount, 8)), "int64", (value) => Number(value) >>> 0, what);
    case "float64":
      return new NumberSink(new Float64Array(take(place, rowCount, 8)), "float64", Number, what);
    case "decimal":
      return new NumberSink(
        new Float64Array(take(place, rowCount, 8)),
        "float64",
        decimalOf(meaning.scale, what),
        what,
      );
    case "int64":
      return new BigSink(take(place, rowCount, 8), "int64", (value) => value, what);
    case "uint64":
      return new BigSink(take(place, rowCount, 8), "int64", (value) => signedOf(value, what), what);
    case "date":
      return new BigSink(take(place, rowCount, 8), "timestamp", (value) => value * MICROS_PER_DAY, what);
    case "timestamp":
      return new BigSink(take(place, rowCount, 8), "timestamp", (value) => toMicros(value, meaning.unit), what);
    case "text":
      return new TextSink(take(place, rowCount, 4), place);
    case "unreadable":
      throw new DecodeFailure(`${what} is of type ${meaning.type}, which cannot be read`);
    default:
      return assertNever(meaning);
  }
}

/** Takes the memory of a column before it is there; returns its rows. */
function take({ budget }: SinkPlace, rowCount: number, width: number): number {
  budget.take(rowCount * (width + 1));
  return rowCount;
}

/** A decimal as the nearest DOUBLE to it; exact digits beyond 2^53 would be lost. */
function decimalOf(scale: number, what: string): (value: number | bigint) => number {
  demand(scale >= 0 && scale <= MAX_SCALE, `${what} has decimals of scale ${scale}; at most ${MAX_SCALE} can be read`);
  const divisor = 10 ** scale;
  return (value) => {
    const unscaled = Number(value);
    demand(Number.isSafeInteger(unscaled), `${what} has a DECIMAL of more digits than a DOUBLE can hold`);
    return unscaled / divisor;
  };
}

function signedOf(value: bigint, what: string): bigint {
  demand(value >= 0n, `${what} has a number above ${2n ** 63n - 1n}, which BIGINT cannot hold`);
  return value;
}

/** Marks NULLs; makes the mask only for a column that has one. */
class NullMask {
  readonly #rowCount: number;
  #valid: Uint8Array | undefined;

  constructor(rowCount: number) {
    this.#rowCount = rowCount;
  }

  add(valid: Uint8Array | undefined, first: number): void {
    if (valid === undefined) return;
    this.#valid ??= new Uint8Array(this.#rowCount).fill(1);
    this.#valid.set(valid, first);
  }

  field(): { readonly valid?: Uint8Array } {
    return this.#valid === undefined ? {} : { valid: this.#valid };
  }
}

class NumberSink implements ColumnSink {
  readonly #out: Uint8Array | Int32Array | Float64Array;
  readonly #kind: "bool" | "int32" | "int64" | "float64";
  readonly #convert: (value: number | bigint) => number;
  readonly #what: string;
  readonly #mask: NullMask;
  #filled = 0;

  constructor(
    out: Uint8Array | Int32Array | Float64Array,
    kind: "bool" | "int32" | "int64" | "float64",
    convert: (value: number | bigint) => number,
    what: string,
  ) {
    this.#out = out;
    this.#kind = kind;
    this.#convert = convert;
    this.#what = what;
    this.#mask = new NullMask(out.length);
  }

  add(values: RawValues, { rowCount, valid }: RowRun): void {
    demand(values.kind !== "slices", `${this.#what} is damaged: a part of it holds text`);
    const first = this.#filled;
    this.#filled += rowCount;
    this.#mask.add(valid, first);
    let next = 0;
    for (let row = 0; row < rowCount; row++) {
      if (valid?.[row] !== 0) this.#out[first + row] = this.#convert(values.values[next++] as number | bigint);
    }
  }

  column(): Column {
    const out = this.#out;
    const field = this.#mask.field();
    if (out instanceof Uint8Array) return { kind: "bool", values: out, ...field };
    if (out instanceof Int32Array) return { kind: "int32", values: out, ...field };
    return { kind: this.#kind === "int64" ? "int64" : "float64", values: out, ...field };
  }
}

class BigSink implements ColumnSink {
  readonly #out: BigInt64Array;
  readonly #kind: "int64" | "timestamp";
  readonly #convert: (value: bigint) => bigint;
  readonly #what: string;
  readonly #mask: NullMask;
  #filled = 0;

  constructor(rowCount: number, kind: "int64" | "timestamp", convert: (value: bigint) => bigint, what: string) {
    this.#out = new BigInt64Array(rowCount);
    this.#kind = kind;
    this.#convert = convert;
    this.#what = what;
    this.#mask = new NullMask(rowCount);
  }

  add(values: RawValues, { rowCount, valid }: RowRun): void {
    const isWhole = values.kind === "int64" || values.kind === "int32";
    demand(isWhole, `${this.#what} is damaged: a part of it holds no whole numbers`);
    const first = this.#filled;
    this.#filled += rowCount;
    this.#mask.add(valid, first);
    let next = 0;
    for (let row = 0; row < rowCount; row++) {
      if (valid?.[row] !== 0) this.#out[first + row] = this.#convert(BigInt(values.values[next++] as number | bigint));
    }
  }

  column(): Column {
    return { kind: this.#kind, values: this.#out, ...this.#mask.field() };
  }
}

class TextSink implements ColumnSink {
  readonly #place: SinkPlace;
  readonly #out = new Utf8Builder();
  readonly #mask: NullMask;

  constructor(rowCount: number, place: SinkPlace) {
    this.#place = place;
    this.#mask = new NullMask(rowCount);
  }

  add(values: RawValues, { rowCount, valid }: RowRun): void {
    const { budget, what } = this.#place;
    demand(values.kind === "slices", `${what} is damaged: a part of it holds no text`);
    const { bytes, starts, ends } = values;
    let size = 0;
    for (let index = 0; index < starts.length; index++) size += (ends[index] as number) - (starts[index] as number);
    budget.take(size);
    demand(this.#out.byteCount + size < 2 ** 31, `${what} has more than 2 GiB of text, which is the limit`);
    this.#mask.add(valid, this.#out.rowCount);
    this.#out.reserve(rowCount, size);
    let next = 0;
    for (let row = 0; row < rowCount; row++) {
      const isNull = valid?.[row] === 0;
      if (isNull) this.#out.pushRange(bytes, 0, 0);
      else this.#out.pushRange(bytes, starts[next] as number, ends[next++] as number);
    }
  }

  column(): Column {
    const texts = this.#out.column();
    const row = firstMalformedRow(texts);
    demand(row < 0, `${this.#place.what} is no text: in row ${row + 1} its bytes are not UTF-8`);
    return { ...texts, ...this.#mask.field() };
  }
}
