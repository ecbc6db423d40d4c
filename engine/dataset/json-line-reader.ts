import { encodeUtf8Into } from "../base/utf8.ts";
import { DecodeFailure, demand } from "./decode-failure.ts";
import { firstMalformed } from "./utf8-check.ts";

/** What kind of JSON value was read. */
export type JsonKind = "string" | "number" | "boolean" | "null" | "nested";

const MAX_DEPTH = 64;
const QUOTE = 34;
const BACKSLASH = 92;
const U = 117;
/** What the byte after a backslash stands for. */
const ESCAPES = new Map([
  [QUOTE, QUOTE],
  [BACKSLASH, BACKSLASH],
  [47, 47],
  [98, 8],
  [102, 12],
  [110, 10],
  [114, 13],
  [116, 9],
]);
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const COMMA = 44;
const COLON = 58;

/** Reads one line that is a JSON object, strictly by RFC 8259, member by member. Its failures name line and column. */
export class JsonLineReader {
  readonly #bytes: Uint8Array;
  readonly #line: number;
  readonly #start: number;
  readonly #end: number;
  #at: number;
  #isFirst = true;

  /** `start .. end` is the line without its line end; `line` counts from 1. */
  constructor(bytes: Uint8Array, line: number, start: number, end: number) {
    this.#bytes = bytes;
    this.#line = line;
    this.#start = start;
    this.#end = end;
    this.#at = start;
    const malformed = firstMalformed(bytes, start, end);
    if (malformed >= 0) this.#fail("the bytes are not UTF-8", malformed);
    this.#skipBlanks();
    if (this.#at === end) this.#fail("the line is empty; each line must be one JSON object");
    this.#take(OPEN_OBJECT, "a JSON object");
  }

  /** The name of the next member, whose value must be read next; undefined after the last one. */
  nextName(): Uint8Array | undefined {
    this.#skipBlanks();
    if (this.#peek() === CLOSE_OBJECT) {
      this.#at += 1;
      this.#skipBlanks();
      if (this.#at < this.#end) this.#fail("text follows the object; each line must be one JSON object");
      return undefined;
    }
    if (!this.#isFirst) this.#take(COMMA, 'a comma or "}"');
    this.#isFirst = false;
    this.#skipBlanks();
    const name = this.#string("a name in quotes");
    this.#skipBlanks();
    this.#take(COLON, "a colon");
    return name;
  }

  /** Reads a value: the text of a string, and the source text of everything else. */
  nextValue(): { readonly kind: JsonKind; readonly text: Uint8Array } {
    this.#skipBlanks();
    const start = this.#at;
    if (this.#peek() === QUOTE) return { kind: "string", text: this.#string("a value") };
    const kind = this.#skipValue(1);
    return { kind, text: this.#bytes.subarray(start, this.#at) };
  }

  /** Says where the reader stands, for messages about what it has read. */
  place(): string {
    return this.#placeOf(this.#at);
  }

  #placeOf(at: number): string {
    let column = 1;
    for (let index = this.#start; index < at; index++) {
      if (((this.#bytes[index] as number) & 0xc0) !== 0x80) column += 1;
    }
    return `line ${this.#line}, column ${column}`;
  }

  #fail(sentence: string, at = this.#at): never {
    throw new DecodeFailure(`${this.#placeOf(at)}: ${sentence}`);
  }

  #peek(): number {
    return this.#at < this.#end ? (this.#bytes[this.#at] as number) : -1;
  }

  #take(byte: number, expected: string): void {
    if (this.#peek() !== byte)
      this.#fail(this.#at < this.#end ? `expected ${expected}` : `the line ends where ${expected} must follow`);
    this.#at += 1;
  }

  #skipBlanks(): void {
    for (;;) {
      const byte = this.#peek();
      if (byte !== 32 && byte !== 9 && byte !== 13) return;
      this.#at += 1;
    }
  }

  #skipValue(depth: number): JsonKind {
    const byte = this.#peek();
    if (byte === QUOTE) {
      this.#string("a value");
      return "string";
    }
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      this.#skipNested(depth, byte === OPEN_OBJECT);
      return "nested";
    }
    if (this.#skipWord("true") || this.#skipWord("false")) return "boolean";
    if (this.#skipWord("null")) return "null";
    this.#skipNumber();
    return "number";
  }

  #skipNested(depth: number, isObject: boolean): void {
    if (depth >= MAX_DEPTH) this.#fail(`values nest more than ${MAX_DEPTH} deep`);
    const close = isObject ? CLOSE_OBJECT : CLOSE_LIST;
    this.#at += 1;
    this.#skipBlanks();
    let isFirst = true;
    while (this.#peek() !== close) {
      if (!isFirst) this.#take(COMMA, isObject ? 'a comma or "}"' : 'a comma or "]"');
      isFirst = false;
      this.#skipBlanks();
      if (isObject) {
        this.#string("a name in quotes");
        this.#skipBlanks();
        this.#take(COLON, "a colon");
        this.#skipBlanks();
      }
      this.#skipValue(depth + 1);
      this.#skipBlanks();
    }
    this.#at += 1;
  }

  #skipWord(word: string): boolean {
    for (let index = 0; index < word.length; index++) {
      if (this.#at + index >= this.#end || this.#bytes[this.#at + index] !== word.charCodeAt(index)) return false;
    }
    this.#at += word.length;
    return true;
  }

  #skipNumber(): void {
    const start = this.#at;
    if (this.#peek() === 45) this.#at += 1;
    const isZero = this.#peek() === 48;
    const whole = this.#skipDigits();
    if (whole === 0) this.#fail("expected a value: a string, a number, true, false, null, a list or an object", start);
    if (isZero && whole > 1) this.#fail("a number must not begin with 0", start);
    if (this.#peek() === 46) {
      this.#at += 1;
      if (this.#skipDigits() === 0) this.#fail("a digit must follow the point");
    }
    if (this.#peek() === 101 || this.#peek() === 69) {
      this.#at += 1;
      if (this.#peek() === 43 || this.#peek() === 45) this.#at += 1;
      if (this.#skipDigits() === 0) this.#fail("a digit must follow the exponent's sign");
    }
  }

  #skipDigits(): number {
    const start = this.#at;
    while (this.#peek() >= 48 && this.#peek() <= 57) this.#at += 1;
    return this.#at - start;
  }

  /** The text of a string: a view where nothing is escaped. */
  #string(expected: string): Uint8Array {
    this.#take(QUOTE, expected);
    const open = this.#at;
    let isEscaped = false;
    for (; ; this.#at++) {
      const byte = this.#peek();
      if (byte < 0) this.#fail("the string is never closed", open - 1);
      if (byte === QUOTE) break;
      if (byte < 32) this.#fail("a string must not hold a control character; escape it");
      if (byte !== BACKSLASH) continue;
      isEscaped = true;
      this.#at += 1;
    }
    const close = this.#at;
    const text = isEscaped ? this.#unescaped(open, close) : this.#bytes.subarray(open, close);
    this.#at = close + 1;
    return text;
  }

  #unescaped(open: number, close: number): Uint8Array {
    const out = new Uint8Array(close - open);
    let end = 0;
    for (this.#at = open; this.#at < close; this.#at++) {
      const byte = this.#bytes[this.#at] as number;
      if (byte !== BACKSLASH) {
        out[end++] = byte;
        continue;
      }
      this.#at += 1;
      if (this.#peek() === U) {
        end = encodeUtf8Into(this.#codeUnits(close), out, end);
        continue;
      }
      const meant = ESCAPES.get(this.#peek());
      if (meant === undefined)
        this.#fail('there is no such escape; JSON has \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX', this.#at - 1);
      else out[end++] = meant;
    }
    return out.subarray(0, end);
  }

  /** The character of a `\uXXXX`, or of two that make a surrogate pair; leaves the reader on its last digit. */
  #codeUnits(close: number): string {
    const start = this.#at - 1;
    const first = this.#hexUnit(close);
    if (first < 0xd800 || first > 0xdfff) return String.fromCharCode(first);
    const isPair = this.#bytes[this.#at + 1] === BACKSLASH && this.#bytes[this.#at + 2] === U;
    if (first < 0xdc00 && isPair) {
      this.#at += 2;
      const second = this.#hexUnit(close);
      if (second >= 0xdc00 && second <= 0xdfff) return String.fromCharCode(first, second);
    }
    return this.#fail("half of a surrogate pair stands alone", start);
  }

  #hexUnit(close: number): number {
    const start = this.#at + 1;
    let unit = 0;
    for (let at = start; at < start + 4; at++) {
      const digit = at < close ? "0123456789abcdef".indexOf(String.fromCharCode((this.#bytes[at] as number) | 32)) : -1;
      demand(digit >= 0, `${this.#placeOf(start - 2)}: four hexadecimal digits must follow \\u`);
      unit = unit * 16 + digit;
    }
    this.#at = start + 3;
    return unit;
  }
}
