import type { ProbeEvent } from "../../../engine/base/probe.ts";
import { VirtualClock } from "../../../engine/base/scheduler.ts";
import { durationUs, timeUs } from "../../../engine/base/time.ts";
import { KafkaCluster } from "../../../engine/log/kafka/cluster.ts";
import {
  type ClusterConfig,
  DEFAULT_CLUSTER_CONFIG,
  DEFAULT_PRODUCER_CONFIG,
  DEFAULT_TOPIC_SETTINGS,
  type ProducerConfig,
  type TopicSpec,
} from "../../../engine/log/kafka/kafka-config.ts";
import type { KafkaProducer } from "../../../engine/log/kafka/producer/kafka-producer.ts";
import type { TopicPartition } from "../../../engine/log/kafka/topic-partition.ts";
import { RecordStore } from "../../../engine/source/record-store.ts";
import type { PartitionView, SendResult } from "./client.ts";
import type { ReadRecord } from "./deliveries.ts";

const MAX_EVENTS = 5_000_000;
const TOPIC = "events";

/** One way over loopback. */
const LOOPBACK_LATENCY_US = 50;

/** What is not Kafka's default in a scene. */
export type SceneWishes = {
  readonly seed: number;
  readonly config?: Partial<ClusterConfig>;
  readonly topic?: Partial<TopicSpec>;
  readonly producer?: Partial<ProducerConfig>;
};

/** The machine of a scene's first producer, as links name it. */
export const FIRST_CLIENT = 1_000_000;

/** A producer of a scene. */
export type SimulatedProducer = {
  /** Sends a record for each key, or as many without one, now. */
  send(keys: readonly string[] | number): void;
  /** Begin, commit, abort: only with a transactional id. */
  readonly client: KafkaProducer;
};

/** The engine's cluster of three brokers with a topic and a producer of its own; seconds count from the start, values are record ids. */
export class SimulatedScene {
  readonly clock = new VirtualClock();
  readonly cluster: KafkaCluster;
  readonly topic = TOPIC;
  readonly producer: SimulatedProducer;
  readonly events: ProbeEvent[] = [];
  readonly deliveries: SendResult[] = [];
  readonly #records = new RecordStore();
  #names = 0;

  constructor({ seed, config, topic, producer }: SceneWishes) {
    this.cluster = new KafkaCluster({
      config: { ...DEFAULT_CLUSTER_CONFIG, networkLatencyUs: LOOPBACK_LATENCY_US, ...config },
      scheduler: this.clock,
      probe: {
        event: (event) => this.events.push(event),
        gauge: () => undefined,
        count: () => undefined,
        latencyMeter: () => ({ record: () => undefined }),
      },
      seed,
      records: this.#records,
    });
    this.cluster.createTopic({ ...DEFAULT_TOPIC_SETTINGS, name: TOPIC, partitions: 1, replicationFactor: 3, ...topic });
    this.producer = this.openProducer(producer);
  }

  /** Another client that writes to the topic; the first one is the machine `FIRST_CLIENT`. */
  openProducer(config: Partial<ProducerConfig> = {}): SimulatedProducer {
    const client = this.cluster.createProducer({
      clientId: this.newName("source"),
      topic: TOPIC,
      config: { ...DEFAULT_PRODUCER_CONFIG, ...config },
      listener: {
        acknowledged: (recordIds, { partition, baseOffset }) => {
          for (const [index, id] of recordIds.entries()) {
            this.deliveries.push({ ...this.#delivery(id), partition, offset: baseOffset + index });
          }
        },
        failed: (recordIds, error) => {
          for (const id of recordIds) this.deliveries.push({ ...this.#delivery(id), error });
        },
      },
    });
    return { send: (keys) => this.#handOver(keys, (first, end) => client.send(first, end)), client };
  }

  /** A name that no client has yet. */
  newName(kind: string): string {
    this.#names += 1;
    return `${kind}-${this.#names}`;
  }

  get firstPartition(): TopicPartition {
    const [partition] = this.cluster.partitionsOf(TOPIC);
    if (partition === undefined) throw new Error("the topic has no partition");
    return partition;
  }

  #delivery(id: number): SendResult {
    return { value: String(id), sentMs: this.#records.createTimeUs(id) / 1_000, doneMs: this.nowMs() };
  }

  nowMs(): number {
    return this.clock.now() / 1_000;
  }

  /** Runs everything up to an instant. */
  runTo(seconds: number): void {
    const hasArrived = this.clock.advance(timeUs(Math.round(seconds * 1_000_000)), MAX_EVENTS);
    if (!hasArrived) throw new Error(`the simulated run did not reach ${seconds} s`);
  }

  /** Runs everything for a while. */
  runFor(seconds: number): void {
    this.runTo(this.clock.now() / 1_000_000 + seconds);
  }

  /** Does something at an instant. */
  at(seconds: number, act: () => void): void {
    this.clock.at(timeUs(Math.round(seconds * 1_000_000)), act);
  }

  #handOver(keys: readonly string[] | number, send: (first: number, end: number) => void): void {
    const keyIds =
      typeof keys === "number"
        ? Array.from({ length: keys }, () => -1)
        : keys.map((key) => this.#records.keys.internText(key));
    const first = this.#records.count;
    for (const keyId of keyIds) this.#records.appendValue(keyId, new Uint8Array(5), 0, this.clock.now());
    send(first, first + keyIds.length);
  }

  /** Sends a record every `everyMs` from one instant until another. */
  stream(from: number, until: number, everyMs: number): void {
    const tick = (): void => {
      this.producer.send(1);
      if (this.clock.now() + everyMs * 1_000 < until * 1_000_000) this.clock.after(durationUs(everyMs * 1_000), tick);
    };
    this.at(from, tick);
  }

  /** Partition 0 as the controller knows it. */
  partition(): PartitionView & { readonly leaderEpoch: number } {
    const [view] = this.cluster.describeTopic(TOPIC);
    if (view === undefined) throw new Error("the topic has no partition");
    const { leader, leaderEpoch, isr, elr } = view;
    return { leader, leaderEpoch, isr: isr.toSorted((a, b) => a - b), elr: elr.toSorted((a, b) => a - b) };
  }

  /** Where consumers of partition 0 can read up to; undefined without a leader. */
  latest(): number | undefined {
    return this.cluster.latestOffsets(TOPIC)[0];
  }

  /** Where the log of partition 0 begins. */
  earliest(): number {
    return this.cluster.earliestOffsets(TOPIC)[0] ?? -1;
  }

  /** What a consumer reads of partition 0 from the beginning. */
  readAll(): readonly ReadRecord[] {
    const reads: ReadRecord[] = [];
    this.cluster.read(TOPIC, 0, { from: 0, to: this.latest() ?? 0 }, (batch, first, end, offsetOfFirst) => {
      for (let index = first; index < end; index++) {
        reads.push({ offset: offsetOfFirst + index - first, value: String(batch.recordIds[index]) });
      }
    });
    return reads;
  }

  /** What became of a record, once that is known. */
  deliveryOf(id: number): SendResult {
    const delivery = this.deliveries.find(({ value }) => value === String(id));
    if (delivery === undefined) throw new Error(`record ${id} is neither acknowledged nor failed`);
    return delivery;
  }

  /** When an event of a kind came first from an instant on. */
  firstMs(kind: string, fromSeconds: number): number {
    const event = this.events.find((event) => event.kind === kind && event.atUs >= fromSeconds * 1_000_000);
    return event === undefined ? Number.NaN : event.atUs / 1_000;
  }
}
