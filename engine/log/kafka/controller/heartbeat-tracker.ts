/**
 * When the controller heard last from each broker. As BrokerHeartbeatManager.
 */
export class HeartbeatTracker {
  readonly #sessionTimeoutUs: number;
  readonly #lastContactUs = new Map<number, number>();

  constructor(sessionTimeoutUs: number) {
    this.#sessionTimeoutUs = sessionTimeoutUs;
  }

  /** The broker was heard from. */
  touch(brokerId: number, nowUs: number): void {
    this.#lastContactUs.set(brokerId, nowUs);
  }

  /** The broker is gone for good, or has given its session up. */
  forget(brokerId: number): void {
    this.#lastContactUs.delete(brokerId);
  }

  /** Has the broker been heard from within the session timeout? */
  hasValidSession(brokerId: number, nowUs: number): boolean {
    const last = this.#lastContactUs.get(brokerId);
    return last !== undefined && nowUs - last <= this.#sessionTimeoutUs;
  }

  /** How long ago the broker was heard from. */
  silenceUs(brokerId: number, nowUs: number): number {
    return nowUs - (this.#lastContactUs.get(brokerId) ?? nowUs);
  }

  /** Of `candidates`, the broker whose silence is longest and longer than the session timeout, if there is one. */
  findStale(candidates: readonly number[], nowUs: number): number | undefined {
    let stale: number | undefined;
    let oldestUs = nowUs - this.#sessionTimeoutUs;
    for (const brokerId of candidates) {
      const last = this.#lastContactUs.get(brokerId) ?? Number.NEGATIVE_INFINITY;
      if (last < oldestUs) {
        stale = brokerId;
        oldestUs = last;
      }
    }
    return stale;
  }
}
