import type { ApplicationGroup } from "../../../engine/log/kafka/consumer/application-group.ts";
import { type ConsumerConfig, DEFAULT_CONSUMER_CONFIG } from "../../../engine/log/kafka/consumer/consumer-config.ts";
import type { TopicPartition } from "../../../engine/log/kafka/topic-partition.ts";
import type { RebalanceEvent } from "./client.ts";
import type { SimulatedScene } from "./simulated-scene.ts";

/** A group of the engine whose members are called m1, m2, ... and do nothing with what they read. */
export class SimulatedGroup {
  readonly group: ApplicationGroup;
  /** Every callback of every member's listener, in the order that they came. */
  readonly rebalances: RebalanceEvent[] = [];
  readonly #scene: SimulatedScene;

  constructor(scene: SimulatedScene, config: Partial<ConsumerConfig>) {
    this.#scene = scene;
    const program = {
      groupId: scene.newName("group"),
      topics: [scene.topic],
      config: { ...DEFAULT_CONSUMER_CONFIG, ...config },
      isStatic: false,
      processing: { perPollUs: 0, perRecordUs: 0 },
      commit: "auto" as const,
      failures: undefined,
    };
    this.group = scene.cluster.createConsumerGroup(program, {
      assigned: (member, partitions) => this.#hear("assigned", member, partitions),
      released: (member, partitions, how) => this.#hear(how, member, partitions),
    });
  }

  #hear(event: RebalanceEvent["event"], member: number, partitions: readonly TopicPartition[]): void {
    const numbers = partitions.map(({ partition }) => partition).toSorted((a, b) => a - b);
    this.rebalances.push({ event, member: `m${member}`, atMs: this.#scene.nowMs(), partitions: numbers });
  }
}
