import { decodeUtf8 } from "../base/utf8.ts";
import { demand } from "./decode-failure.ts";

/** A FlatBuffers table, as Arrow's metadata is made of; fields are asked for by number. Every read is checked. */
export class FlatTable {
  readonly #view: DataView;
  readonly #bytes: Uint8Array;
  readonly #what: string;
  readonly #at: number;
  readonly #fields: number;
  readonly #fieldsEnd: number;

  private constructor(bytes: Uint8Array, what: string, at: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#what = what;
    this.#at = at;
    this.#fields = at - this.#int32(at);
    this.#fieldsEnd = this.#fields + this.#uint16(this.#fields);
  }

  /** The table that a buffer begins with. */
  static root(bytes: Uint8Array, what: string): FlatTable {
    demand(bytes.length >= 4, `${what} is damaged: it ends too early`);
    const start = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
    return new FlatTable(bytes, what, start);
  }

  /** Is the field there? */
  has(field: number): boolean {
    return this.#place(field) !== undefined;
  }

  /** A byte, and also a truth value: 0 or 1. */
  byte(field: number, absent = 0): number {
    const at = this.#place(field);
    if (at === undefined) return absent;
    this.#need(at, 1);
    return this.#view.getUint8(at);
  }

  /** A signed number of two bytes. */
  int16(field: number, absent = 0): number {
    const at = this.#place(field);
    return at === undefined ? absent : (this.#uint16(at) << 16) >> 16;
  }

  /** A signed number of four bytes. */
  int32(field: number, absent = 0): number {
    const at = this.#place(field);
    return at === undefined ? absent : this.#int32(at);
  }

  /** A signed number of eight bytes; beyond 2^53 only near. */
  int64(field: number): number {
    const at = this.#place(field);
    return at === undefined ? 0 : this.#int64(at);
  }

  /** A text; empty when it is not there. */
  text(field: number): string {
    const { start, length } = this.#vector(field, 1);
    return decodeUtf8(this.#bytes, start, start + length);
  }

  /** A table within. */
  table(field: number): FlatTable | undefined {
    const at = this.#place(field);
    return at === undefined ? undefined : this.#follow(at);
  }

  /** A list of tables. */
  tables(field: number): readonly FlatTable[] {
    const { start, length } = this.#vector(field, 4);
    return Array.from({ length }, (_, index) => this.#follow(start + index * 4));
  }

  /** A list of structs of `count` eight-byte numbers each, as Arrow's buffers and blocks are. */
  longs(field: number, count: number): readonly (readonly number[])[] {
    const { start, length } = this.#vector(field, count * 8);
    const numbersAt = (at: number) => Array.from({ length: count }, (_, index) => this.#int64(at + index * 8));
    return Array.from({ length }, (_, index) => numbersAt(start + index * count * 8));
  }

  #place(field: number): number | undefined {
    const entry = this.#fields + 4 + field * 2;
    if (entry + 2 > this.#fieldsEnd) return undefined;
    const offset = this.#uint16(entry);
    return offset === 0 ? undefined : this.#at + offset;
  }

  #follow(at: number): FlatTable {
    return new FlatTable(this.#bytes, this.#what, at + this.#uint32(at));
  }

  #vector(field: number, width: number): { readonly start: number; readonly length: number } {
    const at = this.#place(field);
    if (at === undefined) return { start: 0, length: 0 };
    const vector = at + this.#uint32(at);
    const length = this.#uint32(vector);
    this.#need(vector + 4, length * width);
    return { start: vector + 4, length };
  }

  #need(at: number, size: number): void {
    demand(at >= 0 && at + size <= this.#bytes.length, `${this.#what} is damaged: it points outside of itself`);
  }

  #uint16(at: number): number {
    this.#need(at, 2);
    return this.#view.getUint16(at, true);
  }

  #int32(at: number): number {
    this.#need(at, 4);
    return this.#view.getInt32(at, true);
  }

  #uint32(at: number): number {
    return this.#int32(at) >>> 0;
  }

  #int64(at: number): number {
    return this.#int32(at + 4) * 4_294_967_296 + this.#uint32(at);
  }
}
