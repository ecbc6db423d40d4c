import type { KafkaErrorName } from "../kafka-error.ts";
import type { MemberSubscription } from "./assignor/client-assignor.ts";
import type { PartitionName } from "./assignor/partition-index.ts";

/** What a member says under one assignor's name. As ConsumerProtocolSubscription. */
export type ProtocolMetadata = Pick<MemberSubscription, "topics" | "ownedPartitions" | "generation">;

/** An assignor that a member offers, and what it says under that name; in the order of its preference. */
export type OfferedProtocol = { readonly name: string; readonly metadata: ProtocolMetadata };

/** As JoinGroupRequest. */
export type JoinGroupRequest = {
  readonly groupId: string;
  /** Empty the first time. */
  readonly memberId: string;
  readonly instanceId: string | undefined;
  readonly clientId: string;
  readonly sessionTimeoutUs: number;
  /** max.poll.interval.ms of the consumer. */
  readonly rebalanceTimeoutUs: number;
  /** `consumer` for consumers. */
  readonly protocolType: string;
  readonly protocols: readonly OfferedProtocol[];
};

/** A member of the new generation, as its leader learns of it. */
export type JoinedMember = {
  readonly memberId: string;
  readonly instanceId: string | undefined;
  readonly metadata: ProtocolMetadata;
};

/** As JoinGroupResponse; generationId is -1 with an error. */
export type JoinGroupResponse = {
  readonly error: KafkaErrorName;
  readonly generationId: number;
  readonly protocolType: string | undefined;
  readonly protocolName: string | undefined;
  readonly leader: string;
  readonly memberId: string;
  /** The leader need not assign anew: a static member has come back to its old assignment. */
  readonly skipAssignment: boolean;
  /** Only for the leader. */
  readonly members: readonly JoinedMember[];
};

/** As SyncGroupRequest; only the leader sends assignments. */
export type SyncGroupRequest = {
  readonly groupId: string;
  readonly memberId: string;
  readonly instanceId: string | undefined;
  readonly generationId: number;
  readonly protocolType: string | undefined;
  readonly protocolName: string | undefined;
  readonly assignments: ReadonlyMap<string, readonly PartitionName[]>;
};

/** As SyncGroupResponse. */
export type SyncGroupResponse = {
  readonly error: KafkaErrorName;
  readonly protocolType: string | undefined;
  readonly protocolName: string | undefined;
  readonly assignment: readonly PartitionName[];
};

/** Who speaks: a member of a generation. As HeartbeatRequest. */
export type HeartbeatRequest = {
  readonly groupId: string;
  readonly memberId: string;
  readonly instanceId: string | undefined;
  readonly generationId: number;
};

/** One member that leaves. As LeaveGroupRequest.MemberIdentity. */
export type LeavingMember = { readonly memberId: string; readonly instanceId: string | undefined };

/** A member in the group's entry of __consumer_offsets. As GroupMetadataValue.MemberMetadata. */
export type ClassicMemberRecord = {
  readonly memberId: string;
  readonly instanceId: string | undefined;
  readonly clientId: string;
  readonly rebalanceTimeoutUs: number;
  readonly sessionTimeoutUs: number;
  /** What it said under the protocol that the group chose. */
  readonly metadata: ProtocolMetadata;
  readonly assignment: readonly PartitionName[];
};

/** A classic group in __consumer_offsets. As GroupMetadataValue. */
export type ClassicGroupRecord = {
  readonly kind: "classic-group";
  readonly groupId: string;
  readonly generationId: number;
  readonly protocolType: string | undefined;
  readonly protocolName: string | undefined;
  readonly leader: string | undefined;
  readonly stateTimestampUs: number;
  readonly members: readonly ClassicMemberRecord[];
};

/** The states of a classic group. As ClassicGroupState. */
export type ClassicGroupState = "EMPTY" | "PREPARING_REBALANCE" | "COMPLETING_REBALANCE" | "STABLE" | "DEAD";

/** A JoinGroup answer without a generation. */
export function joinError(error: KafkaErrorName, memberId: string): JoinGroupResponse {
  return {
    error,
    generationId: -1,
    protocolType: undefined,
    protocolName: undefined,
    leader: "",
    memberId,
    skipAssignment: false,
    members: [],
  };
}

/** A SyncGroup answer without an assignment. */
export function syncError(error: KafkaErrorName): SyncGroupResponse {
  return { error, protocolType: undefined, protocolName: undefined, assignment: [] };
}

/** Do two members, or one at two times, offer the same protocols and say the same under each? As ClassicGroupMember.matches. */
export function areProtocolsEqual(a: readonly OfferedProtocol[], b: readonly OfferedProtocol[]): boolean {
  return a.length === b.length && a.every((one, place) => isOfferEqual(one, b[place]));
}

function isOfferEqual(a: OfferedProtocol, b: OfferedProtocol | undefined): boolean {
  if (b === undefined || a.name !== b.name || a.metadata.generation !== b.metadata.generation) return false;
  return (
    areTextsEqual(a.metadata.topics, b.metadata.topics) &&
    areTextsEqual(a.metadata.ownedPartitions.map(labelOf), b.metadata.ownedPartitions.map(labelOf))
  );
}

function areTextsEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, place) => text === b[place]);
}

function labelOf({ topic, partition }: PartitionName): string {
  return `${topic}-${partition}`;
}
