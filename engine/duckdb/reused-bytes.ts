import { AsyncByteQueue } from "apache-arrow";

/** A buffer that is larger serves once. */
const KEPT_BYTES_MAX = 2 ** 24;

/**
 * Where Arrow's writer writes to: one buffer that serves again and again, since most of what a large new one costs is the
 * memory that nobody touched yet.
 */
export class ReusedBytes extends AsyncByteQueue {
  #bytes = new Uint8Array(0);
  #length = 0;

  override write(piece: Uint8Array): void {
    this.reserve(piece.byteLength);
    this.#bytes.set(piece, this.#length);
    this.#length += piece.byteLength;
  }

  /** Forgets what was written and not taken. */
  clear(): void {
    this.#length = 0;
  }

  /** All that was written since the last time; good until something is written again. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    if (this.#bytes.length > KEPT_BYTES_MAX) this.#bytes = new Uint8Array(0);
    return taken;
  }

  /** Makes room for so many bytes more. */
  reserve(bytes: number): void {
    const size = this.#length + bytes;
    if (size <= this.#bytes.length) return;
    const grown = new Uint8Array(this.#length === 0 ? size : Math.max(size, 2 * this.#bytes.length));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
