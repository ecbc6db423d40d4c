import type { RandomStream } from "../../../base/random-stream.ts";

/** The share by which a pause may be shorter or longer. As CommonClientConfigs.RETRY_BACKOFF_JITTER. */
const JITTER = 0.2;

/**
 * Pauses that double from `initialUs` to `maxUs`, with 20 % jitter; always `maxUs`, without jitter, if `initialUs` is no less. As
 * Kafka's ExponentialBackoff.
 */
export class ExponentialBackoff {
  readonly #initialUs: number;
  readonly #maxUs: number;
  readonly #random: RandomStream;

  constructor(initialUs: number, maxUs: number, random: RandomStream) {
    this.#initialUs = initialUs;
    this.#maxUs = maxUs;
    this.#random = random;
  }

  /** The pause after `attempts` earlier ones, in whole microseconds. */
  nextUs(attempts: number): number {
    if (this.#initialUs >= this.#maxUs) return this.#maxUs;
    let term = this.#initialUs;
    for (let attempt = 0; attempt < attempts && term < this.#maxUs; attempt++) term *= 2;
    const factor = 1 - JITTER + 2 * JITTER * this.#random.nextUnit();
    return Math.min(Math.floor(Math.min(term, this.#maxUs) * factor), this.#maxUs);
  }
}
