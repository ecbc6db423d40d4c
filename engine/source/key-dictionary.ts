import { AssertionError, assert } from "../base/assert.ts";
import { decodeUtf8, encodeUtf8 } from "../base/utf8.ts";
import { grownColumn } from "./grown-column.ts";

/** The key id of a record that has no key. */
export const NULL_KEY_ID = -1;

const INITIAL_KEYS = 1_024;
const INITIAL_BYTES = 16_384;
const MAX_KEYS = 2 ** 26;
const MAX_BYTES = 2 ** 30;

/**
 * Every distinct record key once, as UTF-8 bytes under a small id (0, 1, 2, ... in order of first appearance).
 *
 * Invariants: (1) equal bytes have equal ids; (2) an id never changes; (3) `#ends[id]` only grows with `id`.
 */
export class KeyDictionary {
  #bytes = new Uint8Array(INITIAL_BYTES);
  /** Key `id` is `#bytes[#ends[id - 1] .. #ends[id])`. */
  #ends = new Uint32Array(INITIAL_KEYS);
  #hashes = new Int32Array(INITIAL_KEYS);
  /** Open addressing, linear probing, at most half full: a slot holds id + 1, or 0 when free. */
  #slots = new Int32Array(INITIAL_KEYS * 2);
  /** Texts already decoded; filled on demand. */
  readonly #texts: (string | undefined)[] = [];
  #count = 0;

  /** How many distinct keys there are. */
  get count(): number {
    return this.#count;
  }

  /** The id of the key that is `bytes[from .. to)`; a new id when it was not seen before. */
  intern(bytes: Uint8Array, from: number, to: number): number {
    const hash = hashBytes(bytes, from, to);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const id = (this.#slots[slot] as number) - 1;
      if (id < 0) break;
      if (this.#hashes[id] === hash && this.#isEqual(id, bytes, from, to)) return id;
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = this.#count + 1;
    return this.#add(hash, bytes, from, to);
  }

  /** The id of a key given as text. */
  internText(text: string): number {
    const bytes = encodeUtf8(text);
    return this.intern(bytes, 0, bytes.length);
  }

  /** The key's UTF-8 bytes: a view, valid until the next new key is interned. */
  bytesOf(id: number): Uint8Array {
    return this.#bytes.subarray(this.#startOf(id), this.#ends[id]);
  }

  /** The length of the key in bytes. */
  sizeBytesOf(id: number): number {
    return (this.#ends[id] as number) - this.#startOf(id);
  }

  /** Copies the key's bytes to `out[start]`; returns the end position. */
  copyInto(id: number, out: Uint8Array, start: number): number {
    const from = this.#startOf(id);
    const size = (this.#ends[id] as number) - from;
    for (let index = 0; index < size; index++) out[start + index] = this.#bytes[from + index] as number;
    return start + size;
  }

  /** The key as text. */
  textOf(id: number): string {
    if (id < 0 || id >= this.#count) throw new AssertionError(`no key has id ${id}`);
    const known = this.#texts[id];
    if (known !== undefined) return known;
    const text = decodeUtf8(this.#bytes, this.#startOf(id), this.#ends[id]);
    this.#texts[id] = text;
    return text;
  }

  #startOf(id: number): number {
    return id === 0 ? 0 : (this.#ends[id - 1] as number);
  }

  #isEqual(id: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#startOf(id);
    if ((this.#ends[id] as number) - start !== to - from) return false;
    for (let index = from; index < to; index++) {
      if (this.#bytes[start + index - from] !== bytes[index]) return false;
    }
    return true;
  }

  #add(hash: number, bytes: Uint8Array, from: number, to: number): number {
    const id = this.#count;
    const start = this.#startOf(id);
    const end = start + to - from;
    assert(id < MAX_KEYS, `a run may have at most ${MAX_KEYS} distinct record keys`);
    assert(end <= MAX_BYTES, `the distinct record keys of a run may hold at most ${MAX_BYTES} bytes together`);
    if (end > this.#bytes.length) {
      this.#bytes = grownColumn(this.#bytes, new Uint8Array(Math.max(end, this.#bytes.length * 2)));
    }
    for (let index = from; index < to; index++) this.#bytes[start + index - from] = bytes[index] as number;
    this.#ends[id] = end;
    this.#hashes[id] = hash;
    this.#texts.push(undefined);
    this.#count = id + 1;
    if (this.#count === this.#ends.length) this.#grow();
    return id;
  }

  #grow(): void {
    const capacity = this.#ends.length * 2;
    const ends = grownColumn(this.#ends, new Uint32Array(capacity));
    const hashes = grownColumn(this.#hashes, new Int32Array(capacity));
    const slots = new Int32Array(capacity * 2);
    const mask = slots.length - 1;
    for (let id = 0; id < this.#count; id++) {
      let slot = (hashes[id] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.#ends = ends;
    this.#hashes = hashes;
    this.#slots = slots;
  }
}

/** FNV-1a over the bytes with a final mix, since linear probing needs good low bits. */
function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let index = from; index < to; index++) hash = Math.imul(hash ^ (bytes[index] as number), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}
