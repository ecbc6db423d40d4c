const WORD_BYTES = 4;

/** Up to this size copying word by word is faster than `set(subarray)`, which makes an object a call. */
const SHORT_BYTES = 192;

/** Bytes that are copied in many short pieces. */
export class ByteRange {
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Writes `source[start .. start + size)` at `at`; the two must not overlap. */
  put(at: number, source: ByteRange, start: number, size: number): void {
    if (size > SHORT_BYTES) {
      this.bytes.set(source.bytes.subarray(start, start + size), at);
      return;
    }
    const to = this.#view;
    const from = source.#view;
    if (size < WORD_BYTES) {
      for (let index = 0; index < size; index++) to.setUint8(at + index, from.getUint8(start + index));
      return;
    }
    // The last word overlaps the one before it: no single bytes are left over.
    const last = size - WORD_BYTES;
    for (let index = 0; index < last; index += WORD_BYTES) to.setUint32(at + index, from.getUint32(start + index));
    to.setUint32(at + last, from.getUint32(start + last));
  }
}
