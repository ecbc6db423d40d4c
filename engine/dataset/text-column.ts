import { assertNever } from "../base/assert.ts";
import type { Column } from "../base/columns.ts";
import { decodeUtf8 } from "../base/utf8.ts";
import { Utf8Builder } from "../base/utf8-builder.ts";
import type { DecodeBudget } from "./decode-budget.ts";
import { demand } from "./decode-failure.ts";
import { parseTyped, type TextType, TypeFinder } from "./text-type.ts";

const NOTHING = new Uint8Array(0);
/** What a value costs beside its bytes: its offset, and its number once the type is known. */
const BYTES_PER_VALUE = 13;

/** Collects the values of one column of a text format and finds their type when all are there. */
export class TextColumn {
  readonly name: string;
  readonly #budget: DecodeBudget;
  readonly #texts = new Utf8Builder();
  readonly #types = new TypeFinder();
  /** Rows that are NULL, in order. */
  readonly #nullRows: number[] = [];

  constructor(name: string, budget: DecodeBudget) {
    this.name = name;
    this.#budget = budget;
  }

  /** How many rows there are so far. */
  get rowCount(): number {
    return this.#texts.rowCount;
  }

  /** Adds a value whose type its text alone decides. */
  addBare(value: Uint8Array): void {
    this.#add(value);
    if (!this.#types.isText) this.#types.addBare(decodeUtf8(value));
  }

  /** Adds a value that its format calls a string. */
  addString(value: Uint8Array): void {
    this.#add(value);
    if (!this.#types.isText) this.#types.addString(decodeUtf8(value));
  }

  /** Adds a NULL. */
  addNull(): void {
    this.#nullRows.push(this.rowCount);
    this.#budget.take(BYTES_PER_VALUE);
    this.#texts.push(NOTHING);
  }

  #add(value: Uint8Array): void {
    const { pieceBytes } = this.#budget.limits;
    demand(value.length <= pieceBytes, `a value has ${value.length} bytes; at most ${pieceBytes} are possible`);
    this.#budget.take(value.length + BYTES_PER_VALUE);
    demand(this.#texts.byteCount + value.length < 2 ** 31, `column ${this.name} has more than 2 GiB of text`);
    this.#texts.push(value);
  }

  /** The column with its type. */
  column(): Column {
    const { type } = this.#types;
    const valid = this.#nullRows.length === 0 ? {} : { valid: this.#mask() };
    if (type === "VARCHAR") return { ...this.#texts.column(), ...valid };
    return { ...this.#parsed(type), ...valid };
  }

  #mask(): Uint8Array {
    const valid = new Uint8Array(this.rowCount).fill(1);
    for (const row of this.#nullRows) valid[row] = 0;
    return valid;
  }

  #parsed(type: Exclude<TextType, "VARCHAR">): Column {
    switch (type) {
      case "BIGINT": {
        const values = this.#fill(new BigInt64Array(this.rowCount), type);
        return { kind: "int64", values };
      }
      case "TIMESTAMP":
        return { kind: "timestamp", values: this.#fill(new BigInt64Array(this.rowCount), type) };
      case "DOUBLE":
        return { kind: "float64", values: this.#fill(new Float64Array(this.rowCount), type) };
      case "BOOLEAN":
        return { kind: "bool", values: this.#fill(new Uint8Array(this.rowCount), type) };
      default:
        return assertNever(type);
    }
  }

  #fill<Values extends BigInt64Array | Float64Array | Uint8Array>(
    values: Values,
    type: Exclude<TextType, "VARCHAR">,
  ): Values {
    const { bytes, offsets } = this.#texts.column();
    let nextNull = 0;
    for (let row = 0; row < this.rowCount; row++) {
      if (this.#nullRows[nextNull] === row) {
        nextNull += 1;
        continue;
      }
      values[row] = parseTyped(decodeUtf8(bytes, offsets[row], offsets[row + 1]), type);
    }
    return values;
  }
}
