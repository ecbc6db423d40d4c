import { DecodeFailure, demand } from "./decode-failure.ts";

/** Reads little-endian numbers one after another and refuses to read past the end. `what` names the part of the file. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  readonly what: string;
  offset: number;

  constructor(bytes: Uint8Array, what: string, offset = 0, end = bytes.length) {
    this.bytes = bytes;
    this.what = what;
    this.offset = offset;
    this.end = end;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.end - this.offset;
  }

  /** Makes sure that `size` bytes are left. */
  need(size: number): void {
    demand(size >= 0 && size <= this.left, `${this.what} is damaged: it ends too early`);
  }

  /** The next byte. */
  byte(): number {
    this.need(1);
    return this.bytes[this.offset++] as number;
  }

  /** The next four bytes as an unsigned number. */
  uint32(): number {
    this.need(4);
    const { bytes, offset } = this;
    this.offset += 4;
    const low =
      (bytes[offset] as number) | ((bytes[offset + 1] as number) << 8) | ((bytes[offset + 2] as number) << 16);
    return (low | ((bytes[offset + 3] as number) << 24)) >>> 0;
  }

  /** The next four bytes as a signed number. */
  int32(): number {
    return this.uint32() | 0;
  }

  /** The next eight bytes as a signed number; beyond 2^53 it is only near. */
  int64(): number {
    const low = this.uint32();
    return this.int32() * 4_294_967_296 + low;
  }

  /** The next bytes as a view. */
  view(size: number): Uint8Array {
    this.need(size);
    const start = this.offset;
    this.offset += size;
    return this.bytes.subarray(start, this.offset);
  }

  /** A variable-length unsigned number of at most ten bytes; beyond 2^53 it is only near. */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (let length = 0; length < 10; length++) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw this.#endless();
  }

  /** A variable-length signed number, folded so that small ones are short. */
  zigzag(): number {
    const folded = this.varint();
    return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
  }

  /** The same, exact to 64 bits. */
  zigzagBig(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
    }
    throw this.#endless();
  }

  #endless(): DecodeFailure {
    return new DecodeFailure(`${this.what} is damaged: a number in it does not end`);
  }
}
