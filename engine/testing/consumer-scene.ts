import { type ConsumerConfig, DEFAULT_CONSUMER_CONFIG } from "../log/kafka/consumer/consumer-config.ts";
import type { ConsumerFailure } from "../log/kafka/consumer/consumer-failure.ts";
import type { KafkaConsumer } from "../log/kafka/consumer/kafka-consumer.ts";
import type { PositionChange } from "../log/kafka/consumer/position-lookup.ts";
import { KafkaScene, SCENE_TOPIC } from "./kafka-scene.ts";

/** How long a scene's reader waits in each poll. */
const POLL_TIMEOUT_US = 100_000;

/** A consumer without a group that polls without pause, and what it was given. */
export class SceneReader {
  readonly consumer: KafkaConsumer;
  /** By partition: record ids in the order in which they came, and the offset of each. */
  readonly ids: number[][] = [];
  readonly offsets: number[][] = [];
  readonly changes: PositionChange[] = [];
  readonly pollSizes: number[] = [];
  failure: ConsumerFailure | undefined;
  #isReading = false;

  constructor(scene: ConsumerScene, config: Partial<ConsumerConfig>) {
    this.consumer = scene.cluster.createConsumer({
      clientId: `reader-${scene.readers++}`,
      config: { ...DEFAULT_CONSUMER_CONFIG, autoOffsetReset: { kind: "earliest" }, ...config },
      onPositionChange: (change) => this.changes.push(change),
    });
  }

  /** Polls for ever from now on. */
  read(): void {
    this.#isReading = true;
    this.#poll();
  }

  /** This poll is the last one. */
  pause(): void {
    this.#isReading = false;
  }

  #poll(): void {
    this.consumer.poll(POLL_TIMEOUT_US, (outcome) => {
      if (outcome.kind === "failed") {
        this.failure = { error: outcome.error, subject: outcome.subject };
        return;
      }
      if (outcome.count > 0) this.pollSizes.push(outcome.count);
      for (const { partition, firstOffset, recordIds } of outcome.runs) {
        const at = partition.partition;
        const offsets = Array.from(recordIds, (_, index) => firstOffset + index);
        this.ids[at] = [...(this.ids[at] ?? []), ...recordIds];
        this.offsets[at] = [...(this.offsets[at] ?? []), ...offsets];
      }
      if (this.#isReading) this.#poll();
    });
  }
}

/** A Kafka scene with consumers that belong to no group. */
export class ConsumerScene extends KafkaScene {
  readers = 0;

  /** A consumer of all partitions of the scene's topic that begins to read now. */
  reader(config: Partial<ConsumerConfig> = {}): SceneReader {
    const reader = new SceneReader(this, config);
    reader.consumer.assign(this.cluster.partitionsOf(SCENE_TOPIC));
    reader.read();
    return reader;
  }
}
