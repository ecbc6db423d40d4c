import { durationUs } from "../../../base/time.ts";
import type { ApiHandlers, ApiRequest, Respond } from "../api/kafka-api.ts";
import type { BrokerService, ServiceHost } from "../broker-service.ts";
import { CoordinatorRuntime } from "../coordinator/coordinator-runtime.ts";
import type { KafkaErrorName } from "../kafka-error.ts";
import { PARTITION_OVERHEAD_BYTES } from "../messages.ts";
import type { PartitionLeader } from "../partition-leader.ts";
import type { ControlType } from "../record-batch.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { PartitionsPerTopic } from "./assignor/partition-index.ts";
import { joinError, syncError } from "./classic-protocol.ts";
import type { GroupConfig } from "./group-config.ts";
import { type CoordinationListener, GroupShard } from "./group-shard.ts";

/** As offsets.retention.check.interval.ms. */
const RETENTION_CHECK_US = 600_000_000;

/** Bytes of a member's subscription or assignment beside its partitions. Modelled. */
const MEMBER_BYTES = 60;

/** What all group coordinators of a cluster share. */
export type GroupServiceParts = {
  readonly config: GroupConfig;
  /** The partitions of __consumer_offsets, none before it is created. */
  readonly offsetsPartitions: () => readonly TopicPartition[];
  readonly topics: () => PartitionsPerTopic;
  readonly listenerOf: (groupId: string) => CoordinationListener;
  /** A member id that no member ever had. */
  readonly nextMemberId: (clientId: string) => string;
};

/**
 * The group coordinator of one broker: it answers for the groups that hash to the partitions of __consumer_offsets that it leads.
 * As GroupCoordinatorService.
 */
export class GroupService implements BrokerService {
  readonly handlers: ApiHandlers;
  readonly #host: ServiceHost;
  readonly #parts: GroupServiceParts;
  readonly #runtime: CoordinatorRuntime<GroupShard>;
  #isCleaning = false;

