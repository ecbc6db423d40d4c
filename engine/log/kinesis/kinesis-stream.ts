import { assertDefined } from "../../base/assert.ts";
import type { Probe } from "../../base/probe.ts";
import { err, ok, type Result } from "../../base/result.ts";
import type { Scheduler } from "../../base/scheduler.ts";
import { HOUR } from "../../base/time.ts";
import type { ProducerRecords } from "../kafka/producer/record-router.ts";
import { FanOutConsumer, type FanOutParts } from "./fan-out.ts";
import type { KinesisTiming, StreamSpec } from "./kinesis-config.ts";
import { type KinesisError, kinesisError } from "./kinesis-error.ts";
import {
  FAN_OUT_MAX_CONSUMERS,
  GET_RECORDS_MAX_BYTES,
  GET_RECORDS_MAX_RECORDS,
  ITERATOR_LIFETIME,
  PUT_RECORDS_MAX_BYTES,
  PUT_RECORDS_MAX_RECORDS,
} from "./kinesis-limits.ts";
import { OnDemandScaler } from "./on-demand-scaler.ts";
import { PartitionKeys } from "./partition-keys.ts";
import { Resharder, type StreamStatus } from "./resharder.ts";
import type { Shard } from "./shard.ts";
import {
  behindLatestUs,
  type GetRecordsAnswer,
  type ShardIterator,
  type StartingPosition,
  startOf,
} from "./shard-iterator.ts";
import { ShardMap } from "./shard-map.ts";
import { type ShardCounters, StreamMetrics, type StreamReading } from "./stream-metrics.ts";
import { ThrottleReport } from "./throttle-report.ts";

/** In `PutRecordsAnswer.shards`: this record was refused with ProvisionedThroughputExceededException. */
export const THROTTLED = -1;

/** What PutRecords answers, one entry a record, in the order of the request. */
export type PutRecordsAnswer = {
  readonly failedRecordCount: number;
  /** The shard that took the record, or THROTTLED. */
  readonly shards: Int32Array;
  readonly sequenceNumbers: Float64Array;
};

/** A shard as ListShards and the screen show it. */
export type ShardDescription = ShardCounters & {
  readonly shardId: string;
  readonly startingHashKey: bigint;
  readonly endingHashKey: bigint;
  readonly parentShardId: string | undefined;
  readonly adjacentParentShardId: string | undefined;
  readonly isClosed: boolean;
  readonly trimHorizon: number;
  readonly endSequenceNumber: number;
};

/** A stream as DescribeStreamSummary and the screen show it. */
export type StreamDescription = {
  readonly streamName: string;
  readonly streamStatus: StreamStatus;
  readonly openShardCount: number;
  readonly consumerCount: number;
  readonly shards: readonly ShardDescription[];
};

/** What a stream is made of. */
export type StreamOptions = {
  readonly spec: StreamSpec;
  readonly timing: KinesisTiming;
  readonly scheduler: Scheduler;
  readonly probe: Probe;
  readonly records: ProducerRecords;
};

/**
 * A Kinesis data stream as its API shows it, at the instant at which a request reaches the service: who calls counts the way there
 * and back. A record that PutRecords took is readable at once and safe until its retention is over.
 *
 * Invariants: (1) a record goes to the open shard that holds the MD5 of its partition key; (2) no shard takes or gives more than its
 * limits let it; (3) a shard's records are read in the order in which it took them.
 */
export class KinesisStream {
  readonly spec: StreamSpec;
  /** Partition keys, hash keys and sizes of the records. */
  readonly keys: PartitionKeys;
  readonly #options: StreamOptions;
  readonly #shards: ShardMap;
  readonly #metrics: StreamMetrics;
  readonly #resharder: Resharder;
  readonly #writeThrottles: ThrottleReport;
  readonly #readThrottles: ThrottleReport;
  readonly #consumers = new Map<string, FanOutConsumer>();
  readonly #fanOut: FanOutParts;

