import { assertDefined } from "../../../../base/assert.ts";
import { type ClientAssignor, compareMembers, subscribedTopics } from "./client-assignor.ts";
import { compareText, PartitionIndex, type PartitionName } from "./partition-index.ts";

/**
 * All partitions in order of topic and number, dealt around to the members that subscribe. As
 * org.apache.kafka.clients.consumer.RoundRobinAssignor.
 */
export const roundRobinAssignor: ClientAssignor = {
  name: "roundrobin",
  rebalanceProtocol: "EAGER",
  assign(partitionsPerTopic, members) {
    const assignment = new Map<string, PartitionName[]>(members.map(({ memberId }) => [memberId, []]));
    const topics = subscribedTopics(partitionsPerTopic, members);
    const index = new PartitionIndex([...topics.keys()].sort(compareText), topics);
    const circle = members
      .toSorted(compareMembers)
      .map(({ memberId, topics: subscribed }) => ({ memberId, topics: new Set(subscribed) }));
    let next = 0;
    const memberAt = (position: number) =>
      assertDefined(circle[position % circle.length], "a subscribed topic has a subscriber");
    for (const partition of index.partitions) {
      while (!memberAt(next).topics.has(partition.topic)) next += 1;
      assignment.get(memberAt(next).memberId)?.push(partition);
      next += 1;
    }
    return assignment;
  },
};
