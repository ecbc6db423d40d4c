/** Before any instant of a run. */
const NEVER_US = Number.NEGATIVE_INFINITY;

/** The end of a log that the leader has not heard of yet. */
const UNKNOWN_OFFSET = -1;

/**
 * What a leader knows of one follower. As Kafka's Replica and ReplicaState.
 *
 * Invariant: lastCaughtUpUs <= the time of the last fetch, or of the election.
 */
export class RemoteReplica {
  readonly brokerId: number;
  #logEndOffset = UNKNOWN_OFFSET;
  #brokerEpoch = -1;
  #lastCaughtUpUs = NEVER_US;
  #lastFetchUs = NEVER_US;
  #leaderEndAtLastFetch = UNKNOWN_OFFSET;

  constructor(brokerId: number) {
    this.brokerId = brokerId;
  }

  get logEndOffset(): number {
    return this.#logEndOffset;
  }

  /** The epoch of the process that fetched last, -1 before the first fetch. */
  get brokerEpoch(): number {
    return this.#brokerEpoch;
  }

  get lastCaughtUpUs(): number {
    return this.#lastCaughtUpUs;
  }

  /** A leader has been elected: members of the ISR count as caught up at this instant, a grace of one lag period. */
  reset(nowUs: number, isInSync: boolean): void {
    this.#logEndOffset = UNKNOWN_OFFSET;
    this.#brokerEpoch = -1;
    this.#leaderEndAtLastFetch = UNKNOWN_OFFSET;
    this.#lastFetchUs = NEVER_US;
    this.#lastCaughtUpUs = isInSync ? nowUs : NEVER_US;
  }

  /**
   * The follower asks for `fetchOffset`, so it has everything below. It is caught up now when that is the leader's end, and was
   * at its previous fetch when it has now what the leader's end was then. As Replica.updateFetchStateOrThrow.
   */
  onFetch(
    fetch: { readonly fetchOffset: number; readonly brokerEpoch: number },
    nowUs: number,
    leaderEndOffset: number,
  ): void {
    if (fetch.fetchOffset >= leaderEndOffset) this.#lastCaughtUpUs = nowUs;
    else if (fetch.fetchOffset >= this.#leaderEndAtLastFetch) {
      this.#lastCaughtUpUs = Math.max(this.#lastCaughtUpUs, this.#lastFetchUs);
    }
    this.#logEndOffset = fetch.fetchOffset;
    this.#brokerEpoch = fetch.brokerEpoch;
    this.#leaderEndAtLastFetch = leaderEndOffset;
    this.#lastFetchUs = nowUs;
  }

  /** At the leader's end now, or caught up within the lag limit. As ReplicaState.isCaughtUp. */
  isCaughtUp(leaderEndOffset: number, nowUs: number, lagTimeMaxUs: number): boolean {
    return this.#logEndOffset === leaderEndOffset || nowUs - this.#lastCaughtUpUs <= lagTimeMaxUs;
  }
}