  constructor(host: ServiceHost, parts: GroupServiceParts) {
    this.#host = host;
    this.#parts = parts;
    const { config, listenerOf, topics } = parts;
    const { scheduler } = host;
    this.#runtime = new CoordinatorRuntime(host, parts.offsetsPartitions, (partition) => {
      const shard: GroupShard = new GroupShard({
        config,
        scheduler,
        topics,
        listenerOf,
        write: (entries, onDone, writer) => this.#runtime.write(partition, { entries, writer }, onDone),
      });
      return shard;
    });
    this.handlers = { ...this.#classicHandlers(), ...this.#otherHandlers() };
  }

  /** The group, where this broker coordinates it. */
  shardOf(groupId: string): GroupShard | undefined {
    const lookup = this.#runtime.find(groupId);
    return lookup.kind === "active" ? lookup.shard : undefined;
  }

  /** The partition of __consumer_offsets that a group belongs to. */
  partitionOf(groupId: string): TopicPartition | undefined {
    return this.#runtime.partitionOf(groupId);
  }

  leading(leader: PartitionLeader): void {
    this.#runtime.leading(leader);
    this.#startCleaning();
  }

  resigned(partition: TopicPartition): void {
    this.#runtime.resigned(partition);
  }

  transactionEnded(partition: TopicPartition, producerId: number, type: ControlType): void {
    this.#runtime.transactionEnded(partition, producerId, type === "commit");
  }

  #startCleaning(): void {
    if (this.#isCleaning || this.#parts.offsetsPartitions().length === 0) return;
    this.#isCleaning = true;
    const clean = () => {
      if (!this.#host.isRunning()) return;
      for (const shard of this.#runtime.active) shard.cleanUp();
      this.#host.scheduler.after(durationUs(RETENTION_CHECK_US), clean);
    };
    this.#host.scheduler.after(durationUs(RETENTION_CHECK_US), clean);
  }

  #classicHandlers(): ApiHandlers {
    return {
      JoinGroup: (request, respond) => this.#joinGroup(request, respond),
      SyncGroup: (request, respond) => this.#syncGroup(request, respond),
      Heartbeat: (request, respond) => {
        const lookup = this.#runtime.find(request.groupId);
        if (lookup.kind === "refused") respond({ error: heartbeatError(lookup.error) });
        else {
          const group = lookup.shard.find(request.groupId);
          respond({
            error: group?.presentClassic?.heartbeat(request, this.#host.scheduler.now()) ?? "UNKNOWN_MEMBER_ID",
          });
          group?.arm();
        }
      },
      LeaveGroup: ({ groupId, members }, respond) => {
        const lookup = this.#runtime.find(groupId);
        if (lookup.kind === "refused") respond({ error: lookup.error, members: [] });
        else {
          const group = lookup.shard.find(groupId);
          const errors = group?.presentClassic?.leave(members, this.#host.scheduler.now());
          respond({ error: "NONE", members: errors ?? members.map(() => "UNKNOWN_MEMBER_ID") });
          group?.arm();
        }
      },
    };
  }

  #joinGroup(request: ApiRequest<"JoinGroup">, respond: Respond<"JoinGroup">): void {
    const { groupId, clientId, memberId } = request;
    const lookup = this.#runtime.find(groupId);
    if (lookup.kind === "refused") {
      respond(joinError(lookup.error, memberId));
      return;
    }
    const isNew = memberId === "";
    // A member id that its coordinator has forgotten does not make a group.
    const coordinated = isNew ? lookup.shard.groupOf(groupId) : lookup.shard.find(groupId);
    const group = coordinated?.classic();
    if (coordinated === undefined || group === undefined) {
      respond(joinError(coordinated === undefined ? "UNKNOWN_MEMBER_ID" : "INCONSISTENT_GROUP_PROTOCOL", memberId));
      return;
    }
    const freshMemberId = isNew ? this.#parts.nextMemberId(clientId) : "";
    group.join(request, freshMemberId, this.#host.scheduler.now(), (response) => {
      respond(response, MEMBER_BYTES * (1 + response.members.length));
      coordinated.arm();
    });
    coordinated.arm();
  }

  #syncGroup(request: ApiRequest<"SyncGroup">, respond: Respond<"SyncGroup">): void {
    const lookup = this.#runtime.find(request.groupId);
    if (lookup.kind === "refused") {
      respond(syncError(lookup.error));
      return;
    }
    const coordinated = lookup.shard.find(request.groupId);
    const group = coordinated?.presentClassic;
    if (coordinated === undefined || group === undefined) {
      respond(syncError("UNKNOWN_MEMBER_ID"));
      return;
    }
    group.sync(request, this.#host.scheduler.now(), (response) => {
      respond(response, PARTITION_OVERHEAD_BYTES * response.assignment.length);
      coordinated.arm();
    });
    coordinated.arm();
  }

  #otherHandlers(): ApiHandlers {
    return {
      ConsumerGroupHeartbeat: (request, respond) => this.#consumerGroupHeartbeat(request, respond),
      OffsetCommit: ({ groupId, offsets, ...member }, respond) => {
        const lookup = this.#runtime.find(groupId);
        if (lookup.kind === "refused") respond({ errors: offsets.map(() => lookup.error) });
        else {
          const commitment = { groupId, member, offsets, writer: undefined };
          lookup.shard.commit(commitment, (errors) => respond({ errors }, PARTITION_OVERHEAD_BYTES * errors.length));
        }
      },
      TxnOffsetCommit: (request, respond) => this.#txnOffsetCommit(request, respond),
      OffsetFetch: ({ groupId, partitions, requireStable }, respond) => {
        const lookup = this.#runtime.find(groupId);
        if (lookup.kind === "refused") respond({ error: lookup.error, offsets: [] });
        else {
          const offsets = lookup.shard.fetch(groupId, partitions, requireStable);
          respond({ error: "NONE", offsets }, PARTITION_OVERHEAD_BYTES * offsets.length);
        }
      },
    };
  }

  /** The partition of the group's offsets becomes part of the transaction first. As GroupCoordinatorService.commitTransactionalOffsets. */
  #txnOffsetCommit(request: ApiRequest<"TxnOffsetCommit">, respond: Respond<"TxnOffsetCommit">): void {
    const { groupId, offsets, transactionalId, producerId, producerEpoch, ...member } = request;
    const refuse = (error: KafkaErrorName) => respond({ errors: offsets.map(() => error) });
    const asked = this.#runtime.find(groupId);
    if (asked.kind === "refused") {
      refuse(asked.error);
      return;
    }
    const writer = { producerId, producerEpoch };
    this.#host.verifyTransaction({ transactionalId, ...writer, partitions: [asked.partition] }, (error) => {
      const lookup = this.#runtime.find(groupId);
      if (error !== "NONE") refuse(error);
      else if (lookup.kind === "refused") refuse(lookup.error);
      else {
        const commitment = { groupId, member, offsets, writer };
        lookup.shard.commit(commitment, (errors) => respond({ errors }, PARTITION_OVERHEAD_BYTES * errors.length));
      }
    });
  }

  #consumerGroupHeartbeat(
    request: ApiRequest<"ConsumerGroupHeartbeat">,
    respond: Respond<"ConsumerGroupHeartbeat">,
  ): void {
    const { groupId, memberId, memberEpoch } = request;
    const refuse = (error: KafkaErrorName) =>
      respond({ error, memberId, memberEpoch: -1, heartbeatIntervalUs: 0, assignment: undefined });
    const lookup = this.#runtime.find(groupId);
    if (lookup.kind === "refused") {
      refuse(lookup.error);
      return;
    }
    const coordinated = memberEpoch === 0 ? lookup.shard.groupOf(groupId) : lookup.shard.find(groupId);
    const group = memberEpoch === 0 ? coordinated?.consumer() : coordinated?.presentConsumer;
    if (coordinated === undefined || group === undefined) {
      refuse(coordinated === undefined ? "UNKNOWN_MEMBER_ID" : "GROUP_ID_NOT_FOUND");
      return;
    }
    group.heartbeat(request, this.#host.scheduler.now(), (response) => {
      let partitions = 0;
      for (const [, list] of response.assignment ?? []) partitions += list.length;
      respond(response, PARTITION_OVERHEAD_BYTES * partitions);
    });
    coordinated.arm();
  }
}

/** A heartbeat while the coordinator loads is taken for one: the session goes on. As GroupCoordinatorService.heartbeat. */
function heartbeatError(error: KafkaErrorName): KafkaErrorName {
  return error === "COORDINATOR_LOAD_IN_PROGRESS" ? "NONE" : error;
}
