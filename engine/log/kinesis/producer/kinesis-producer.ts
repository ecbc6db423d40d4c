import { assert } from "../../../base/assert.ts";
import type { EventHandle } from "../../../base/event-queue.ts";
import type { Probe } from "../../../base/probe.ts";
import type { Result } from "../../../base/result.ts";
import type { Scheduler } from "../../../base/scheduler.ts";
import { durationUs, MILLISECOND, type TimeUs, timeUs } from "../../../base/time.ts";
import type { DeliveryPlace } from "../../kafka/producer/batch-sender.ts";
import type { KinesisError, KinesisErrorName } from "../kinesis-error.ts";
import { type KinesisStream, type PutRecordsAnswer, THROTTLED } from "../kinesis-stream.ts";
import type { Shard } from "../shard.ts";
import { FailureReport } from "./failure-report.ts";
import type { KinesisProducerConfig } from "./producer-config.ts";
import { ShardQueue, type WaitingRecord } from "./shard-queue.ts";

/** How often the queues look whether their limits let more go. */
const LIMITER_TICK = durationUs(25 * MILLISECOND);

/** Whom a producer tells what became of its records, once for each; a shard is a partition, a sequence number an offset. */
export interface KinesisDeliveryListener {
  acknowledged(recordIds: Uint32Array, place: DeliveryPlace): void;
  failed(recordIds: Uint32Array, error: KinesisErrorName, atUs: TimeUs): void;
}

/** What a producer is made of. */
export type KinesisProducerOptions = {
  readonly clientId: string;
  readonly stream: KinesisStream;
  readonly config: KinesisProducerConfig;
  readonly listener: KinesisDeliveryListener;
  readonly scheduler: Scheduler;
  readonly probe: Probe;
};

/**
 * A client that writes to one stream: it lets records go as fast as it allows each shard, gathers those of all shards into
 * PutRecords requests, and sends again what was throttled, that alone. So a record may be taken behind later ones of its own key: a
 * throttled stream does not keep order. As KinesisProducer of the Kinesis Producer Library.
 *
 * Invariants: (1) every record handed over is acknowledged or failed, once; (2) a record waits for a shard, in the collection, in a
 * full request, or for an answer; (3) at most one timer is armed.
 * Not modelled: aggregation of several records into one, back pressure on the application.
 */
export class KinesisProducer {
  readonly #options: KinesisProducerOptions;
  readonly #report: FailureReport;
  /** By shard, as the producer believes the shards to be. */
  readonly #queues = new Map<number, ShardQueue>();
  #openShards: readonly Shard[];
  #collection: WaitingRecord[] = [];
  #collectionBytes = 0;
  readonly #full: (readonly WaitingRecord[])[] = [];
  #requestsInFlight = 0;
  #pendingRecords = 0;
  #isFlushing = false;
  #timer: { readonly handle: EventHandle; readonly atUs: number } | undefined;

  constructor(options: KinesisProducerOptions) {
    this.#options = options;
    this.#report = new FailureReport(options.clientId, options.probe, options.scheduler);
    this.#openShards = options.stream.openShards;
  }

  /** Records handed over and neither acknowledged nor failed yet. */
  get pendingRecords(): number {
    return this.#pendingRecords;
  }

  /** Takes the records `first .. end` of the record store, sent now. What no shard would ever take fails at once. */
  send(first: number, end: number): void {
    const { stream, config, scheduler } = this.#options;
    const nowUs = scheduler.now();
    this.#pendingRecords += end - first;
    for (let recordId = first; recordId < end; recordId++) {
      const refusal = stream.refusalOf(recordId);
      if (refusal !== undefined) {
        this.#fail([recordId], refusal.name);
        continue;
      }
      const deadlineUs = nowUs + config.recordMaxBufferedTimeUs;
      this.#queueOf(recordId).push({ recordId, sizeBytes: stream.keys.sizeOf(recordId), sentUs: nowUs, deadlineUs });
    }
    this.#run();
  }

  /** From now on nothing waits for company. */
  flush(): void {
    this.#isFlushing = true;
    this.#run();
  }

