/**
 * Logarithm, exponential, power and cosine that give the same bits on every machine: they use only the operations that
 * IEEE 754 fixes (+ - * / and scaling by powers of two), where Math.log and its kin may differ between engines.
 */

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const SQRT_HALF = Math.SQRT1_2;
const TWO_PI = 6.283185307179586;

/** 1/3, 1/5, ... 1/23: of the series of the logarithm, the last term first. */
const LN_TERMS: readonly number[] = [23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3].map((odd) => 1 / odd);

const scratch = new DataView(new ArrayBuffer(8));

/** 2 to the power of a whole number from -1022 to 1023, exactly. */
function powerOfTwo(exponent: number): number {
  scratch.setUint32(0, (exponent + 1023) << 20);
  scratch.setUint32(4, 0);
  return scratch.getFloat64(0);
}

/** Natural logarithm of a positive normal number; relative error below 1e-15. */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  scratch.setFloat64(0, x);
  const high = scratch.getUint32(0);
  let exponent = ((high >>> 20) & 0x7ff) - 1022;
  // x / 2^exponent, from 0.5 up to 1: the same digits under the exponent of 0.5.
  scratch.setUint32(0, (high & 0x000f_ffff) | 0x3fe0_0000);
  let mantissa = scratch.getFloat64(0);
  if (mantissa < SQRT_HALF) {
    mantissa *= 2;
    exponent -= 1;
  }
  const f = (mantissa - 1) / (mantissa + 1);
  const square = f * f;
  let series = 0;
  for (let term = 0; term < LN_TERMS.length; term++) series = (series + (LN_TERMS[term] as number)) * square;
  return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * f * (series + 1));
}

/** e to the power x; relative error below 1e-14 for |x| <= 700. */
export function exp(x: number): number {
  if (x > 709) return Number.POSITIVE_INFINITY;
  if (x < -700) return 0;
  const power = Math.round(x / (LN2_HIGH + LN2_LOW));
  const rest = x - power * LN2_HIGH - power * LN2_LOW;
  let series = 1;
  for (let term = 15; term >= 1; term--) series = 1 + (series * rest) / term;
  return series * powerOfTwo(power);
}

/** base to the power of exponent, for a base of at least 0. */
export function pow(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  return base === 0 ? 0 : exp(exponent * ln(base));
}

/** Cosine of an angle in full turns: cosTurn(0) = 1, cosTurn(0.5) = -1. */
export function cosTurn(turns: number): number {
  const folded = Math.abs(turns - Math.round(turns));
  const isFar = folded > 0.25;
  const angle = (isFar ? 0.5 - folded : folded) * TWO_PI;
  const square = angle * angle;
  let series = 1;
  for (let even = 20; even >= 2; even -= 2) series = 1 - (series * square) / (even * (even - 1));
  return isFar ? -series : series;
}

/** 32-bit numbers as 64-bit ones: the lower half of each, on machines that put it first, as all of ours do. */
export function widened(numbers: Uint32Array): BigInt64Array {
  const halves = new Uint32Array(numbers.length * 2);
  for (let index = 0; index < numbers.length; index++) halves[2 * index] = numbers[index] as number;
  return new BigInt64Array(halves.buffer);
}
