import type { ServerAssignorName } from "./assignor/server-assignor.ts";
import { type ConsumerGroupHeartbeatRequest, type ConsumerMember, haveSamePartitions } from "./consumer-protocol.ts";

/** Does this heartbeat say everything, as after an error? Then the answer does too. */
export function isFullRequest({
  rebalanceTimeoutUs,
  subscribedTopicNames,
  topicPartitions,
}: ConsumerGroupHeartbeatRequest) {
  return rebalanceTimeoutUs !== undefined && subscribedTopicNames !== undefined && topicPartitions !== undefined;
}

/** The member with what the heartbeat says of its settings; the same object when that is nothing new. */
export function updatedMember(
  member: ConsumerMember,
  { rebalanceTimeoutUs, subscribedTopicNames, serverAssignor }: ConsumerGroupHeartbeatRequest,
  assignors: readonly ServerAssignorName[],
): ConsumerMember {
  const topics =
    subscribedTopicNames === undefined ? member.subscribedTopicNames : [...new Set(subscribedTopicNames)].sort();
  const after = {
    ...member,
    rebalanceTimeoutUs: rebalanceTimeoutUs ?? member.rebalanceTimeoutUs,
    serverAssignor: assignors.find((name) => name === serverAssignor) ?? member.serverAssignor,
    subscribedTopicNames: topics,
  };
  const isSame =
    after.rebalanceTimeoutUs === member.rebalanceTimeoutUs &&
    after.serverAssignor === member.serverAssignor &&
    topics.join() === member.subscribedTopicNames.join();
  return isSame ? member : after;
}

/** Is nothing of the member's reconciliation different? */
export function areEqualMembers(a: ConsumerMember, b: ConsumerMember): boolean {
  return (
    a.state === b.state &&
    a.memberEpoch === b.memberEpoch &&
    a.previousMemberEpoch === b.previousMemberEpoch &&
    haveSamePartitions(a.assigned, b.assigned) &&
    haveSamePartitions(a.pendingRevocation, b.pendingRevocation)
  );
}
