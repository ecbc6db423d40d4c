import type { EventHandle } from "../../base/event-queue.ts";
import { err, ok, type Result } from "../../base/result.ts";
import type { Scheduler } from "../../base/scheduler.ts";
import { type DurationUs, timeUs } from "../../base/time.ts";
import { type KinesisError, kinesisError } from "./kinesis-error.ts";
import {
  FAN_OUT_BYTES_PER_SECOND,
  FAN_OUT_RESUBSCRIBE_AFTER,
  FAN_OUT_SUBSCRIPTION_LIFETIME,
  GET_RECORDS_MAX_RECORDS,
} from "./kinesis-limits.ts";
import type { Shard, ShardSlice } from "./shard.ts";
import { behindLatestUs, type StartingPosition, startOf } from "./shard-iterator.ts";
import type { StreamMetrics } from "./stream-metrics.ts";
import { TokenBucket } from "./token-bucket.ts";

/** What is pushed at once. As SubscribeToShardEvent. */
export type FanOutEvent = {
  readonly slice: ShardSlice;
  readonly behindLatestUs: number;
  /** With the last event of a closed shard: those that took over. */
  readonly childShards: readonly number[];
};

/** Whom a subscription pushes to. */
export interface FanOutSubscriber {
  records(event: FanOutEvent): void;
  /**
   * Nothing more will come: five minutes are over, another subscription took the place, or the shard is at its end. Whoever
   * subscribes again begins at `sequenceNumber`.
   */
  ended(reason: "expired" | "replaced" | "shard-end", sequenceNumber: number): void;
}

/** What subscriptions work with. */
export type FanOutParts = {
  readonly scheduler: Scheduler;
  readonly metrics: StreamMetrics;
  readonly delayUs: DurationUs;
  shard(number: number): Shard | undefined;
  /** Forgets what is older than the retention. */
  trim(shard: Shard): void;
};

/** One consumer's place in one shard for five minutes: records are pushed as they come, one event for each `request`. */
export class FanOutSubscription {
  readonly #parts: FanOutParts;
  readonly #shard: Shard;
  readonly #subscriber: FanOutSubscriber;
  readonly #allowance: TokenBucket;
  readonly sinceUs: number;
  /** The sequence number at which it began. */
  readonly start: number;
  #position: number;
  #requested = 0;
  #isOver = false;
  #push: EventHandle | undefined;

  constructor(
    parts: FanOutParts,
    shard: Shard,
    start: number,
    consumer: Pick<FanOutPlace, "subscriber" | "allowance">,
  ) {
    this.#parts = parts;
    this.#shard = shard;
    this.start = start;
    this.#position = start;
    this.#subscriber = consumer.subscriber;
    this.#allowance = consumer.allowance;
    this.sinceUs = parts.scheduler.now();
    parts.scheduler.after(FAN_OUT_SUBSCRIPTION_LIFETIME, () => this.end("expired"));
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The subscriber takes one more event. */
  request(): void {
    this.#requested += 1;
    this.wake();
  }

  /** The shard took records, or closed. */
  wake(): void {
    if (this.#isOver || this.#requested === 0 || this.#push !== undefined) return;
    const { scheduler, delayUs } = this.#parts;
    const nowUs = scheduler.now();
    const next = Math.max(this.#position, this.#shard.trimHorizon);
    if (next >= this.#shard.end && !this.#shard.isClosed) return;
    const arrivedUs = next < this.#shard.end ? this.#shard.arrivalUs(next) : nowUs;
    const { sizeBytes } = this.#shard.read(next, GET_RECORDS_MAX_RECORDS, FAN_OUT_BYTES_PER_SECOND);
    const dueUs = Math.max(nowUs, arrivedUs + delayUs, this.#allowance.readyUs(sizeBytes, nowUs));
    this.#push = scheduler.at(timeUs(dueUs), () => {
      this.#push = undefined;
      this.#deliver();
    });
  }

  /** Nothing more is pushed. */
  end(reason: "expired" | "replaced" | "shard-end"): void {
    if (this.#isOver) return;
    this.cancel();
    this.#subscriber.ended(reason, this.#position);
  }

  /** Nothing more is pushed, and nobody is told. */
  cancel(): void {
    this.#isOver = true;
    if (this.#push !== undefined) this.#parts.scheduler.cancel(this.#push);
  }

  #deliver(): void {
    const { scheduler, delayUs, metrics, trim } = this.#parts;
    const nowUs = scheduler.now();
    trim(this.#shard);
    const visibleEnd = this.#shard.firstSince(nowUs - delayUs + 1);
    const from = Math.max(this.#position, this.#shard.trimHorizon);
    const most = Math.max(0, Math.min(GET_RECORDS_MAX_RECORDS, visibleEnd - from));
    const slice = this.#shard.read(from, most, FAN_OUT_BYTES_PER_SECOND);
    this.#position = slice.end;
    this.#requested -= 1;
    this.#allowance.spend(slice.sizeBytes);
    const behindUs = behindLatestUs(this.#shard, slice, nowUs);
    const lastUs = slice.arrivalsUs.at(-1);
    metrics.pushed(
      this.#shard.number,
      slice.recordIds.length,
      slice.sizeBytes,
      lastUs === undefined ? 0 : nowUs - lastUs,
    );
    const isAtEnd = this.#shard.isClosed && slice.end >= this.#shard.end;
    this.#subscriber.records({ slice, behindLatestUs: behindUs, childShards: isAtEnd ? this.#shard.children : [] });
    if (isAtEnd) this.end("shard-end");
    else this.wake();
  }
}

type FanOutPlace = {
  readonly subscriber: FanOutSubscriber;
  readonly allowance: TokenBucket;
};

/** A registered consumer: 2 MiB/s of every shard for itself. As StreamConsumer. */
export class FanOutConsumer {
  readonly name: string;
  readonly #parts: FanOutParts;
  /** By shard. */
  readonly #allowances = new Map<number, TokenBucket>();
  readonly #subscriptions = new Map<number, FanOutSubscription>();

  constructor(name: string, parts: FanOutParts) {
    this.name = name;
    this.#parts = parts;
  }

  /**
   * Begins to push a shard's records. A subscription that is there already is replaced, but not in its first five seconds. Errors:
   * ResourceInUseException, ResourceNotFoundException.
   */
  subscribeToShard(
    shardNumber: number,
    position: StartingPosition,
    subscriber: FanOutSubscriber,
  ): Result<FanOutSubscription, KinesisError> {
    const shard = this.#parts.shard(shardNumber);
    if (shard === undefined) return err(kinesisError("ResourceNotFoundException", `there is no shard ${shardNumber}`));
    const earlier = this.#subscriptions.get(shardNumber);
    if (earlier !== undefined && !earlier.isOver) {
      if (this.#parts.scheduler.now() - earlier.sinceUs < FAN_OUT_RESUBSCRIBE_AFTER) {
        return err(kinesisError("ResourceInUseException", `${this.name} subscribed to ${shard.id} just now`));
      }
      earlier.end("replaced");
    }
    this.#parts.trim(shard);
    const allowance = this.#allowances.get(shardNumber) ?? new TokenBucket(FAN_OUT_BYTES_PER_SECOND);
    this.#allowances.set(shardNumber, allowance);
    const subscription = new FanOutSubscription(this.#parts, shard, startOf(shard, position), {
      subscriber,
      allowance,
    });
    this.#subscriptions.set(shardNumber, subscription);
    return ok(subscription);
  }

  /** A shard took records, or closed. */
  wake(shardNumber: number): void {
    this.#subscriptions.get(shardNumber)?.wake();
  }
}
