const MICROS = 1_000_000;

/**
 * An allowance that refills evenly and holds one second of it at most. Kinesis counts its limits by the second and forgives short
 * bursts; how exactly is not published.
 *
 * Invariant: what is left is kept in millionths, whole, so that refilling never rounds.
 */
export class TokenBucket {
  readonly #perSecond: number;
  #leftMillionths: number;
  #asOfUs = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
    this.#leftMillionths = perSecond * MICROS;
  }

  /** May `amount` be taken now? What is larger than the whole allowance needs a full one, and leaves a debt. */
  has(amount: number, nowUs: number): boolean {
    this.#refill(nowUs);
    return this.#leftMillionths >= Math.min(amount, this.#perSecond) * MICROS;
  }

  /** Is anything left now? */
  isPositive(nowUs: number): boolean {
    this.#refill(nowUs);
    return this.#leftMillionths > 0;
  }

  /** Takes `amount`, whether it is there or not. */
  spend(amount: number): void {
    this.#leftMillionths -= amount * MICROS;
  }

  /** The instant at which `amount` may be taken, when nobody takes anything before. */
  readyUs(amount: number, nowUs: number): number {
    this.#refill(nowUs);
    const lacking = Math.min(amount, this.#perSecond) * MICROS - this.#leftMillionths;
    return lacking <= 0 ? nowUs : nowUs + Math.ceil(lacking / this.#perSecond);
  }

  #refill(nowUs: number): void {
    const full = this.#perSecond * MICROS;
    this.#leftMillionths = Math.min(full, this.#leftMillionths + (nowUs - this.#asOfUs) * this.#perSecond);
    this.#asOfUs = nowUs;
  }
}
