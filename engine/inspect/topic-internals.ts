import type {
  LogPolicy,
  PartitionInternals,
  TopicInternals,
  TopicInternalsRequest,
} from "../protocol/log-inspection.ts";
import type { Assembly } from "../world/assembly.ts";

type Parts = Pick<Assembly, "cluster" | "clock">;

/** A topic's partitions, and everything about one of them, as its brokers have them now. The topic must exist. */
export function topicInternalsOf(parts: Parts, { topic, partition }: TopicInternalsRequest): TopicInternals {
  const { cluster, clock } = parts;
  const outlines = cluster.outlineTopic(topic);
  const partitions = cluster.describeTopic(topic).map((described, index) => {
    const outline = outlines[index];
    return {
      partition: index,
      leader: described.leader,
      leaderEpoch: described.leaderEpoch,
      isr: described.isr,
      replicas: described.replicas,
      elr: described.elr,
      logStartOffset: outline?.logStartOffset ?? 0,
      logEndOffset: described.logEndOffset,
      highWatermark: described.highWatermark,
      lastStableOffset: outline?.lastStableOffset ?? 0,
      sizeBytes: outline?.sizeBytes ?? 0,
      segments: outline?.segments ?? 0,
      producers: outline?.producers ?? 0,
      openTransactions: outline?.openTransactions ?? 0,
    };
  });
  const asked = partition === undefined ? undefined : partitions[partition];
  return {
    topic,
    nowUs: clock.now(),
    policy: policyOf(outlines.find(({ settings }) => settings !== undefined)?.settings),
    partitions,
    detail: asked && partitionInternals(parts, topic, asked),
  };
}

type Settings = NonNullable<ReturnType<Parts["cluster"]["outlineTopic"]>[number]["settings"]>;

function policyOf(settings: Settings | undefined): LogPolicy | undefined {
  if (settings === undefined) return undefined;
  const { cleanupPolicy, retentionUs, retentionBytes, segmentBytes, segmentUs } = settings;
  const { minCleanableDirtyRatio, deleteRetentionUs, isRemoteStorageEnabled } = settings;
  const policies = [...(cleanupPolicy.delete ? ["delete"] : []), ...(cleanupPolicy.compact ? ["compact"] : [])];
  return {
    cleanupPolicy: policies.join(","),
    retentionUs,
    retentionBytes,
    segmentBytes,
    segmentUs,
    minCleanableDirtyRatio,
    deleteRetentionUs,
    isRemoteStorageEnabled,
  };
}

function partitionInternals(
  { cluster }: Parts,
  topic: string,
  { partition, leader, isr, replicas }: TopicInternals["partitions"][number],
): PartitionInternals {
  const logs = replicas.flatMap((broker) => {
    const log = cluster.describeLog(topic, partition, broker);
    return log === undefined ? [] : [{ broker, log }];
  });
  const wanted = leader < 0 ? isr[0] : leader;
  const told = logs.find(({ broker }) => broker === wanted) ?? logs[0];
  return {
    partition,
    broker: told?.broker ?? -1,
    segments: told?.log.segments ?? [],
    epochs: told?.log.epochs ?? [],
    producers: told?.log.producers ?? [],
    replicas: logs.map(({ broker, log: { logStartOffset, logEndOffset, highWatermark, flushedOffset, sizeBytes } }) => {
      return { broker, logStartOffset, logEndOffset, highWatermark, flushedOffset, sizeBytes };
    }),
  };
}
