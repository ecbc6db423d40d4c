import type { ApiRequest } from "../api/kafka-api.ts";
import type { OfferedProtocol } from "../group/classic-protocol.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import type { MembershipParts } from "./group-membership.ts";

/** How much longer than the rebalance timeout a join waits for its answer. As JOIN_GROUP_TIMEOUT_LAPSE. */
const JOIN_GROUP_TIMEOUT_LAPSE_US = 5_000_000;

/** How long a member waits for the answer to a join or a sync, which waits for the other members: not only request.timeout.ms. */
export function joinTimeoutUs({ maxPollIntervalUs, requestTimeoutUs }: ConsumerConfig): number {
  return Math.max(requestTimeoutUs, maxPollIntervalUs + JOIN_GROUP_TIMEOUT_LAPSE_US);
}

/** What a consumer says when it joins a classic group. As AbstractCoordinator.sendJoinGroupRequest. */
export function joinRequest(
  { clientId, config, groupId }: Pick<MembershipParts, "clientId" | "config" | "groupId">,
  memberId: string,
  protocols: readonly OfferedProtocol[],
): ApiRequest<"JoinGroup"> {
  return {
    groupId,
    clientId,
    memberId,
    instanceId: config.groupInstanceId,
    sessionTimeoutUs: config.sessionTimeoutUs,
    rebalanceTimeoutUs: config.maxPollIntervalUs,
    protocolType: "consumer",
    protocols,
  };
}
