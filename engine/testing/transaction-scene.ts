import { DEFAULT_PRODUCER_CONFIG, type ProducerConfig } from "../log/kafka/kafka-config.ts";
import type { DeliveryErrorName } from "../log/kafka/kafka-error.ts";
import type { KafkaProducer } from "../log/kafka/producer/kafka-producer.ts";
import { KafkaScene, SCENE_TOPIC, type SceneOptions } from "./kafka-scene.ts";

/** A transactional producer of a scene and what became of its transactions. */
export type SceneTransactions = {
  readonly producer: KafkaProducer;
  /** What each step ended with, in order. */
  readonly outcomes: {
    readonly step: "init" | "commit" | "abort";
    readonly error: DeliveryErrorName;
    readonly atUs: number;
  }[];
  /** Ids of the records of transactions whose commit was answered with NONE. */
  readonly committed: Set<number>;
};

/** A scene with any number of transactional producers that write to its topic. */
export class TransactionScene {
  readonly scene: KafkaScene;
  #producerCount = 0;

  constructor(options: SceneOptions = {}) {
    this.scene = new KafkaScene(options);
  }

  /** A producer with that transactional.id starts now. */
  start(transactionalId: string, config: Partial<ProducerConfig> = {}): SceneTransactions {
    const { scene } = this;
    this.#producerCount += 1;
    const producer = scene.cluster.createProducer({
      clientId: `${transactionalId}-${this.#producerCount}`,
      topic: SCENE_TOPIC,
      config: { ...DEFAULT_PRODUCER_CONFIG, ...config, transactionalId },
      listener: {
        acknowledged: (recordIds, { partition, baseOffset, atUs }) => {
          for (const [index, id] of recordIds.entries()) {
            const times = (scene.acknowledged.get(id)?.times ?? 0) + 1;
            scene.acknowledged.set(id, { partition, offset: baseOffset + index, atUs, times });
          }
        },
        failed: (recordIds, error) => {
          for (const id of recordIds) scene.failed.set(id, error);
        },
      },
    });
    const started: SceneTransactions = { producer, outcomes: [], committed: new Set() };
    producer.transactions.initialize((error) => this.#note(started, "init", error));
    return started;
  }

  #note(of: SceneTransactions, step: "init" | "commit" | "abort", error: DeliveryErrorName): void {
    of.outcomes.push({ step, error, atUs: this.scene.clock.now() });
  }

  /** Begins a transaction now and sends `count` records in it; returns their ids. */
  begin(of: SceneTransactions, count: number): number[] {
    of.producer.transactions.begin();
    return this.send(of, count);
  }

  /** Sends `count` records now. */
  send(of: SceneTransactions, count: number): number[] {
    const { records, clock } = this.scene;
    const first = records.count;
    const keyId = (id: number) => records.keys.internText(`key-${id % 8}`);
    for (let id = first; id < first + count; id++) records.appendValue(keyId(id), new Uint8Array(50), 0, clock.now());
    of.producer.send(first, first + count);
    return Array.from({ length: count }, (_, index) => first + index);
  }

  /** Commits now; the ids count as committed when that is answered. */
  commit(of: SceneTransactions, ids: readonly number[], onDone?: (error: DeliveryErrorName) => void): void {
    of.producer.transactions.commit((error) => {
      this.#note(of, "commit", error);
      if (error === "NONE") for (const id of ids) of.committed.add(id);
      onDone?.(error);
    });
  }

  /** Aborts now. */
  abort(of: SceneTransactions, onDone?: (error: DeliveryErrorName) => void): void {
    of.producer.transactions.abort((error) => {
      this.#note(of, "abort", error);
      onDone?.(error);
    });
  }

  /** What a read_committed reader sees of a partition, in order. */
  committed(partition: number): number[] {
    const { cluster } = this.scene;
    const to = cluster.lastStableOffsets(SCENE_TOPIC)[partition] ?? 0;
    const ids: number[] = [];
    cluster.readCommitted(SCENE_TOPIC, partition, { from: 0, to }, (batch, first, end) => {
      ids.push(...batch.recordIds.subarray(first, end));
    });
    return ids;
  }

  /** Over all partitions, in no order. */
  committedAll(): number[] {
    return Array.from({ length: this.scene.topic.partitions }, (_, partition) => this.committed(partition)).flat();
  }
}
