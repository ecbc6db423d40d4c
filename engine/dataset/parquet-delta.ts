import type { ByteReader } from "./byte-reader.ts";
import type { DecodeBudget } from "./decode-budget.ts";
import { demand } from "./decode-failure.ts";
import { readBits } from "./parquet-pages.ts";
import type { ByteSlices } from "./raw-values.ts";

const MAX_BLOCK_VALUES = 2 ** 20;
const MAX_WIDTH = 64;

/** Reads `count` whole numbers that are stored as bit-packed differences (DELTA_BINARY_PACKED). */
export function readDeltas(reader: ByteReader, count: number): BigInt64Array {
  const blockValues = reader.varint();
  const miniblocks = reader.varint();
  const total = reader.varint();
  const perMiniblock = blockValues / miniblocks;
  const isSound =
    blockValues > 0 && blockValues <= MAX_BLOCK_VALUES && miniblocks > 0 && Number.isInteger(perMiniblock / 8);
  demand(isSound && total === count, `${reader.what} is damaged: its header of differences is not sound`);
  const out = new BigInt64Array(count);
  let value = reader.zigzagBig();
  if (count > 0) out[0] = value;
  let filled = 1;
  while (filled < count) {
    const least = reader.zigzagBig();
    const widths = reader.view(miniblocks);
    for (let index = 0; index < miniblocks && filled < count; index++) {
      const width = widths[index] as number;
      demand(width <= MAX_WIDTH, `${reader.what} is damaged: it packs numbers of ${width} bits`);
      const wanted = Math.min(perMiniblock, count - filled);
      reader.need(Math.ceil((wanted * width) / 8));
      const packed = reader.view(Math.min(reader.left, (perMiniblock * width) / 8));
      for (let at = 0; at < wanted; at++) {
        value = BigInt.asIntN(64, value + least + readBigBits(packed, at * width, width));
        out[filled++] = value;
      }
    }
  }
  return out;
}

function readBigBits(bytes: Uint8Array, at: number, width: number): bigint {
  if (width <= 32) return BigInt(readBits(bytes, at, width));
  return (BigInt(readBits(bytes, at + 32, width - 32)) << 32n) | BigInt(readBits(bytes, at, 32));
}

function readSizes(reader: ByteReader, count: number): Uint32Array {
  return Uint32Array.from(readDeltas(reader, count), (size) => {
    demand(size >= 0n && size < 2n ** 31n, `${reader.what} is damaged: a size in it is ${size}`);
    return Number(size);
  });
}

/** Reads byte strings whose sizes stand before them, as differences (DELTA_LENGTH_BYTE_ARRAY). */
export function readSizedSlices(reader: ByteReader, count: number): ByteSlices {
  const sizes = readSizes(reader, count);
  const starts = new Uint32Array(count);
  const ends = new Uint32Array(count);
  for (let index = 0; index < count; index++) {
    reader.need(sizes[index] as number);
    starts[index] = reader.offset;
    reader.offset += sizes[index] as number;
    ends[index] = reader.offset;
  }
  return { kind: "slices", bytes: reader.bytes, starts, ends };
}

/** Reads byte strings of which each repeats the beginning of the one before (DELTA_BYTE_ARRAY). */
export function readPrefixedSlices(reader: ByteReader, count: number, budget: DecodeBudget): ByteSlices {
  const shared = readSizes(reader, count);
  const rests = readSizedSlices(reader, count);
  let size = 0;
  let last = 0;
  for (let index = 0; index < count; index++) {
    demand((shared[index] as number) <= last, `${reader.what} is damaged: a string repeats more than there is`);
    last = (shared[index] as number) + (rests.ends[index] as number) - (rests.starts[index] as number);
    size += last;
  }
  budget.takePiece(size, `a page of ${reader.what}`);
  const bytes = new Uint8Array(size);
  const starts = new Uint32Array(count);
  const ends = new Uint32Array(count);
  let start = 0;
  let end = 0;
  for (let index = 0; index < count; index++) {
    const before = start;
    start = end;
    bytes.copyWithin(start, before, before + (shared[index] as number));
    end = start + (shared[index] as number);
    bytes.set(rests.bytes.subarray(rests.starts[index], rests.ends[index]), end);
    end += (rests.ends[index] as number) - (rests.starts[index] as number);
    starts[index] = start;
    ends[index] = end;
  }
  return { kind: "slices", bytes, starts, ends };
}
