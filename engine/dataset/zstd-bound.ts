import { ByteReader } from "./byte-reader.ts";
import { demand } from "./decode-failure.ts";

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
/** What one compressed block may unfold to at most, by the format. */
const BLOCK_BYTES_MAX = 131_072;
const RLE = 1;
const COMPRESSED = 2;

/**
 * The most bytes that Zstandard data can unfold to, from the headers of its frames and blocks alone: the decoder itself would
 * go on for as long as the data says. `what` names the data for messages.
 */
export function zstdBytesMax(data: Uint8Array, what: string): number {
  const reader = new ByteReader(data, what);
  let most = 0;
  while (reader.left > 0) {
    const magic = reader.uint32();
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      reader.view(reader.uint32());
      continue;
    }
    demand(magic === FRAME_MAGIC, `${what} is damaged: it is no Zstandard data`);
    const descriptor = reader.byte();
    most += Math.max(windowBytes(reader, descriptor), skimBlocks(reader, what));
    if ((descriptor & 4) !== 0) reader.view(4);
  }
  return most;
}

/** Skips the frame's header after its descriptor; returns the memory that a decoder would take for it at once. */
function windowBytes(reader: ByteReader, descriptor: number): number {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  let window = 0;
  if (!isSingleSegment) {
    const field = reader.byte();
    const base = 2 ** (10 + (field >> 3));
    window = base + (base / 8) * (field & 7);
  }
  reader.view([0, 1, 2, 4][descriptor & 3] ?? 0);
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  let content = 0;
  for (let index = 0; index < sizeBytes; index++) content += reader.byte() * 256 ** index;
  return isSingleSegment ? content : Math.max(window, content);
}

function skimBlocks(reader: ByteReader, what: string): number {
  let most = 0;
  for (;;) {
    const head = reader.byte() | (reader.byte() << 8) | (reader.byte() << 16);
    const type = (head >> 1) & 3;
    const size = head >> 3;
    demand(type <= COMPRESSED, `${what} is damaged: a block in it has no type`);
    reader.view(type === RLE ? 1 : size);
    most += type === COMPRESSED ? BLOCK_BYTES_MAX : size;
    if ((head & 1) !== 0) return most;
  }
}
