import { DEFAULT_TOPIC_SETTINGS, type TopicSpec } from "../kafka-config.ts";

/** As Topic.GROUP_METADATA_TOPIC_NAME. */
export const OFFSETS_TOPIC_NAME = "__consumer_offsets";

/** As offsets.topic.num.partitions and offsets.topic.replication.factor. */
const PARTITIONS = 50;
const REPLICATION_FACTOR = 3;

/** As offsets.topic.segment.bytes. */
const SEGMENT_BYTES = 104_857_600;

/** The topic in which group coordinators keep their state, on as many brokers as there are up to three. As GroupCoordinatorConfig. */
export function offsetsTopicSpec(brokerCount: number): TopicSpec {
  return {
    ...DEFAULT_TOPIC_SETTINGS,
    name: OFFSETS_TOPIC_NAME,
    partitions: PARTITIONS,
    replicationFactor: Math.min(REPLICATION_FACTOR, brokerCount),
    log: {
      ...DEFAULT_TOPIC_SETTINGS.log,
      cleanupPolicy: { delete: false, compact: true },
      segmentBytes: SEGMENT_BYTES,
    },
  };
}