  constructor(options: StreamOptions) {
    const { spec, scheduler, probe, timing, records } = options;
    this.spec = spec;
    this.keys = new PartitionKeys(records);
    this.#options = options;
    this.#shards = new ShardMap(spec.shardCount);
    this.#metrics = new StreamMetrics(spec.name, probe);
    this.#writeThrottles = new ThrottleReport(spec.name, "write", probe, scheduler);
    this.#readThrottles = new ThrottleReport(spec.name, "read", probe, scheduler);
    this.#resharder = new Resharder({
      streamName: spec.name,
      shards: this.#shards,
      scheduler,
      probe,
      roundDurationUs: timing.reshardDurationUs,
      onChange: () => this.#wakeConsumers(this.#shards.all.map(({ number }) => number)),
    });
    this.#fanOut = {
      scheduler,
      metrics: this.#metrics,
      delayUs: timing.fanOutDelayUs,
      shard: (number) => this.#shards.shard(number),
      trim: (shard) => this.#trim(shard),
    };
    if (spec.mode === "ON_DEMAND") this.#scaleOnDemand();
  }

  #scaleOnDemand(): OnDemandScaler {
    return new OnDemandScaler({
      scheduler: this.#options.scheduler,
      delayUs: this.#options.timing.onDemandScalingUs,
      taken: () => {
        const { IncomingRecords, IncomingBytes } = this.#metrics.reading();
        return { records: IncomingRecords, bytes: IncomingBytes };
      },
      openShards: () => this.#shards.open.length,
      grow: (shardCount) => this.#resharder.updateShardCount(shardCount).ok,
    });
  }

  /** How long a request takes to the service, and its answer back. */
  get requestLatencyUs(): KinesisTiming["requestLatencyUs"] {
    return this.#options.timing.requestLatencyUs;
  }

  /** The open shards by hash key; another array after every change. */
  get openShards(): readonly Shard[] {
    return this.#shards.open;
  }

  /**
   * Takes records, as many as their shards have room for; others may be taken behind one that was refused. Errors, for the whole
   * request: ValidationException, InvalidArgumentException.
   */
  putRecords(recordIds: Uint32Array): Result<PutRecordsAnswer, KinesisError> {
    const problem = this.#problemOf(recordIds);
    if (problem !== undefined) return err(problem);
    const nowUs = this.#options.scheduler.now();
    const shards = new Int32Array(recordIds.length).fill(THROTTLED);
    const sequenceNumbers = new Float64Array(recordIds.length);
    const touched = new Set<number>();
    let failedRecordCount = 0;
    let bytes = 0;
    for (let index = 0; index < recordIds.length; index++) {
      const recordId = recordIds[index] as number;
      const sizeBytes = this.keys.sizeOf(recordId);
      const shard = this.#shards.shardOf(this.keys.hashKeyOf(recordId));
      if (!shard.canTake(sizeBytes, nowUs)) {
        failedRecordCount += 1;
        this.#metrics.refusedWrite(shard.number);
        this.#writeThrottles.refused(shard.number, 1);
        continue;
      }
      shards[index] = shard.number;
      sequenceNumbers[index] = shard.append(recordId, sizeBytes, nowUs);
      this.#metrics.took(shard.number, sizeBytes);
      bytes += sizeBytes;
      touched.add(shard.number);
    }
    this.#metrics.putAnswered({ records: recordIds.length, bytes, throttled: failedRecordCount });
    this.#wakeConsumers(touched);
    return ok({ failedRecordCount, shards, sequenceNumbers });
  }

  /** Why Kinesis would never take a record, whatever the traffic; undefined when it would. As the checks of PutRecordsRequestEntry. */
  refusalOf(recordId: number): KinesisError | undefined {
    const { maxRecordSizeInKiB } = this.spec;
    if (!this.keys.isValid(recordId)) {
      return kinesisError("ValidationException", "a partition key has 1 to 256 characters");
    }
    if (this.keys.sizeOf(recordId) <= maxRecordSizeInKiB * 1_024) return undefined;
    return kinesisError("InvalidArgumentException", `a record is larger than ${maxRecordSizeInKiB} KiB`);
  }

  #problemOf(recordIds: Uint32Array): KinesisError | undefined {
    if (recordIds.length === 0 || recordIds.length > PUT_RECORDS_MAX_RECORDS) {
      return kinesisError("ValidationException", `a request has 1 to ${PUT_RECORDS_MAX_RECORDS} records`);
    }
    let sizeBytes = 0;
    for (const recordId of recordIds) {
      const refusal = this.refusalOf(recordId);
      if (refusal !== undefined) return refusal;
      sizeBytes += this.keys.sizeOf(recordId);
    }
    if (sizeBytes <= PUT_RECORDS_MAX_BYTES) return undefined;
    return kinesisError("InvalidArgumentException", `a request is larger than ${PUT_RECORDS_MAX_BYTES} bytes`);
  }

  /** A place to read from. Error: ResourceNotFoundException. */
  getShardIterator(shardNumber: number, position: StartingPosition): Result<ShardIterator, KinesisError> {
    const shard = this.#shards.shard(shardNumber);
    if (shard === undefined) return err(kinesisError("ResourceNotFoundException", `there is no shard ${shardNumber}`));
    this.#trim(shard);
    return ok(this.#iteratorAt(shard, startOf(shard, position)));
  }

  /**
   * Reads on from an iterator. What the retention took meanwhile is skipped without a word. Errors:
   * ProvisionedThroughputExceededException, ExpiredIteratorException.
   */
  getRecords(iterator: ShardIterator, maxRecords: number): Result<GetRecordsAnswer, KinesisError> {
    const shard = assertDefined(this.#shards.shard(iterator.shard), "an iterator has a shard");
    const nowUs = this.#options.scheduler.now();
    if (nowUs > iterator.expiresUs) {
      return err(kinesisError("ExpiredIteratorException", `the iterator of ${shard.id} is older than five minutes`));
    }
    if (!shard.canRead(nowUs)) {
      this.#metrics.refusedRead(shard.number);
      this.#readThrottles.refused(shard.number, 1);
      return err(kinesisError("ProvisionedThroughputExceededException", `${shard.id} is read too much`));
    }
    this.#trim(shard);
    const most = Math.min(maxRecords, GET_RECORDS_MAX_RECORDS);
    const slice = shard.read(iterator.sequenceNumber, most, GET_RECORDS_MAX_BYTES);
    shard.noteRead(slice.sizeBytes, nowUs);
    const lastUs = slice.arrivalsUs.at(-1);
    const ageUs = lastUs === undefined ? 0 : nowUs - lastUs;
    this.#metrics.gave(shard.number, slice.recordIds.length, slice.sizeBytes, ageUs);
    const isAtEnd = shard.isClosed && slice.end >= shard.end;
    return ok({
      slice,
      nextIterator: isAtEnd ? undefined : this.#iteratorAt(shard, slice.end),
      behindLatestUs: behindLatestUs(shard, slice, nowUs),
      childShards: isAtEnd ? shard.children : [],
    });
  }

  #iteratorAt(shard: Shard, sequenceNumber: number): ShardIterator {
    const expiresUs = this.#options.scheduler.now() + ITERATOR_LIFETIME;
    return { shard: shard.number, sequenceNumber, expiresUs };
  }

  #trim(shard: Shard): void {
    shard.trim(this.#options.scheduler.now() - this.spec.retentionPeriodHours * HOUR);
  }

  #wakeConsumers(shardNumbers: Iterable<number>): void {
    for (const consumer of this.#consumers.values()) for (const number of shardNumbers) consumer.wake(number);
  }

  /** Registers an enhanced fan-out consumer. Errors: ResourceInUseException, LimitExceededException. */
  registerStreamConsumer(name: string): Result<FanOutConsumer, KinesisError> {
    if (this.#consumers.has(name)) {
      return err(kinesisError("ResourceInUseException", `there is a consumer ${name} already`));
    }
    if (this.#consumers.size >= FAN_OUT_MAX_CONSUMERS) {
      return err(kinesisError("LimitExceededException", `a stream has at most ${FAN_OUT_MAX_CONSUMERS} consumers`));
    }
    const consumer = new FanOutConsumer(name, this.#fanOut);
    this.#consumers.set(name, consumer);
    return ok(consumer);
  }

  /** Divides a shard. Errors as Resharder.splitShard; ValidationException on an on-demand stream. */
  splitShard(shardNumber: number, newStartingHashKey?: bigint): Result<void, KinesisError> {
    return this.#byHand() ?? this.#resharder.splitShard(shardNumber, newStartingHashKey);
  }

  /** Makes one shard of two neighbours. Errors as Resharder.mergeShards; ValidationException on an on-demand stream. */
  mergeShards(shardNumber: number, adjacentNumber: number): Result<void, KinesisError> {
    return this.#byHand() ?? this.#resharder.mergeShards(shardNumber, adjacentNumber);
  }

  /** So many shards of equal size. Errors as Resharder.updateShardCount; ValidationException on an on-demand stream. */
  updateShardCount(targetShardCount: number): Result<void, KinesisError> {
    return this.#byHand() ?? this.#resharder.updateShardCount(targetShardCount);
  }

  #byHand(): Result<void, KinesisError> | undefined {
    if (this.spec.mode === "PROVISIONED") return undefined;
    return err(kinesisError("ValidationException", `${this.spec.name} is on-demand: Kinesis itself sets its shards`));
  }

  /** All shards, the closed ones too, with their counters. */
  describe(): StreamDescription {
    const idOf = (number: number | undefined) => (number === undefined ? undefined : this.#shards.shard(number)?.id);
    return {
      streamName: this.spec.name,
      streamStatus: this.#resharder.status,
      openShardCount: this.#shards.open.length,
      consumerCount: this.#consumers.size,
      shards: this.#shards.all.map((shard) => ({
        ...this.#metrics.shard(shard.number),
        shardId: shard.id,
        ...shard.range,
        parentShardId: idOf(shard.origin.parent),
        adjacentParentShardId: idOf(shard.origin.adjacentParent),
        isClosed: shard.isClosed,
        trimHorizon: shard.trimHorizon,
        endSequenceNumber: shard.end,
      })),
    };
  }

  /** All shards by number, for those who read them without going through the API. */
  get shards(): readonly Shard[] {
    return this.#shards.all;
  }

  /** What the metrics say now, under CloudWatch's names. */
  metrics(): StreamReading {
    return this.#metrics.reading();
  }

  /** The oldest iterator age of the run. */
  get maxIteratorAgeUs(): number {
    return this.#metrics.maxIteratorAgeUs;
  }
}
