import { Histogram } from "../base/histogram.ts";

/** Counters and latency histograms of a run, by name. */
export class MetricStore {
  readonly #counters = new Map<string, number>();
  readonly #latencies = new Map<string, Histogram>();

  /** Adds to a counter. */
  count(name: string, amount: number): void {
    this.#counters.set(name, (this.#counters.get(name) ?? 0) + amount);
  }

  /** The histogram that latencies of that name are recorded in. */
  latencyMeter(name: string): Histogram {
    let histogram = this.#latencies.get(name);
    if (histogram === undefined) {
      histogram = new Histogram();
      this.#latencies.set(name, histogram);
    }
    return histogram;
  }

  /** The counter's value, 0 when nothing was counted. */
  counter(name: string): number {
    return this.#counters.get(name) ?? 0;
  }

  /** The histogram of a latency, undefined when nothing was measured. */
  histogram(name: string): Histogram | undefined {
    const histogram = this.#latencies.get(name);
    return histogram === undefined || histogram.total === 0 ? undefined : histogram;
  }

  /** All counters by name, sorted. */
  counters(): readonly (readonly [string, number])[] {
    return [...this.#counters].sort(([left], [right]) => (left < right ? -1 : 1));
  }
}
