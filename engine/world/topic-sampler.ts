import type { Probe } from "../base/probe.ts";
import type { TimeUs } from "../base/time.ts";
import type { PartitionDescription } from "../log/kafka/cluster.ts";
import type { LagWatch } from "./lag-watch.ts";

/** What a topic looks like at an instant: its partitions, and how far the job has committed in each. */
export type TopicSample = {
  readonly atUs: TimeUs;
  readonly partitions: readonly PartitionDescription[];
  readonly committedOffsets: readonly number[];
};

/** Writes the state of a topic into the history: ends, watermarks, a job's place in it, and the lag. */
export class TopicSampler {
  readonly #topic: string;
  readonly #lag: LagWatch;
  readonly #probe: Probe;
  /** By partition; a name is put together once, not once a sample. */
  readonly #names: PartitionNames[] = [];
  readonly #lagName: string;

  constructor(topic: string, lag: LagWatch, probe: Probe) {
    this.#topic = topic;
    this.#lag = lag;
    this.#probe = probe;
    this.#lagName = `${topic}/lag-records`;
  }

  /** Takes one sample. */
  sample({ atUs, partitions, committedOffsets }: TopicSample): void {
    const probe = this.#probe;
    partitions.forEach((view, partition) => {
      this.#names[partition] ??= partitionNames(`${this.#topic}-${partition}`);
      const names = this.#names[partition];
      probe.gauge(names.leader, atUs, view.leader);
      probe.gauge(names.leaderEpoch, atUs, view.leaderEpoch);
      probe.gauge(names.inSyncReplicas, atUs, view.isr.length);
      probe.gauge(names.logEndOffset, atUs, view.logEndOffset);
      probe.gauge(names.highWatermark, atUs, view.highWatermark);
      probe.gauge(names.committedOffset, atUs, committedOffsets[partition] ?? 0);
    });
    this.#lag.sample(
      partitions.map((view) => view.highWatermark),
      committedOffsets,
    );
    probe.gauge(this.#lagName, atUs, this.#lag.latestRecords);
  }
}

type PartitionNames = ReturnType<typeof partitionNames>;

function partitionNames(partition: string) {
  return {
    leader: `${partition}/leader`,
    leaderEpoch: `${partition}/leader-epoch`,
    inSyncReplicas: `${partition}/in-sync-replicas`,
    logEndOffset: `${partition}/log-end-offset`,
    highWatermark: `${partition}/high-watermark`,
    committedOffset: `${partition}/committed-offset`,
  };
}
