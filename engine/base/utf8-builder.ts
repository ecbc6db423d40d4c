import { assert } from "./assert.ts";
import type { Utf8Column } from "./columns.ts";

const SHORT_BYTES = 24;
const MAX_COLUMN_BYTES = 2 ** 31 - 1;

/** Grows a column of UTF-8 strings row by row in buffers that are kept from one batch to the next. */
export class Utf8Builder {
  /** Room for strings; the first `byteCount` bytes are taken. Ask for room with `reserve` before writing. */
  bytes = new Uint8Array(65_536);
  /** Row i ends at `offsets[i + 1]`; the first `rowCount + 1` entries are taken. */
  offsets = new Int32Array(4_097);
  byteCount = 0;
  rowCount = 0;

  /** Forgets all rows and keeps the buffers; columns taken before then show other rows. */
  clear(): void {
    this.byteCount = 0;
    this.rowCount = 0;
  }

  /** Makes room for `rows` more rows of together `size` more bytes. */
  reserve(rows: number, size: number): void {
    const needBytes = this.byteCount + size;
    assert(needBytes <= MAX_COLUMN_BYTES, `a string column may hold at most ${MAX_COLUMN_BYTES} bytes`);
    if (needBytes > this.bytes.length) {
      const bytes = new Uint8Array(Math.min(MAX_COLUMN_BYTES, Math.max(needBytes, this.bytes.length * 2)));
      bytes.set(this.bytes.subarray(0, this.byteCount));
      this.bytes = bytes;
    }
    const needOffsets = this.rowCount + rows + 1;
    if (needOffsets > this.offsets.length) {
      const offsets = new Int32Array(Math.max(needOffsets, this.offsets.length * 2));
      offsets.set(this.offsets.subarray(0, this.rowCount + 1));
      this.offsets = offsets;
    }
  }

  /** Adds one string given as UTF-8 bytes. */
  push(value: Uint8Array): void {
    this.pushRange(value, 0, value.length);
  }

  /** Adds the string that is `source[start .. end)`. */
  pushRange(source: Uint8Array, start: number, end: number): void {
    const size = end - start;
    this.reserve(1, size);
    const { bytes, byteCount } = this;
    // A plain loop copies short strings faster than `set(subarray)`, which makes an object per call.
    if (size > SHORT_BYTES) bytes.set(source.subarray(start, end), byteCount);
    else for (let at = 0; at < size; at++) bytes[byteCount + at] = source[start + at] as number;
    this.byteCount = byteCount + size;
    this.rowCount += 1;
    this.offsets[this.rowCount] = this.byteCount;
  }

  /** The rows so far: views of the buffers, valid until `clear` and not seeing later rows. */
  column(): Utf8Column {
    return {
      kind: "utf8",
      bytes: this.bytes.subarray(0, this.byteCount),
      offsets: this.offsets.subarray(0, this.rowCount + 1),
    };
  }
}
