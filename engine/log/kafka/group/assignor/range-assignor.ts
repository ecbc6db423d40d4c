import { type ClientAssignor, compareMembers, subscribedTopics } from "./client-assignor.ts";
import type { PartitionName } from "./partition-index.ts";

/**
 * Each topic by itself in contiguous ranges, the first members one partition longer, so that the first member gets more of
 * every topic. As org.apache.kafka.clients.consumer.RangeAssignor without racks.
 */
export const rangeAssignor: ClientAssignor = {
  name: "range",
  rebalanceProtocol: "EAGER",
  assign(partitionsPerTopic, members) {
    const assignment = new Map<string, PartitionName[]>(members.map(({ memberId }) => [memberId, []]));
    const sorted = members.toSorted(compareMembers);
    for (const [topic, count] of subscribedTopics(partitionsPerTopic, members)) {
      const subscribers = sorted.filter(({ topics }) => topics.includes(topic));
      const quota = Math.floor(count / subscribers.length);
      const extra = count % subscribers.length;
      let next = 0;
      for (const [index, { memberId }] of subscribers.entries()) {
        const end = next + quota + (index < extra ? 1 : 0);
        for (; next < end; next++) assignment.get(memberId)?.push({ topic, partition: next });
      }
    }
    return assignment;
  },
};
