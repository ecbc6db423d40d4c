import { assert } from "../base/assert.ts";
import { ByteRange } from "../base/byte-range.ts";

/** Bytes of one chunk of the arena: a power of two, so that a position splits by a shift and a mask. */
const CHUNK_BITS = 22;
const CHUNK_BYTES = 2 ** CHUNK_BITS;
const CHUNK_MASK = CHUNK_BYTES - 1;
const MAX_CHUNKS = 2 ** (32 - CHUNK_BITS);

/** The longest value a record may have, in bytes; four times Kafka's default `max.request.size`. */
export const MAX_VALUE_BYTES = CHUNK_BYTES;

/**
 * Append-only bytes in chunks of 4 MiB, so that growing never copies what is there; at most 4 GiB.
 *
 * Invariants: (1) a value lies in one chunk; (2) a value's position = chunk * 4 MiB + offset, below 2^32; (3) bytes before
 * `position` never change.
 */
export class ValueArena {
  readonly #chunks: ByteRange[] = [];
  #current = new ByteRange(new Uint8Array(0));
  #chunkStart = 0;
  /** The first free byte of the current chunk. */
  #free = 0;
  #usedBytes = 0;

  /** Bytes of all values together, without the unused ends of chunks. */
  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Makes room for `size` contiguous bytes at `buffer[offset]`, to be filled and then taken by `commit`. */
  reserve(size: number): void {
    if (this.#chunks.length > 0 && this.#free + size <= CHUNK_BYTES) return;
    assert(size <= MAX_VALUE_BYTES, `a record's value may have at most ${MAX_VALUE_BYTES} bytes, this one has ${size}`);
    assert(this.#chunks.length < MAX_CHUNKS, "the values of a run may hold at most 4 GiB together");
    this.#current = new ByteRange(new Uint8Array(CHUNK_BYTES));
    this.#chunkStart = this.#chunks.length * CHUNK_BYTES;
    this.#chunks.push(this.#current);
    this.#free = 0;
  }

  /** Where the next value is to be written: from `offset` on, as far as was reserved. */
  get buffer(): ByteRange {
    return this.#current;
  }

  /** The offset in `buffer` at which the next value starts. */
  get offset(): number {
    return this.#free;
  }

  /** Takes `size` bytes written at `buffer[offset]`; returns the value's position. */
  commit(size: number): number {
    const position = this.#chunkStart + this.#free;
    this.#free += size;
    this.#usedBytes += size;
    return position;
  }

  /** The chunk that holds a position. */
  chunkOf(position: number): ByteRange {
    return this.#chunks[position >>> CHUNK_BITS] as ByteRange;
  }

  /** A position's offset in its chunk. */
  static offsetOf(position: number): number {
    return position & CHUNK_MASK;
  }
}
