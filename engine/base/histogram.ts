import { AssertionError } from "./assert.ts";

/** Buckets an octave: a bucket is at most 1/128 of its value wide, so its middle is off by less than 0.4 %. */
const SUB_BUCKETS = 128;
const SUB_BUCKET_BITS = 7;

/** 2 to the power of 0, 1, 2, ...: exact. */
const POWERS_OF_TWO: readonly number[] = Array.from({ length: 54 }, (_, exponent) => Number(1n << BigInt(exponent)));

function powerOfTwo(exponent: number): number {
  return POWERS_OF_TWO[exponent] as number;
}

/** The bucket of a whole number of at least 0; values below 128 have a bucket each. */
function bucketOf(value: number): number {
  if (value < SUB_BUCKETS) return value;
  const octave = highestBit(value) - SUB_BUCKET_BITS;
  return octave * SUB_BUCKETS + Math.floor(value / powerOfTwo(octave));
}

/** The middle of a bucket, the value that it reports. */
function middleOf(bucket: number): number {
  if (bucket < SUB_BUCKETS * 2) return bucket;
  const octave = Math.floor(bucket / SUB_BUCKETS) - 1;
  const low = (bucket - octave * SUB_BUCKETS) * powerOfTwo(octave);
  return low + Math.floor((powerOfTwo(octave) - 1) / 2);
}

function highestBit(value: number): number {
  return value < 4_294_967_296 ? 31 - Math.clz32(value) : 63 - Math.clz32(Math.floor(value / 4_294_967_296));
}

/**
 * Counts of values in logarithmic buckets: mergeable, the same on every machine, quantiles off by at most 1 %. Values are
 * whole numbers of at least 0 (microseconds, records, bytes).
 */
export class Histogram {
  #counts = new Float64Array(1_024);
  #total = 0;
  #sum = 0;
  #max = 0;
  #min = Number.POSITIVE_INFINITY;

  /** How many values were recorded. */
  get total(): number {
    return this.#total;
  }

  /** The largest value recorded, exactly; 0 when empty. */
  get max(): number {
    return this.#max;
  }

  /** The smallest value recorded, exactly; 0 when empty. */
  get min(): number {
    return this.#total === 0 ? 0 : this.#min;
  }

  /** The mean of the values, 0 when empty. */
  get mean(): number {
    return this.#total === 0 ? 0 : this.#sum / this.#total;
  }

  /** Records `weight` values of `value`. */
  record(value: number, weight = 1): void {
    if (value < 0 || !Number.isSafeInteger(value)) {
      throw new AssertionError(`a histogram takes whole numbers of at least 0: ${value}`);
    }
    const bucket = bucketOf(value);
    if (bucket >= this.#counts.length) this.#grow(bucket);
    this.#counts[bucket] = (this.#counts[bucket] as number) + weight;
    this.#total += weight;
    this.#sum += value * weight;
    if (value > this.#max) this.#max = value;
    if (value < this.#min) this.#min = value;
  }

  /** Adds all that another histogram has counted. */
  merge(other: Histogram): void {
    if (other.#counts.length > this.#counts.length) this.#grow(other.#counts.length - 1);
    other.#counts.forEach((count, bucket) => {
      this.#counts[bucket] = (this.#counts[bucket] as number) + count;
    });
    this.#total += other.#total;
    this.#sum += other.#sum;
    this.#max = Math.max(this.#max, other.#max);
    this.#min = Math.min(this.#min, other.#min);
  }

  /** The value below which that share (0 to 1) of the values lies, within 1 %; 0 when empty. */
  quantile(share: number): number {
    if (this.#total === 0) return 0;
    const rank = Math.max(1, Math.ceil(share * this.#total));
    let seen = 0;
    for (let bucket = 0; bucket < this.#counts.length; bucket++) {
      seen += this.#counts[bucket] as number;
      if (seen >= rank) return Math.min(this.#max, Math.max(this.#min, middleOf(bucket)));
    }
    return this.#max;
  }

  #grow(bucket: number): void {
    const counts = new Float64Array(Math.max(this.#counts.length * 2, bucket + SUB_BUCKETS));
    counts.set(this.#counts);
    this.#counts = counts;
  }
}
