import type { EventHandle } from "../../base/event-queue.ts";
import type { Scheduler } from "../../base/scheduler.ts";
import { type DurationUs, MINUTE } from "../../base/time.ts";
import { SHARD_WRITE_BYTES_PER_SECOND, SHARD_WRITE_RECORDS_PER_SECOND } from "./kinesis-limits.ts";

const SECONDS_A_MINUTE = 60;

/** What a scaler watches and moves. */
export type ScalerParts = {
  readonly scheduler: Scheduler;
  readonly delayUs: DurationUs;
  /** What the stream has taken since it was created. */
  taken(): { readonly records: number; readonly bytes: number };
  openShards(): number;
  /** Begins to grow towards so many shards; false while the stream cannot. */
  grow(shardCount: number): boolean;
};

/**
 * Keeps an on-demand stream's write capacity at the double of its busiest minute: a minute that has no double room is answered
 * after a delay by more shards. What is more than the shards take is throttled until then. Kinesis does it within 15 minutes.
 * Simplified: the busiest minute is that of the whole run instead of the last 30 days; a hot shard is not split by itself.
 */
export class OnDemandScaler {
  readonly #parts: ScalerParts;
  #last = { records: 0, bytes: 0 };
  #neededShards = 0;
  #pending: EventHandle | undefined;

  constructor(parts: ScalerParts) {
    this.#parts = parts;
    this.#watch();
  }

  #watch(): void {
    this.#parts.scheduler.after(MINUTE, () => {
      this.#look();
      this.#watch();
    });
  }

  #look(): void {
    const taken = this.#parts.taken();
    const bytes = (taken.bytes - this.#last.bytes) / SECONDS_A_MINUTE;
    const records = (taken.records - this.#last.records) / SECONDS_A_MINUTE;
    this.#last = taken;
    const needed = Math.ceil(
      Math.max((2 * bytes) / SHARD_WRITE_BYTES_PER_SECOND, (2 * records) / SHARD_WRITE_RECORDS_PER_SECOND),
    );
    this.#neededShards = Math.max(this.#neededShards, needed);
    if (this.#neededShards > this.#parts.openShards() && this.#pending === undefined) {
      this.#pending = this.#parts.scheduler.after(this.#parts.delayUs, () => this.#grow());
    }
  }

  /** One operation doubles at most; what is still lacking then is seen at the next minute. */
  #grow(): void {
    this.#pending = undefined;
    this.#parts.grow(Math.min(this.#neededShards, this.#parts.openShards() * 2));
  }
}
