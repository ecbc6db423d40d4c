import type { Probe } from "../../../base/probe.ts";
import { RandomStream } from "../../../base/random-stream.ts";
import type { ServiceHost } from "../broker-service.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { PartitionsPerTopic } from "./assignor/partition-index.ts";
import type { GroupConfig } from "./group-config.ts";
import { GroupService } from "./group-service.ts";
import type { CoordinationListener, GroupShard } from "./group-shard.ts";
import type { RebalanceCause } from "./rebalance-cause.ts";
import { RebalanceHistory } from "./rebalance-history.ts";

/** What the coordinators of a cluster share. */
export type CoordinationParts = {
  readonly config: GroupConfig;
  readonly seed: number;
  readonly probe: Probe;
  /** The partitions of __consumer_offsets, none before it is created. */
  readonly offsetsPartitions: () => readonly TopicPartition[];
  /** All topics that clients may read. */
  readonly topics: () => PartitionsPerTopic;
  /** Who leads a partition now and runs, undefined for nobody. */
  readonly liveLeaderOf: (partition: TopicPartition) => number | undefined;
};

/** Told what a coordinator has decided of members, which they may not know yet. */
export type MembershipWatcher = {
  /** A member is out of the group. */
  expelled(memberId: string, atUs: number): void;
  /** A generation or epoch begins. */
  advanced(atUs: number): void;
};

/** Causes that are a member's end in its group. */
const EXPULSIONS: ReadonlySet<RebalanceCause> = new Set<RebalanceCause>([
  "member-left",
  "session-expired",
  "rebalance-timeout",
  "sync-timeout",
  "static-member-replaced",
]);

/**
 * The group coordinators of all brokers, and what outlives each of them: the history of every group's rebalances.
 */
export class GroupCoordination {
  readonly #parts: CoordinationParts;
  readonly #services = new Map<number, GroupService>();
  readonly #histories = new Map<string, RebalanceHistory>();
  readonly #watchers = new Map<string, MembershipWatcher>();
  readonly #memberIds: RandomStream;

  constructor(parts: CoordinationParts) {
    this.#parts = parts;
    this.#memberIds = new RandomStream(parts.seed, "kafka/group/member-ids");
  }

  /** The coordinator in a broker's new process. */
  serviceOf(host: ServiceHost): GroupService {
    const { config, offsetsPartitions, topics } = this.#parts;
    const service = new GroupService(host, {
      config,
      offsetsPartitions,
      topics,
      listenerOf: (groupId) => this.#listenerOf(groupId),
      nextMemberId: (clientId) => `${clientId}-${memberSuffix(this.#memberIds)}`,
    });
    this.#services.set(host.brokerId, service);
    return service;
  }

  /** Every rebalance of a group since the run began, whoever coordinated it. */
  historyOf(groupId: string): RebalanceHistory {
    let history = this.#histories.get(groupId);
    if (history === undefined) {
      history = new RebalanceHistory(groupId, this.#parts.probe);
      this.#histories.set(groupId, history);
    }
    return history;
  }

  /** Tells what becomes of a group's members. */
  watch(groupId: string, watcher: MembershipWatcher): void {
    this.#watchers.set(groupId, watcher);
  }

  #listenerOf(groupId: string): CoordinationListener {
    const history = this.historyOf(groupId);
    return {
      triggered: (cause, memberId, atUs) => {
        if (memberId !== undefined && EXPULSIONS.has(cause)) this.#watchers.get(groupId)?.expelled(memberId, atUs);
        history.triggered(cause, memberId, atUs);
      },
      advanced: (generation, memberCount, atUs) => {
        this.#watchers.get(groupId)?.advanced(atUs);
        history.advanced(generation, memberCount, atUs);
      },
      completed: (generation, atUs) => history.completed(generation, atUs),
      moved: (generation, isStable, atUs) => history.moved(generation, isStable, atUs),
    };
  }

  /** The broker that coordinates a group and the groups there; undefined while nobody does. */
  shardOf(groupId: string): { readonly brokerId: number; readonly shard: GroupShard } | undefined {
    for (const [brokerId, service] of this.#services) {
      const shard = service.shardOf(groupId);
      const partition = service.partitionOf(groupId);
      if (shard === undefined || partition === undefined) continue;
      if (this.#parts.liveLeaderOf(partition) === brokerId) return { brokerId, shard };
    }
    return undefined;
  }

  /** Is this no member of the group as its coordinator knows it, whatever it believes itself? Nobody can say without a coordinator. */
  isStranger(groupId: string, memberId: string): boolean {
    const members = this.shardOf(groupId)?.shard.find(groupId)?.members;
    if (members === undefined) return false;
    return members.kind === "classic"
      ? !members.group.memberIds.includes(memberId)
      : !members.group.members.some((member) => member.memberId === memberId);
  }
}

/** What stands for the UUID in a member id. */
export function memberSuffix(ids: RandomStream): string {
  return ids.nextUint32().toString(16).padStart(8, "0");
}
