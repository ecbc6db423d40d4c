import type { Probe } from "../base/probe.ts";
import type { TimeUs } from "../base/time.ts";
import { isrMask } from "../log/kafka/controller/cluster-report.ts";
import type { PartitionDescription } from "../log/kafka/topic-reader.ts";
import { variableName } from "../pipeline/state-variables.ts";
import type { LogWatch } from "./log-watch.ts";

/** What a topic looks like at an instant: its partitions, and how far the job that reads it has committed in each. */
export type TopicSample = {
  readonly atUs: TimeUs;
  readonly partitions: readonly PartitionDescription[];
  readonly committedOffsets: readonly number[];
};

/** Which topic, and how many in-sync replicas a partition of it needs to take records with acks=all. */
export type TopicPlace = { readonly id: string; readonly minInSyncReplicas: number };

type PartitionHealth = { leader: number; inSync: number; replicas: number };

/** Writes the state of a topic and its partitions into the history. */
export class TopicVariables {
  readonly #topic: TopicPlace;
  readonly #watch: LogWatch;
  readonly #probe: Probe;
  readonly #names: ReturnType<typeof topicNames>;
  /** By partition; a name is put together once, not once a sample. */
  readonly #partitionNames: ReturnType<typeof partitionNames>[] = [];
  readonly #health: PartitionHealth[] = [];

  constructor(topic: TopicPlace, watch: LogWatch, probe: Probe) {
    this.#topic = topic;
    this.#watch = watch;
    this.#probe = probe;
    this.#names = topicNames(topic.id);
  }

  /** Looks at everything: partitions, ends, the place of the reading job, and what the log holds twice or lost. */
  sample({ atUs, partitions, committedOffsets }: TopicSample): void {
    const probe = this.#probe;
    for (const [partition, view] of partitions.entries()) {
      const names = this.#namesOf(partition);
      probe.gauge(names.leader, atUs, view.leader);
      probe.gauge(names.leaderEpoch, atUs, view.leaderEpoch);
      probe.gauge(names.inSyncReplicas, atUs, view.isr.length);
      probe.gauge(names.isrMask, atUs, isrMask(view.isr));
      probe.gauge(names.logEndOffset, atUs, view.logEndOffset);
      probe.gauge(names.highWatermark, atUs, view.highWatermark);
      this.#health[partition] = { leader: view.leader, inSync: view.isr.length, replicas: view.replicas.length };
    }
    this.#watch.look(partitions.map(({ highWatermark }) => highWatermark));
    probe.gauge(this.#names.recordsIn, atUs, sum(partitions.map(({ logEndOffset }) => logEndOffset)));
    probe.gauge(this.#names.duplicates, atUs, this.#watch.duplicates);
    this.#recordHealth(atUs);
    this.committed({ atUs, partitions, committedOffsets });
  }

  /** The reading job has committed up to these offsets. */
  committed({ atUs, partitions, committedOffsets }: TopicSample): void {
    let lag = 0;
    for (const [partition, { highWatermark }] of partitions.entries()) {
      const committed = committedOffsets[partition] ?? 0;
      this.#probe.gauge(this.#namesOf(partition).committedOffset, atUs, committed);
      lag += Math.max(0, highWatermark - committed);
    }
    this.#probe.gauge(this.#names.lagRecords, atUs, lag);
    this.#probe.gauge(this.#names.recordsOut, atUs, sum(committedOffsets));
  }

  /** The controller changed a partition: its leader, or how many replicas are in sync. */
  changed(atUs: TimeUs, partition: number, change: Partial<Pick<PartitionHealth, "leader" | "inSync">>): void {
    const health = this.#health[partition];
    if (health !== undefined) Object.assign(health, change);
    this.#recordHealth(atUs);
  }

  #recordHealth(atUs: TimeUs): void {
    const count = (isTrue: (health: PartitionHealth) => boolean): number => this.#health.filter(isTrue).length;
    const { minInSyncReplicas } = this.#topic;
    const names = this.#names;
    this.#probe.gauge(
      names.underReplicated,
      atUs,
      count(({ inSync, replicas }) => inSync < replicas),
    );
    this.#probe.gauge(
      names.underMinIsr,
      atUs,
      count(({ inSync, replicas }) => inSync < Math.min(minInSyncReplicas, replicas)),
    );
    this.#probe.gauge(
      names.offline,
      atUs,
      count(({ leader }) => leader < 0),
    );
    this.#probe.gauge(names.recordsLost, atUs, this.#watch.recordsLost);
  }

  #namesOf(partition: number): ReturnType<typeof partitionNames> {
    this.#partitionNames[partition] ??= partitionNames(`${this.#topic.id}-${partition}`);
    return this.#partitionNames[partition];
  }
}

function topicNames(topic: string) {
  return {
    lagRecords: variableName(topic, "lag-records"),
    recordsIn: variableName(topic, "records-in"),
    recordsOut: variableName(topic, "records-out"),
    underReplicated: variableName(topic, "under-replicated-partitions"),
    underMinIsr: variableName(topic, "under-min-isr-partitions"),
    offline: variableName(topic, "offline-partitions"),
    recordsLost: variableName(topic, "records-lost"),
    duplicates: variableName(topic, "duplicates"),
  };
}

function partitionNames(partition: string) {
  return {
    leader: variableName(partition, "leader"),
    leaderEpoch: variableName(partition, "leader-epoch"),
    inSyncReplicas: variableName(partition, "in-sync-replicas"),
    isrMask: variableName(partition, "isr-mask"),
    logEndOffset: variableName(partition, "log-end-offset"),
    highWatermark: variableName(partition, "high-watermark"),
    committedOffset: variableName(partition, "committed-offset"),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
