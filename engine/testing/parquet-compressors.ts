import { gzipSync } from "node:zlib";

/** Compressors for hyparquet-writer that store without compressing: they make valid data of formats that Node 20 cannot write. */
export const storingCompressors = {
  GZIP: (input: Uint8Array) => new Uint8Array(gzipSync(input)),
  ZSTD: zstd,
  LZ4_RAW: lz4,
};

/** One Zstandard frame that knows its size, with one raw block. */
function zstd(input: Uint8Array): Uint8Array {
  const head = (input.length << 3) | 1;
  const size = new Uint8Array(Uint32Array.of(input.length).buffer);
  return Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xa0, ...size, head & 255, (head >> 8) & 255, head >> 16, ...input);
}

/** One LZ4 sequence that is nothing but literals. */
function lz4(input: Uint8Array): Uint8Array {
  if (input.length < 15) return Uint8Array.of(input.length << 4, ...input);
  const rest = input.length - 15;
  const lengths = [...new Array<number>(Math.floor(rest / 255)).fill(255), rest % 255];
  return Uint8Array.of(0xf0, ...lengths, ...input);
}
