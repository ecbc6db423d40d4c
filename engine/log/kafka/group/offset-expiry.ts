import type { ClassicGroup } from "./classic-group.ts";
import type { ConsumerGroup } from "./consumer-group.ts";
import type { OffsetExpiry } from "./offset-store.ts";

/**
 * When a classic group's offsets are forgotten: counted from when the group became empty, or from the commit for topics that no
 * member subscribes to and for offsets that were committed without ever joining. As ClassicGroup.offsetExpirationCondition.
 */
export function classicOffsetExpiry(group: ClassicGroup, retentionUs: number): OffsetExpiry {
  const { state, record } = group;
  const isEmptyGroup = state === "EMPTY" && record.protocolType !== undefined;
  const topics = new Set(record.members.flatMap(({ metadata }) => metadata.topics));
  return {
    retentionUs,
    isSubscribed: (topic) => topics.has(topic),
    baseTimestampUs: ({ commitTimestampUs }) => (isEmptyGroup ? record.stateTimestampUs : commitTimestampUs),
  };
}

/** When a KIP-848 group's offsets are forgotten: counted from the commit, while no member subscribes to the topic. As ConsumerGroup.offsetExpirationCondition. */
export function consumerOffsetExpiry(group: ConsumerGroup, retentionUs: number): OffsetExpiry {
  const topics = new Set(group.members.flatMap(({ subscribedTopicNames }) => subscribedTopicNames));
  return {
    retentionUs,
    isSubscribed: (topic) => topics.has(topic),
    baseTimestampUs: ({ commitTimestampUs }) => commitTimestampUs,
  };
}
