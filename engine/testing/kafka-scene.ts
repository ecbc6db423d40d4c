import { assert } from "../base/assert.ts";
import type { ProbeEvent } from "../base/probe.ts";
import { VirtualClock } from "../base/scheduler.ts";
import { durationUs, timeUs } from "../base/time.ts";
import { KafkaCluster } from "../log/kafka/cluster.ts";
import {
  type ClusterConfig,
  DEFAULT_CLUSTER_CONFIG,
  DEFAULT_PRODUCER_CONFIG,
  DEFAULT_TOPIC_SETTINGS,
  type ProducerConfig,
  type TopicSpec,
} from "../log/kafka/kafka-config.ts";
import type { DeliveryErrorName } from "../log/kafka/kafka-error.ts";
import type { KafkaProducer } from "../log/kafka/producer/kafka-producer.ts";
import { RecordStore } from "../source/record-store.ts";

const MAX_EVENTS = 2_000_000;

/** The topic of a scene. */
export const SCENE_TOPIC = "events";

/** What is different from Kafka's defaults in a scene; three brokers, three replicas, two of them in sync at least. */
export type SceneOptions = {
  readonly config?: Partial<ClusterConfig>;
  readonly topic?: Partial<TopicSpec>;
  readonly producer?: Partial<ProducerConfig>;
  readonly seed?: number;
  readonly keyCount?: number;
};

/** A cluster, one topic and one producer whose deliveries are all written down. Seconds count from the start. */
export class KafkaScene {
  readonly clock = new VirtualClock();
  readonly records = new RecordStore();
  readonly events: ProbeEvent[] = [];
  /** The newest value of every gauge. */
  readonly gauges = new Map<string, number>();
  readonly cluster: KafkaCluster;
  readonly producer: KafkaProducer;
  readonly topic: TopicSpec;
  /** By record id: how often it was acknowledged and where last; how often it was failed and why. */
  readonly acknowledged = new Map<number, { partition: number; offset: number; atUs: number; times: number }>();
  readonly failed = new Map<number, DeliveryErrorName>();
  readonly #keyIds: readonly number[];
  readonly #listeners: ((event: ProbeEvent) => void)[] = [];
  #isStreaming = true;

  constructor(options: SceneOptions = {}) {
    this.topic = {
      ...DEFAULT_TOPIC_SETTINGS,
      name: SCENE_TOPIC,
      partitions: 3,
      replicationFactor: 3,
      minInSyncReplicas: 2,
      ...options.topic,
    };
    this.cluster = new KafkaCluster({
      config: { ...DEFAULT_CLUSTER_CONFIG, ...options.config },
      scheduler: this.clock,
      probe: {
        event: (event) => {
          this.events.push(event);
          for (const listener of this.#listeners) listener(event);
        },
        gauge: (name, _atUs, value) => void this.gauges.set(name, value),
        count() {},
        latencyMeter: () => ({ record() {} }),
      },
      seed: options.seed ?? 1,
      records: this.records,
    });
    this.cluster.createTopic(this.topic);
    this.producer = this.cluster.createProducer({
      clientId: "source",
      topic: SCENE_TOPIC,
      config: { ...DEFAULT_PRODUCER_CONFIG, ...options.producer },
      listener: {
        acknowledged: (recordIds, { partition, baseOffset, atUs }) => {
          for (const [index, id] of recordIds.entries()) {
            const times = (this.acknowledged.get(id)?.times ?? 0) + 1;
            this.acknowledged.set(id, { partition, offset: baseOffset < 0 ? -1 : baseOffset + index, atUs, times });
          }
        },
        failed: (recordIds, error) => {
          for (const id of recordIds) this.failed.set(id, error);
        },
      },
    });
    this.#keyIds = Array.from({ length: options.keyCount ?? 8 }, (_, key) =>
      this.records.keys.internText(`key-${key}`),
    );
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
    return this.sendKeyed(count, (id) => this.#keyIds[id % this.#keyIds.length] as number, valueBytes);
  }

  /** Sends `count` records without a key now. */
  sendWithoutKey(count: number, valueBytes = 50): number {
    return this.sendKeyed(count, () => -1, valueBytes);
  }

  /** Sends `count` records now with the key id that `keyIdOf` gives each record id. */
  sendKeyed(count: number, keyIdOf: (recordId: number) => number, valueBytes = 50): number {
    const first = this.records.count;
    const value = new Uint8Array(valueBytes);
    for (let index = 0; index < count; index++) {
      this.records.appendValue(keyIdOf(first + index), value, 0, this.clock.now());
    }
    this.producer.send(first, first + count);
    return first;
  }

  /** Sends `count` records every `everyMs` from one instant until another. */
  stream(from: number, until: number, everyMs: number, count: number): void {
    const tick = () => {
      if (!this.#isStreaming) return;
      this.send(count);
      if (this.clock.now() + everyMs * 1_000 < until * 1_000_000) this.clock.after(durationUs(everyMs * 1_000), tick);
    };
    this.at(from, tick);
  }

  /** Nothing is sent any more. */
  stopStreams(): void {
    this.#isStreaming = false;
  }

  /** Tells `listener` of every event from now on. */
  listen(listener: (event: ProbeEvent) => void): void {
    this.#listeners.push(listener);
  }

  /** The record ids of one replica in the order of their offsets. */
  replica(partition: number, brokerId: number): number[] {
    return this.cluster.replicaBatches(SCENE_TOPIC, partition, brokerId).flatMap((batch) => [...batch.recordIds]);
  }

  /** The record ids below the high watermark of a partition, as a consumer reads them. */
  consume(partition: number): number[] {
    const to = this.cluster.latestOffsets(SCENE_TOPIC)[partition] ?? 0;
    const ids: number[] = [];
    this.cluster.read(SCENE_TOPIC, partition, { from: 0, to }, (batch, first, end) => {
      ids.push(...batch.recordIds.subarray(first, end));
    });
    return ids;
  }

  /** All record ids that a consumer reads, over all partitions. */
  consumeAll(): number[] {
    return Array.from({ length: this.topic.partitions }, (_, partition) => this.consume(partition)).flat();
  }

  /** Acknowledged records that no consumer can read. */
  lostRecords(): number[] {
    const readable = new Set(this.consumeAll());
    return [...this.acknowledged.keys()].filter((id) => !readable.has(id));
  }

  /** The events of one kind. */
  eventsOf(kind: string): ProbeEvent[] {
    return this.events.filter((event) => event.kind === kind);
  }
}
