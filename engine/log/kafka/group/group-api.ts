import type { KafkaErrorName } from "../kafka-error.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type {
  HeartbeatRequest,
  JoinGroupRequest,
  JoinGroupResponse,
  LeavingMember,
  SyncGroupRequest,
  SyncGroupResponse,
} from "./classic-protocol.ts";
import type { ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse } from "./consumer-protocol.ts";

/** An offset to commit: the NEXT one to read, and the leader epoch of the record before it, -1 when unknown. */
export type OffsetToCommit = {
  readonly partition: TopicPartition;
  readonly offset: number;
  readonly leaderEpoch: number;
};

/** A committed offset as it is told; offset -1 where there is none. */
export type FetchedOffset = OffsetToCommit & { readonly error: KafkaErrorName };

/** Who commits: a member in a generation (classic) or epoch (KIP-848), or, with -1 and no id, somebody outside of the group. */
export type CommittingMember = {
  readonly memberId: string;
  readonly instanceId: string | undefined;
  readonly generationOrEpoch: number;
};

/** The APIs of a group coordinator. */
export type GroupApi = {
  readonly JoinGroup: { readonly request: JoinGroupRequest; readonly response: JoinGroupResponse };
  readonly SyncGroup: { readonly request: SyncGroupRequest; readonly response: SyncGroupResponse };
  readonly Heartbeat: { readonly request: HeartbeatRequest; readonly response: { readonly error: KafkaErrorName } };
  readonly LeaveGroup: {
    readonly request: { readonly groupId: string; readonly members: readonly LeavingMember[] };
    readonly response: { readonly error: KafkaErrorName; readonly members: readonly KafkaErrorName[] };
  };
  readonly OffsetCommit: {
    readonly request: CommittingMember & { readonly groupId: string; readonly offsets: readonly OffsetToCommit[] };
    /** By offset, in the order of the request. */
    readonly response: { readonly errors: readonly KafkaErrorName[] };
  };
  /** As OffsetCommit, but the offsets count when the producer's transaction commits. */
  readonly TxnOffsetCommit: {
    readonly request: CommittingMember & {
      readonly transactionalId: string;
      readonly groupId: string;
      readonly producerId: number;
      readonly producerEpoch: number;
      readonly offsets: readonly OffsetToCommit[];
    };
    readonly response: { readonly errors: readonly KafkaErrorName[] };
  };
  readonly OffsetFetch: {
    readonly request: {
      readonly groupId: string;
      readonly partitions: readonly TopicPartition[];
      /** Offsets that wait for a transaction are answered with UNSTABLE_OFFSET_COMMIT. */
      readonly requireStable: boolean;
    };
    readonly response: { readonly error: KafkaErrorName; readonly offsets: readonly FetchedOffset[] };
  };
  readonly ConsumerGroupHeartbeat: {
    readonly request: ConsumerGroupHeartbeatRequest;
    readonly response: ConsumerGroupHeartbeatResponse;
  };
};
