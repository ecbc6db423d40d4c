import { DecodeFailure, demand } from "./decode-failure.ts";
import { firstMalformed } from "./utf8-check.ts";

const LF = 10;
const CR = 13;
const QUOTE = 34;
const COMMA = 44;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Reads CSV field by field. Its failures name the line, counted from 1 by line ends, and the field in its row. */
export class CsvReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #line = 1;
  #fieldNo = 0;
  /** The line on which the last row began. */
  rowLine = 1;
  /** The line on which the last field began. */
  fieldLine = 1;
  /** Was the last field in quotes? */
  isQuoted = false;
  /** Was the last field the last of its row? */
  isRowEnd = true;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    if (BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte)) this.#at = BYTE_ORDER_MARK.length;
  }

  /** Is there no further row? */
  get isAtEnd(): boolean {
    return this.isRowEnd && this.#at >= this.#bytes.length;
  }

  /** The bytes of the next field, without its quotes. */
  next(): Uint8Array {
    if (this.isRowEnd) {
      this.rowLine = this.#line;
      this.#fieldNo = 0;
    }
    this.#fieldNo += 1;
    this.fieldLine = this.#line;
    this.isQuoted = this.#bytes[this.#at] === QUOTE;
    const field = this.isQuoted ? this.#quoted() : this.#bare();
    demand(firstMalformed(field) < 0, `${this.#place()}: the bytes are not UTF-8`);
    this.#closeField();
    return field;
  }

  #place(): string {
    return `line ${this.fieldLine}, field ${this.#fieldNo}`;
  }

  #bare(): Uint8Array {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    for (; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === COMMA || byte === LF || byte === CR) break;
      if (byte === QUOTE)
        throw new DecodeFailure(`${this.#place()}: a quote stands inside a field that has none around it`);
    }
    this.#at = at;
    return bytes.subarray(start, at);
  }

  #quoted(): Uint8Array {
    const bytes = this.#bytes;
    const start = this.#at + 1;
    let at = start;
    let doubled = 0;
    for (; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === LF) this.#line += 1;
      if (byte !== QUOTE) continue;
      if (bytes[at + 1] !== QUOTE) break;
      doubled += 1;
      at += 1;
    }
    demand(at < bytes.length, `${this.#place()}: the quote that opens the field is never closed`);
    this.#at = at + 1;
    const field = bytes.subarray(start, at);
    return doubled === 0 ? field : withoutDoubles(field, doubled);
  }

  /** Takes the comma, the line end or the end of the file that must follow a field. */
  #closeField(): void {
    const byte = this.#bytes[this.#at];
    if (byte === CR) {
      demand(this.#bytes[this.#at + 1] === LF, `${this.#place()}: a carriage return without a line feed follows it`);
      this.#at += 1;
    } else if (byte !== COMMA && byte !== LF && byte !== undefined) {
      throw new DecodeFailure(`${this.#place()}: text follows the quote that closes the field`);
    }
    this.isRowEnd = byte !== COMMA;
    if (byte !== undefined) this.#at += 1;
    if (this.isRowEnd) this.#line += 1;
  }
}

function withoutDoubles(field: Uint8Array, doubled: number): Uint8Array {
  const out = new Uint8Array(field.length - doubled);
  let end = 0;
  for (let at = 0; at < field.length; at++) {
    out[end++] = field[at] as number;
    if (field[at] === QUOTE) at += 1;
  }
  return out;
}
