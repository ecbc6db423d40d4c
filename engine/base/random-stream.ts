import { sha256 } from "@noble/hashes/sha2";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { JumpableRandomGenerator } from "pure-rand/types/JumpableRandomGenerator";
import { AssertionError, assert } from "./assert.ts";
import { ln } from "./numeric.ts";
import { encodeUtf8 } from "./utf8.ts";

/**
 * One stream of chance for one source of noise, fixed by (seed, name): drawing from one stream never moves another.
 * Generator: xoroshiro128+, its 128 bits of state taken from SHA-256 of seed and name.
 */
export class RandomStream {
  readonly #generator: JumpableRandomGenerator;

  constructor(seed: number, name: string) {
    assert(Number.isSafeInteger(seed), `a seed is a whole number: ${seed}`);
    const hash = sha256(encodeUtf8(`${seed}\n${name}`));
    const state = [0, 4, 8, 12].map((at) => word(hash, at));
    this.#generator = xoroshiro128plusFromState(state);
  }

  /** A whole number from 0 to 2^32 - 1. */
  nextUint32(): number {
    return this.#generator.next() >>> 0;
  }

  /** A number in [0, 1) with 53 random bits. */
  nextUnit(): number {
    const high = this.#generator.next() >>> 5;
    const low = this.#generator.next() >>> 6;
    return (high * 67_108_864 + low) / 9_007_199_254_740_992;
  }

  /** A whole number from 0 to `bound` - 1. */
  nextBelow(bound: number): number {
    if (!Number.isSafeInteger(bound) || bound <= 0) {
      throw new AssertionError(`a bound is a positive whole number: ${bound}`);
    }
    return Math.floor(this.nextUnit() * bound);
  }

  /** A draw from the exponential distribution of that mean, in the unit of the mean. */
  nextExponential(mean: number): number {
    return -mean * ln(1 - this.nextUnit());
  }
}

function word(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getInt32(at);
}
