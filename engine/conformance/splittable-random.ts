/** A 64-bit word as two unsigned halves. */
type Word = { high: number; low: number };

const LOW_16 = 0xffff;

/**
 * Java's SplittableRandom with a given gamma, byte for byte: it fills the keys of a checksum case. Arithmetic on 64 bits is
 * done in 32-bit halves, which is ten times as fast as BigInt.
 */
export class SplittableRandom {
  readonly #gamma: Word;
  readonly #state: Word;

  constructor(seed: bigint, gamma: bigint) {
    this.#gamma = wordOf(gamma);
    this.#state = wordOf(seed);
  }

  /** Fills `bytes` as nextBytes does: eight per draw, low byte first; a tail takes one draw of its own. */
  nextBytes(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += 8) {
      const word = this.#nextLong();
      const end = Math.min(8, bytes.length - at);
      for (let index = 0; index < end; index++) {
        bytes[at + index] = index < 4 ? word.low >>> (8 * index) : word.high >>> (8 * (index - 4));
      }
    }
  }

  #nextLong(): Word {
    const state = this.#state;
    const low = state.low + this.#gamma.low;
    state.high = (state.high + this.#gamma.high + (low > 0xffffffff ? 1 : 0)) >>> 0;
    state.low = low >>> 0;
    const mixed = { high: state.high, low: state.low };
    xorShift(mixed, 30);
    multiply(mixed, MIX_1);
    xorShift(mixed, 27);
    multiply(mixed, MIX_2);
    xorShift(mixed, 31);
    return mixed;
  }
}

const MIX_1 = wordOf(0xbf58476d1ce4e5b9n);
const MIX_2 = wordOf(0x94d049bb133111ebn);

function wordOf(value: bigint): Word {
  return { high: Number((value >> 32n) & 0xffffffffn), low: Number(value & 0xffffffffn) };
}

/** word ^= word >>> bits, for 0 < bits < 32. */
function xorShift(word: Word, bits: number): void {
  const low = (word.low >>> bits) | (word.high << (32 - bits));
  word.low = (word.low ^ low) >>> 0;
  word.high = (word.high ^ (word.high >>> bits)) >>> 0;
}

/** word *= factor, modulo 2^64. */
function multiply(word: Word, factor: Word): void {
  const a0 = word.low & LOW_16;
  const a1 = word.low >>> 16;
  const b0 = factor.low & LOW_16;
  const b1 = factor.low >>> 16;
  const middle = a1 * b0 + ((a0 * b0) >>> 16);
  const carry = a0 * b1 + (middle & LOW_16);
  const low = ((carry << 16) | ((a0 * b0) & LOW_16)) >>> 0;
  const lowHigh = a1 * b1 + Math.floor(middle / 65_536) + Math.floor(carry / 65_536);
  const cross = Math.imul(word.high, factor.low) + Math.imul(word.low, factor.high);
  word.high = (lowHigh + cross) >>> 0;
  word.low = low;
}
