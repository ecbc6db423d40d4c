import { assert } from "../base/assert.ts";
import type { ProbeEvent } from "../base/probe.ts";
import { VirtualClock } from "../base/scheduler.ts";
import { durationUs, timeUs } from "../base/time.ts";
import type { KclApplication } from "../log/kinesis/kcl/kcl-application.ts";
import { DEFAULT_KCL_CONFIG, type KclConfig, type ProcessorConfig } from "../log/kinesis/kcl/kcl-config.ts";
import {
  DEFAULT_KINESIS_TIMING,
  DEFAULT_STREAM_SETTINGS,
  type KinesisTiming,
  type StreamSpec,
} from "../log/kinesis/kinesis-config.ts";
import type { KinesisErrorName } from "../log/kinesis/kinesis-error.ts";
import { KinesisService } from "../log/kinesis/kinesis-service.ts";
import type { KinesisStream } from "../log/kinesis/kinesis-stream.ts";
import type { KinesisProducer } from "../log/kinesis/producer/kinesis-producer.ts";
import {
  DEFAULT_KINESIS_PRODUCER_CONFIG,
  type KinesisProducerConfig,
} from "../log/kinesis/producer/producer-config.ts";
import { RecordStore } from "../source/record-store.ts";

const MAX_EVENTS = 3_000_000;

/** What is different from Kinesis's defaults in a scene; one shard. */
export type KinesisSceneOptions = {
  readonly stream?: Partial<StreamSpec>;
  readonly timing?: Partial<KinesisTiming>;
  readonly producer?: Partial<KinesisProducerConfig>;
  readonly seed?: number;
  readonly keyCount?: number;
};

/** What is different from KCL's defaults in an application of a scene; two workers whose processors take no time and always checkpoint. */
export type SceneApplicationOptions = {
  readonly name?: string;
  readonly workerCount?: number;
  readonly config?: Partial<KclConfig>;
  readonly processor?: Partial<ProcessorConfig>;
};

/** One processing of a record. */
export type Processing = { readonly recordId: number; readonly shard: number; readonly atUs: number };

/** A stream and one producer whose deliveries are all written down. Seconds count from the start. */
export class KinesisScene {
  readonly clock = new VirtualClock();
  readonly records = new RecordStore();
  readonly events: ProbeEvent[] = [];
  readonly service: KinesisService;
  readonly stream: KinesisStream;
  readonly producer: KinesisProducer;
  /** By record id: how often it was acknowledged and where last; how often it was failed and why. */
  readonly acknowledged = new Map<number, { shard: number; sequenceNumber: number; atUs: number; times: number }>();
  readonly failed = new Map<number, KinesisErrorName>();
  /** What the applications processed, in order. */
  readonly processed: Processing[] = [];
  readonly #keyIds: readonly number[];

  constructor(options: KinesisSceneOptions = {}) {
    this.service = new KinesisService({
      timing: { ...DEFAULT_KINESIS_TIMING, ...options.timing },
      scheduler: this.clock,
      probe: {
        event: (event) => this.events.push(event),
        gauge() {},
        count() {},
        latencyMeter: () => ({ record() {} }),
      },
      seed: options.seed ?? 1,
      records: this.records,
    });
    this.stream = this.service.createStream({ ...DEFAULT_STREAM_SETTINGS, name: "events", ...options.stream });
    this.producer = this.service.createProducer({
      clientId: "source",
      stream: this.stream.spec.name,
      config: { ...DEFAULT_KINESIS_PRODUCER_CONFIG, ...options.producer },
      listener: {
        acknowledged: (recordIds, { partition, baseOffset, atUs }) => {
          for (const [index, id] of recordIds.entries()) {
            const times = (this.acknowledged.get(id)?.times ?? 0) + 1;
            this.acknowledged.set(id, { shard: partition, sequenceNumber: baseOffset + index, atUs, times });
          }
        },
        failed: (recordIds, error) => {
          for (const id of recordIds) {
            assert(!this.failed.has(id), `record ${id} failed twice`);
            this.failed.set(id, error);
          }
        },
      },
    });
    this.#keyIds = Array.from({ length: options.keyCount ?? 8 }, (_, key) =>
      this.records.keys.internText(`key-${key}`),
    );
  }

  /** An application that reads the stream from the trim horizon; it is not started. */
  application(options: SceneApplicationOptions = {}): KclApplication {
    return this.service.createApplication({
      applicationName: options.name ?? "app",
      stream: this.stream.spec.name,
      workerCount: options.workerCount ?? 2,
      config: {
        ...DEFAULT_KCL_CONFIG,
        initialPositionInStream: "TRIM_HORIZON",
        retrievalMode: "POLLING",
        ...options.config,
      },
      processor: { perRecordUs: 0, perBatchUs: 0, checkpointIntervalUs: 0, ...options.processor },
      onRecords: ({ recordIds }, { shard }) => {
        for (const recordId of recordIds) this.processed.push({ recordId, shard, atUs: this.clock.now() });
      },
    });
  }

  /** Runs everything up to an instant; a scene that never gets there is an error, not a hang. */
  runTo(seconds: number): void {
    const hasArrived = this.clock.advance(timeUs(Math.round(seconds * 1_000_000)), MAX_EVENTS);
    assert(hasArrived, `more than ${MAX_EVENTS} events before ${seconds} s; stuck at ${this.clock.now()} us`);
  }

  /** Does something at an instant. */
  at(seconds: number, act: () => void): void {
    this.clock.at(timeUs(Math.round(seconds * 1_000_000)), act);
  }

  /** Sends `count` records now, their keys in turn, `valueBytes` each; returns the id of the first. */
  send(count: number, valueBytes = 50): number {
    const first = this.create(count, valueBytes);
    this.producer.send(first, first + count);
    return first;
  }

  /** Makes records without sending them; returns the id of the first. */
  create(
    count: number,
    valueBytes = 50,
    keyIdOf = (id: number) => this.#keyIds[id % this.#keyIds.length] ?? -1,
  ): number {
    const first = this.records.count;
    const value = new Uint8Array(valueBytes);
    for (let index = 0; index < count; index++) {
      this.records.appendValue(keyIdOf(first + index), value, 0, this.clock.now());
    }
    return first;
  }

  /** Sends `count` records every `everyMs` from one instant to another. */
  sendSteadily({ from, until, everyMs, count, valueBytes = 50 }: SteadyLoad): void {
    const tick = () => {
      this.send(count, valueBytes);
      if (this.clock.now() + everyMs * 1_000 < until * 1_000_000) this.clock.after(durationUs(everyMs * 1_000), tick);
    };
    this.at(from, tick);
  }

  /** The records that the stream still has, by shard, in the order of their sequence numbers. */
  readable(shard: number): readonly number[] {
    const at = this.stream.shards[shard];
    assert(at !== undefined, `there is no shard ${shard}`);
    return [...at.read(at.trimHorizon, at.end, Number.MAX_SAFE_INTEGER).recordIds];
  }

  /** The events of one kind. */
  eventsOf(kind: string): ProbeEvent[] {
    return this.events.filter((event) => event.kind === kind);
  }
}

/** A load that does not change. */
export type SteadyLoad = {
  readonly from: number;
  readonly until: number;
  readonly everyMs: number;
  readonly count: number;
  readonly valueBytes?: number;
};
