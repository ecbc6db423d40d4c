/** As replication.quota.window.num and replication.quota.window.size.seconds: the rate is that of the last ten full windows and the present one. */
const WINDOWS = 11;
const WINDOW_US = 1_000_000;

/** Which end of a copy a broker is. */
export type ThrottledRole = "leader" | "follower";

/** The copies of one partition that are held back: from these leaders, to these followers. */
export type ThrottledReplicas = { readonly leaders: readonly number[]; readonly followers: readonly number[] };

/** Bytes of one broker in one role. As ReplicationQuotaManager. */
class Quota {
  readonly #samples: { readonly window: number; bytes: number }[] = [];

  record(bytes: number, nowUs: number): void {
    const window = Math.floor(nowUs / WINDOW_US);
    const last = this.#samples.at(-1);
    if (last?.window === window) last.bytes += bytes;
    else this.#samples.push({ window, bytes });
    while ((this.#samples[0]?.window ?? window) <= window - WINDOWS) this.#samples.shift();
  }

  /** Over the limit, measured from the oldest window on. */
  isExceeded(bytesPerSecond: number, nowUs: number): boolean {
    const oldestWindow = Math.floor(nowUs / WINDOW_US) - WINDOWS + 1;
    let bytes = 0;
    let sinceUs = nowUs;
    for (const sample of this.#samples) {
      if (sample.window < oldestWindow) continue;
      bytes += sample.bytes;
      sinceUs = Math.min(sinceUs, sample.window * WINDOW_US);
    }
    const spanUs = Math.max(WINDOW_US, nowUs - sinceUs);
    return bytes * 1_000_000 > bytesPerSecond * spanUs;
  }
}

/**
 * How fast replicas that are moving may be copied. As leader.replication.throttled.rate and follower.replication.throttled.rate with
 * the throttled replicas of each topic, as kafka-reassign-partitions sets them: the present replicas as leaders, the new ones as
 * followers. Replicas in sync are never held back.
 */
export class ReplicationThrottles {
  readonly #replicas = new Map<number, ThrottledReplicas & { readonly bytesPerSecond: number }>();
  readonly #quotas = new Map<string, Quota>();

  /** From now on these copies of a partition are limited; the limit is each broker's, for all its throttled replicas together. */
  limit(partitionId: number, replicas: ThrottledReplicas, bytesPerSecond: number): void {
    this.#replicas.set(partitionId, { ...replicas, bytesPerSecond });
  }

  /** The partition is copied as fast as it goes again. */
  lift(partitionId: number): void {
    this.#replicas.delete(partitionId);
  }

  /** Must a broker leave the partition out of its next copies? As shouldLeaderThrottle and shouldFollowerThrottle. */
  mustWait(role: ThrottledRole, brokerId: number, partitionId: number, nowUs: number): boolean {
    if (this.#replicas.size === 0) return false;
    const limited = this.#limitedFor(role, brokerId, partitionId);
    return limited !== undefined && this.#quotaOf(role, brokerId).isExceeded(limited.bytesPerSecond, nowUs);
  }

  /** So much of a partition was sent or received. */
  record(role: ThrottledRole, brokerId: number, partitionId: number, copied: { bytes: number; nowUs: number }): void {
    if (this.#replicas.size === 0 || copied.bytes === 0) return;
    if (this.#limitedFor(role, brokerId, partitionId) === undefined) return;
    this.#quotaOf(role, brokerId).record(copied.bytes, copied.nowUs);
  }

  #limitedFor(role: ThrottledRole, brokerId: number, partitionId: number) {
    const limited = this.#replicas.get(partitionId);
    const members = role === "leader" ? limited?.leaders : limited?.followers;
    return members?.includes(brokerId) === true ? limited : undefined;
  }

  #quotaOf(role: ThrottledRole, brokerId: number): Quota {
    const key = `${role} ${brokerId}`;
    let quota = this.#quotas.get(key);
    if (quota === undefined) {
      quota = new Quota();
      this.#quotas.set(key, quota);
    }
    return quota;
  }
}
