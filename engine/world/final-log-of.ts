import type { FinalLog, FinalPartition } from "../check/final-log.ts";
import type { KafkaCluster } from "../log/kafka/cluster.ts";

/** A topic's log as its leaders hold it now, up to the end of each log. */
export function finalLogOf(cluster: KafkaCluster, topic: string): FinalLog {
  const partitions = cluster
    .describeTopic(topic)
    .map(({ leader, logEndOffset, highWatermark }, partition): FinalPartition | undefined => {
      if (leader < 0) return undefined;
      const recordIds = new Uint32Array(logEndOffset);
      for (const batch of cluster.replicaBatches(topic, partition, leader))
        recordIds.set(batch.recordIds, batch.baseOffset);
      return { recordIds, highWatermark };
    });
  return { topic, partitions };
}
