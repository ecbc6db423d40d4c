import { compressors } from "hyparquet-compressors";
import type { DecodeBudget } from "./decode-budget.ts";
import { DecodeFailure, demand } from "./decode-failure.ts";
import { zstdBytesMax } from "./zstd-bound.ts";

const UNCOMPRESSED = 0;
const ZSTD = 6;
/** Codecs by Parquet's number; those without a name cannot be read: LZO has no decoder, Brotli's cannot be trusted to end. */
const CODEC_NAMES = [undefined, "SNAPPY", "GZIP", undefined, undefined, "LZ4", "ZSTD", "LZ4_RAW"] as const;
const REFUSED_NAMES = new Map([
  [3, "LZO"],
  [4, "BROTLI"],
]);

/** Takes the compression off one page; the result has exactly `size` bytes. `what` names the page for messages. */
export function decompressPage(
  page: Uint8Array,
  codec: number,
  size: number,
  place: { readonly budget: DecodeBudget; readonly what: string },
): Uint8Array {
  const { budget, what } = place;
  if (codec === UNCOMPRESSED) {
    demand(page.length === size, `${what} is damaged: it has ${page.length} bytes, not ${size}`);
    return page;
  }
  const name = CODEC_NAMES[codec];
  const refused = REFUSED_NAMES.get(codec) ?? `an unknown way (${codec})`;
  demand(name !== undefined, `${what} is compressed by ${refused}; SNAPPY, GZIP, ZSTD and LZ4 can be read`);
  budget.takePiece(size, what);
  if (size === 0) return new Uint8Array(0);
  if (codec === ZSTD) budget.takePiece(zstdBytesMax(page, what), what);
  const decompressed = runDecoder(() => compressors[name]?.(page, size), what);
  demand(decompressed?.length === size, `${what} is damaged: it does not decompress to the ${size} bytes that it says`);
  return decompressed;
}

/** A decoder of another package says in its own way that the bytes are not what it reads. */
function runDecoder(decode: () => Uint8Array | undefined, what: string): Uint8Array | undefined {
  try {
    return decode();
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new DecodeFailure(`${what} is damaged: it does not decompress (${reason})`, { cause: thrown });
  }
}
