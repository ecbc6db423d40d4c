import { type ConsumerConfig, DEFAULT_CONSUMER_CONFIG } from "../../../engine/log/kafka/consumer/consumer-config.ts";
import type { KafkaConsumer } from "../../../engine/log/kafka/consumer/kafka-consumer.ts";
import type { ReadResult } from "./client.ts";
import type { ReadRecord } from "./deliveries.ts";
import type { SimulatedScene } from "./simulated-scene.ts";

const POLL_TIMEOUT_US = 100_000;

/** A consumer of the engine without a group, which reads partition 0 from an offset on, as the Java client's `read` does. */
export class SimulatedReader {
  readonly #scene: SimulatedScene;
  readonly #consumer: KafkaConsumer;
  readonly #records: ReadRecord[] = [];
  #error: string | undefined;

  constructor(scene: SimulatedScene, from: number, config: Partial<ConsumerConfig> = {}) {
    this.#scene = scene;
    this.#consumer = scene.cluster.createConsumer({
      clientId: scene.newName("reader"),
      config: { ...DEFAULT_CONSUMER_CONFIG, ...config },
    });
    this.#consumer.assign([scene.firstPartition]);
    this.#consumer.seek(scene.firstPartition, from);
    this.#poll();
  }

  #poll(): void {
    this.#consumer.poll(POLL_TIMEOUT_US, (outcome) => {
      if (outcome.kind === "failed") {
        this.#error = outcome.error;
        return;
      }
      for (const { firstOffset, recordIds } of outcome.runs) {
        for (const [index, id] of recordIds.entries()) {
          this.#records.push({ offset: firstOffset + index, value: String(id) });
        }
      }
      this.#poll();
    });
  }

  /** Stops reading; what it was given until now, and where it stands. */
  finish(): ReadResult {
    const position = this.#consumer.position(this.#scene.firstPartition) ?? -1;
    this.#consumer.kill();
    const records = [...this.#records];
    return this.#error === undefined ? { records, position } : { records, error: this.#error };
  }
}
