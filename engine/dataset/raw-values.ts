import { assertNever } from "../base/assert.ts";
import { DecodeFailure } from "./decode-failure.ts";

/** Values as they lie in a file, without NULLs: numbers as typed arrays, texts as slices of one array. */
export type RawValues =
  | { readonly kind: "bool"; readonly values: Uint8Array }
  | { readonly kind: "int32"; readonly values: Int32Array }
  | { readonly kind: "int64"; readonly values: BigInt64Array }
  | { readonly kind: "double"; readonly values: Float64Array }
  | ByteSlices;

/** String i is `bytes[starts[i] .. ends[i])`. */
export type ByteSlices = {
  readonly kind: "slices";
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
};

/** The values at `indexes` of a dictionary or of a column with gaps. */
export function lookUp(dictionary: RawValues, indexes: Int32Array, what: string): RawValues {
  const size = dictionary.kind === "slices" ? dictionary.starts.length : dictionary.values.length;
  demandInside(indexes, size, what);
  switch (dictionary.kind) {
    case "slices": {
      const starts = pick(dictionary.starts, indexes, new Uint32Array(indexes.length));
      const ends = pick(dictionary.ends, indexes, new Uint32Array(indexes.length));
      return { kind: "slices", bytes: dictionary.bytes, starts, ends };
    }
    case "bool":
      return { kind: "bool", values: pick(dictionary.values, indexes, new Uint8Array(indexes.length)) };
    case "int32":
      return { kind: "int32", values: pick(dictionary.values, indexes, new Int32Array(indexes.length)) };
    case "int64":
      return { kind: "int64", values: pick(dictionary.values, indexes, new BigInt64Array(indexes.length)) };
    case "double":
      return { kind: "double", values: pick(dictionary.values, indexes, new Float64Array(indexes.length)) };
    default:
      return assertNever(dictionary);
  }
}

function demandInside(indexes: Int32Array, size: number, what: string): void {
  for (let at = 0; at < indexes.length; at++) {
    const index = indexes[at] as number;
    if (index < 0 || index >= size) throw new DecodeFailure(`${what} is damaged: it names value ${index} of ${size}`);
  }
}

function pick<Values extends { [index: number]: number | bigint }>(from: Values, at: Int32Array, into: Values): Values {
  for (let index = 0; index < at.length; index++) into[index] = from[at[index] as number] as Values[number];
  return into;
}
