import type { ApplicationGroup } from "../log/kafka/consumer/application-group.ts";
import type { CommitMode } from "../log/kafka/consumer/consumer-application.ts";
import { type ConsumerConfig, DEFAULT_CONSUMER_CONFIG } from "../log/kafka/consumer/consumer-config.ts";
import type { CommitResult } from "../log/kafka/consumer/offset-committer.ts";
import type { FailureHandling, ProcessingModel, UnprocessedRecord } from "../log/kafka/consumer/processing-plan.ts";
import type { TopicPartition } from "../log/kafka/topic-partition.ts";
import { KafkaScene, SCENE_TOPIC, type SceneOptions } from "./kafka-scene.ts";

/** The group of a scene. */
export const SCENE_GROUP = "app";

/** What is different from a light application with Kafka's defaults that reads the scene's topic from its start. */
export type GroupSceneOptions = SceneOptions & {
  readonly members?: number;
  readonly consumer?: Partial<ConsumerConfig>;
  readonly isStatic?: boolean;
  readonly processing?: Partial<ProcessingModel>;
  readonly commit?: CommitMode;
  readonly failures?: FailureHandling;
};

/** A record that a member has done. */
export type Done = {
  readonly member: number;
  readonly partition: number;
  readonly offset: number;
  readonly atUs: number;
};

/** Something that a member was told of its partitions. */
export type Change = {
  readonly atUs: number;
  readonly member: number;
  readonly what: "assigned" | "revoked" | "lost";
  readonly partitions: readonly number[];
};

/** A Kafka scene with one consumer group, and everything that its members did. */
export class GroupScene extends KafkaScene {
  readonly group: ApplicationGroup;
  /** By record id, in the order in which it was done. */
  readonly done = new Map<number, Done[]>();
  readonly changes: Change[] = [];
  readonly commits: { readonly atUs: number; readonly member: number; readonly result: CommitResult }[] = [];
  readonly gaveUp: UnprocessedRecord[] = [];
  /** By member: whom the members themselves take for the owner. */
  readonly owned = new Map<number, Set<number>>();

  constructor(options: GroupSceneOptions = {}) {
    super(options);
    this.group = this.cluster.createConsumerGroup(
      {
        groupId: SCENE_GROUP,
        topics: [SCENE_TOPIC],
        config: { ...DEFAULT_CONSUMER_CONFIG, autoOffsetReset: { kind: "earliest" }, ...options.consumer },
        isStatic: options.isStatic ?? false,
        processing: { perPollUs: 1_000, perRecordUs: 100, ...options.processing },
        commit: options.commit ?? "auto",
        failures: options.failures,
      },
      {
        processed: (member, { partition, firstOffset, recordIds }, atUs) => {
          for (const [index, id] of recordIds.entries()) {
            const done = { member, partition: partition.partition, offset: firstOffset + index, atUs };
            this.done.set(id, [...(this.done.get(id) ?? []), done]);
          }
        },
        gaveUp: (_member, record) => this.gaveUp.push(record),
        committed: (member, result, atUs) => this.commits.push({ atUs, member, result }),
        assigned: (member, partitions, atUs) => this.#note({ atUs, member, what: "assigned" }, partitions),
        released: (member, partitions, how, atUs) => this.#note({ atUs, member, what: how }, partitions),
      },
    );
    this.group.addMembers(options.members ?? 2);
  }

  #note(change: Omit<Change, "partitions">, partitions: readonly TopicPartition[]): void {
    const numbers = partitions.map(({ partition }) => partition);
    this.changes.push({ ...change, partitions: numbers });
  }

  /** By member, 1 first: the partitions that its consumer reads now. */
  get assignments(): number[][] {
    return this.group.describe().members.map(({ partitions }) => partitions.map(({ partition }) => partition));
  }

  /** Records done more than once. */
  get repeated(): number[] {
    return [...this.done].filter(([, times]) => times.length > 1).map(([id]) => id);
  }

  /** Readable records that nobody has done. */
  get undone(): number[] {
    return this.consumeAll().filter((id) => !this.done.has(id));
  }

  /** The callbacks of members from an instant on. */
  changesSince(seconds: number): Change[] {
    return this.changes.filter(({ atUs }) => atUs >= seconds * 1_000_000);
  }

  /** The causes of the group's rebalances, oldest first. */
  get causes(): string[] {
    return this.group.history.rebalances.map(({ triggers }) => triggers[0]?.cause ?? "");
  }
}
