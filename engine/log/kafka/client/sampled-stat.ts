/** As metrics.sample.window.ms and metrics.num.samples. */
const WINDOW_US = 30_000_000;
const SAMPLES = 2;

type Sample = { startUs: number; sum: number; count: number; max: number };

/**
 * What a client's metric remembers of the last minute: two samples of up to 30 s each, the older one dropped as it ages. As
 * Kafka's SampledStat with Avg, Max and Rate.
 */
export class SampledStat {
  readonly #samples: Sample[] = [];
  #total = 0;

  /** Notes a value at an instant that is no earlier than those before it. */
  record(value: number, nowUs: number): void {
    this.#purge(nowUs);
    let sample = this.#samples.at(-1);
    if (sample === undefined || nowUs - sample.startUs >= WINDOW_US) {
      sample = { startUs: nowUs, sum: 0, count: 0, max: Number.NEGATIVE_INFINITY };
      this.#samples.push(sample);
      if (this.#samples.length > SAMPLES) this.#samples.shift();
    }
    sample.sum += value;
    sample.count += 1;
    sample.max = Math.max(sample.max, value);
    this.#total += value;
  }

  #purge(nowUs: number): void {
    while (this.#samples[0] !== undefined && nowUs - this.#samples[0].startUs >= SAMPLES * WINDOW_US) {
      this.#samples.shift();
    }
  }

  /** The mean of the values; undefined without any. */
  avg(nowUs: number): number | undefined {
    this.#purge(nowUs);
    const count = this.#samples.reduce((all, sample) => all + sample.count, 0);
    return count === 0 ? undefined : this.#sum() / count;
  }

  /** The largest value; undefined without any. */
  max(nowUs: number): number | undefined {
    this.#purge(nowUs);
    if (this.#samples.length === 0) return undefined;
    return this.#samples.reduce((most, sample) => Math.max(most, sample.max), Number.NEGATIVE_INFINITY);
  }

  /** The sum of the values per second, over at least one full window. As Rate.measure. */
  perSecond(nowUs: number): number {
    this.#purge(nowUs);
    return (this.#sum() * 1_000_000) / this.#spanUs(nowUs);
  }

  /** How many values per second. As Rate over a WindowedCount. */
  occurrencesPerSecond(nowUs: number): number {
    this.#purge(nowUs);
    const count = this.#samples.reduce((all, sample) => all + sample.count, 0);
    return (count * 1_000_000) / this.#spanUs(nowUs);
  }

  /** The sum of all values ever. */
  get total(): number {
    return this.#total;
  }

  #sum(): number {
    return this.#samples.reduce((all, sample) => all + sample.sum, 0);
  }

  #spanUs(nowUs: number): number {
    const elapsedUs = nowUs - (this.#samples[0]?.startUs ?? nowUs);
    const fullWindows = Math.floor(elapsedUs / WINDOW_US);
    return elapsedUs + Math.max(0, SAMPLES - 1 - fullWindows) * WINDOW_US;
  }
}
