import { assertNever } from "../base/assert.ts";
import { parseIsoTime } from "./iso-time.ts";

/** The types that the values of a text format may turn out to be. */
export type TextType = "BIGINT" | "DOUBLE" | "BOOLEAN" | "TIMESTAMP" | "VARCHAR";

const BIGINT_MIN = -(2n ** 63n);
const BIGINT_MAX = 2n ** 63n - 1n;
/** No whole number of fewer characters leaves BIGINT. */
const SAFE_BIGINT_LENGTH = 18;

/** Narrows down which types a column of texts can have, value by value; the order of the values makes no difference. */
export class TypeFinder {
  #isBigint = true;
  #isDouble = true;
  #isBoolean = true;
  #isTime = true;
  /** Whether the times name their zones; undefined before the first. A column that mixes both says no instants. */
  #hasZone: boolean | undefined;
  #isEmpty = true;

  /** Takes in a value that was written without quotes, or whose quotes say nothing about its type. */
  addBare(text: string): void {
    this.#isEmpty = false;
    if (this.#isBigint) this.#isBigint = isBigint(text);
    if (this.#isDouble) this.#isDouble = isDouble(text);
    if (this.#isBoolean) this.#isBoolean = isBoolean(text);
    if (this.#isTime) this.#isTime = this.#isTimeLikeTheRest(text);
  }

  /** Takes in a value that is a string by its format: it may be a time, but no number and no truth value. */
  addString(text: string): void {
    this.#isEmpty = false;
    this.#isBigint = false;
    this.#isDouble = false;
    this.#isBoolean = false;
    if (this.#isTime) this.#isTime = this.#isTimeLikeTheRest(text);
  }

  /** Is it clear already that the column can be nothing but VARCHAR? */
  get isText(): boolean {
    return !(this.#isBigint || this.#isDouble || this.#isBoolean || this.#isTime);
  }

  /** The narrowest type that holds every value without loss. */
  get type(): TextType {
    if (this.#isEmpty) return "VARCHAR";
    if (this.#isBigint) return "BIGINT";
    if (this.#isDouble) return "DOUBLE";
    if (this.#isBoolean) return "BOOLEAN";
    return this.#isTime ? "TIMESTAMP" : "VARCHAR";
  }

  #isTimeLikeTheRest(text: string): boolean {
    const time = parseIsoTime(text);
    if (time === undefined) return false;
    this.#hasZone ??= time.hasZone;
    return time.hasZone === this.#hasZone;
  }
}

/** A whole number in 64 bits. Leading zeros make it a code, not a number: `01003` is a postcode. */
function isBigint(text: string): boolean {
  if (!/^-?(?:0|[1-9]\d{0,18})$/.test(text)) return false;
  if (text.length <= SAFE_BIGINT_LENGTH) return true;
  const value = BigInt(text);
  return value >= BIGINT_MIN && value <= BIGINT_MAX;
}

/** A number that a DOUBLE holds: one with a point or an exponent by its nearest, a whole one only exactly. */
function isDouble(text: string): boolean {
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return false;
  const value = Number(text);
  return /[.eE]/.test(text) ? Number.isFinite(value) : Number.isSafeInteger(value);
}

function isBoolean(text: string): boolean {
  return /^(?:true|false)$/i.test(text);
}

/** A value of a column that was found to be of that type. */
export function parseTyped(text: string, type: Exclude<TextType, "VARCHAR">): bigint | number {
  switch (type) {
    case "BIGINT":
      return BigInt(text);
    case "DOUBLE":
      return Number(text);
    case "BOOLEAN":
      return text.length === "true".length ? 1 : 0;
    case "TIMESTAMP":
      return parseIsoTime(text)?.micros ?? 0n;
    default:
      return assertNever(type);
  }
}
