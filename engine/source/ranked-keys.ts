import { encodeUtf8Into } from "../base/utf8.ts";
import { type KeyDictionary, NULL_KEY_ID } from "./key-dictionary.ts";

/** Gives each rank of a generator's keys its text, `k1` for the hottest, and its id in the dictionary at first use. */
export class RankedKeys {
  readonly #dictionary: KeyDictionary;
  readonly #keyIds: Int32Array;
  readonly #scratch = new Uint8Array(64);

  constructor(dictionary: KeyDictionary, count: number) {
    this.#dictionary = dictionary;
    this.#keyIds = new Int32Array(count).fill(NULL_KEY_ID);
  }

  /** The id of the key of that rank. */
  keyIdOf(rank: number): number {
    const known = this.#keyIds[rank] as number;
    if (known !== NULL_KEY_ID) return known;
    const end = encodeUtf8Into(`k${rank + 1}`, this.#scratch, 0);
    const id = this.#dictionary.intern(this.#scratch, 0, end);
    this.#keyIds[rank] = id;
    return id;
  }
}