  #queueOf(recordId: number): ShardQueue {
    const shard = this.#predictedShard(recordId);
    const queue = this.#queues.get(shard) ?? new ShardQueue(this.#options.config.rateLimitPercent);
    this.#queues.set(shard, queue);
    return queue;
  }

  /** The shard that took such hash keys when the producer last learnt of the shards. */
  #predictedShard(recordId: number): number {
    const hashKey = this.#options.stream.keys.hashKeyOf(recordId);
    let low = 0;
    let high = this.#openShards.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#openShards[middle] as Shard).range.endingHashKey < hashKey) low = middle + 1;
      else high = middle;
    }
    return (this.#openShards[low] as Shard).number;
  }

  #run(): void {
    const { config, scheduler } = this.#options;
    const nowUs = scheduler.now();
    let isAnyWaiting = false;
    for (const queue of this.#queues.values()) {
      this.#expire(queue, nowUs);
      for (let record = queue.shiftAllowed(nowUs); record !== undefined; record = queue.shiftAllowed(nowUs)) {
        this.#collect(record);
      }
      if (queue.length > 0) isAnyWaiting = true;
    }
    let deadlineUs = Number.POSITIVE_INFINITY;
    for (const record of this.#collection) deadlineUs = Math.min(deadlineUs, record.deadlineUs);
    if (this.#collection.length > 0 && (deadlineUs <= nowUs || this.#isFlushing)) {
      this.#closeCollection();
      deadlineUs = Number.POSITIVE_INFINITY;
    }
    while (this.#full.length > 0 && this.#requestsInFlight < config.maxConnections) this.#put(this.#full.shift() ?? []);
    this.#arm(isAnyWaiting ? Math.min(deadlineUs, nowUs + LIMITER_TICK) : deadlineUs);
  }

  #expire(queue: ShardQueue, nowUs: number): void {
    const expired: number[] = [];
    const limitUs = nowUs - this.#options.config.recordTtlUs;
    for (let old = queue.shiftOlderThan(limitUs); old !== undefined; old = queue.shiftOlderThan(limitUs)) {
      expired.push(old.recordId);
    }
    if (expired.length > 0) this.#fail(expired, "Expired");
  }

  #collect(record: WaitingRecord): void {
    const { collectionMaxCount, collectionMaxSizeBytes } = this.#options.config;
    if (this.#collection.length > 0 && this.#collectionBytes + record.sizeBytes > collectionMaxSizeBytes) {
      this.#closeCollection();
    }
    this.#collection.push(record);
    this.#collectionBytes += record.sizeBytes;
    if (this.#collection.length >= collectionMaxCount) this.#closeCollection();
  }

  #closeCollection(): void {
    this.#full.push(this.#collection);
    this.#collection = [];
    this.#collectionBytes = 0;
  }

  #arm(atUs: number): void {
    const { scheduler } = this.#options;
    if (this.#timer !== undefined) {
      if (this.#timer.atUs === atUs) return;
      scheduler.cancel(this.#timer.handle);
      this.#timer = undefined;
    }
    if (atUs === Number.POSITIVE_INFINITY) return;
    const handle = scheduler.at(timeUs(atUs), () => {
      this.#timer = undefined;
      this.#run();
    });
    this.#timer = { handle, atUs };
  }

  #put(records: readonly WaitingRecord[]): void {
    const { stream, scheduler } = this.#options;
    const recordIds = Uint32Array.from(records, ({ recordId }) => recordId);
    this.#requestsInFlight += 1;
    scheduler.after(stream.requestLatencyUs, () => {
      const answer = stream.putRecords(recordIds);
      scheduler.after(stream.requestLatencyUs, () => {
        this.#requestsInFlight -= 1;
        this.#answered(records, recordIds, answer);
        this.#run();
      });
    });
  }

  #answered(
    records: readonly WaitingRecord[],
    recordIds: Uint32Array,
    answer: Result<PutRecordsAnswer, KinesisError>,
  ): void {
    if (!answer.ok) {
      this.#fail([...recordIds], answer.error.name);
      return;
    }
    const { shards, sequenceNumbers } = answer.value;
    const placed = new Map<number, number[]>();
    const throttled: WaitingRecord[] = [];
    for (const [index, record] of records.entries()) {
      const shard = shards[index] as number;
      if (shard === THROTTLED) throttled.push(record);
      else if (!placed.has(shard)) placed.set(shard, [index]);
      else placed.get(shard)?.push(index);
    }
    for (const [shard, indices] of placed) this.#acknowledge(shard, recordIds, sequenceNumbers, indices);
    this.#learnShards([...placed.keys()]);
    if (throttled.length > 0) this.#sendAgain(throttled);
  }

  /** What one request brought into one shard lies there in one piece. */
  #acknowledge(shard: number, recordIds: Uint32Array, sequenceNumbers: Float64Array, indices: readonly number[]): void {
    const first = sequenceNumbers[indices[0] as number] as number;
    const last = sequenceNumbers[indices.at(-1) as number] as number;
    assert(last - first === indices.length - 1, "a request's records of one shard stand side by side");
    const ids = Uint32Array.from(indices, (index) => recordIds[index] as number);
    this.#pendingRecords -= ids.length;
    const { listener, scheduler } = this.#options;
    listener.acknowledged(ids, { partition: shard, baseOffset: first, atUs: scheduler.now() });
  }

  /** A shard that the producer did not know tells it that there are others now; what waits is sorted anew. */
  #learnShards(shards: readonly number[]): void {
    if (shards.every((number) => this.#openShards.some((open) => open.number === number))) return;
    this.#openShards = this.#options.stream.openShards;
    const waiting = [...this.#queues.values()].flatMap((queue) => queue.takeAll());
    this.#queues.clear();
    for (const record of waiting) this.#queueOf(record.recordId).push(record);
  }

  #sendAgain(records: readonly WaitingRecord[]): void {
    const { config, scheduler, probe, clientId } = this.#options;
    if (config.failIfThrottled) {
      this.#fail(
        records.map(({ recordId }) => recordId),
        "ProvisionedThroughputExceededException",
      );
      return;
    }
    probe.count(`${clientId}/retries`, records.length);
    const deadlineUs = scheduler.now() + Math.floor(config.recordMaxBufferedTimeUs / 2);
    const byQueue = new Map<ShardQueue, WaitingRecord[]>();
    for (const record of records) {
      record.deadlineUs = deadlineUs;
      const queue = this.#queueOf(record.recordId);
      const back = byQueue.get(queue);
      if (back === undefined) byQueue.set(queue, [record]);
      else back.push(record);
    }
    for (const [queue, back] of byQueue) queue.unshift(back);
  }

  #fail(recordIds: readonly number[], error: KinesisErrorName): void {
    const { listener, scheduler } = this.#options;
    this.#pendingRecords -= recordIds.length;
    this.#report.failed(recordIds.length, error);
    listener.failed(Uint32Array.from(recordIds), error, scheduler.now());
  }
}
