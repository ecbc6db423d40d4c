import { assertDefined } from "../../../base/assert.ts";
import { effectiveMinIsr } from "../isr-state.ts";
import type { KafkaErrorName } from "../kafka-error.ts";
import type { AlterPartitionItem, AlterPartitionRequest, AlterPartitionResult } from "../messages.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { ClusterControl } from "./cluster-control.ts";
import type { MetadataChanges, PartitionState } from "./metadata-changes.ts";
import type { MetadataVersion } from "./metadata-version.ts";
import { buildPartitionChange, type Election, type ElrRules, type PartitionChangeRequest } from "./partition-change.ts";
import { PartitionIndex } from "./partition-index.ts";
import {
  applyPartitionChange,
  hasPreferredLeader,
  isReassigning,
  type PartitionRegistration,
} from "./partition-registration.ts";
import { revertedReassignment, startReassignment } from "./reassignment.ts";

/** Nobody; broker ids start at 1. */
const NOBODY = -1;

/** Preferred leaders elected in one run of the periodic task. As MAX_ELECTIONS_PER_IMBALANCE. */
const MAX_ELECTIONS_PER_IMBALANCE = 1_000;

/** What replication control works with. */
export type ReplicationControlParts = {
  readonly cluster: ClusterControl;
  readonly metadataVersion: MetadataVersion;
  readonly elrRules: ElrRules;
  /** A leader's wish for another ISR was granted. */
  isrAltered(leader: number, before: readonly number[], after: readonly number[]): void;
  /** A partition's registration was replaced; `before` is undefined for a new one. */
  replaced(partition: TopicPartition, before: PartitionRegistration | undefined, after: PartitionRegistration): void;
};

/** Whom an update of partitions concerns; NOBODY where it is not said. */
type Concerned = { readonly toRemove?: number; readonly toAdd?: number; readonly withUncleanShutdown?: number };

/**
 * The partitions of the cluster: their replicas, leaders and in-sync replicas. As ReplicationControlManager.
 *
 * Invariants: (1) only here do leaders, ISRs and epochs change; (2) what happens to a broker looks at its own partitions only,
 * in the order of their ids.
 */
export class ReplicationControl {
  readonly index = new PartitionIndex();
  readonly #parts: ReplicationControlParts;
  readonly #partitions: PartitionState[] = [];

  constructor(parts: ReplicationControlParts) {
    this.#parts = parts;
  }

  /** What is decided of a partition, committed or not. */
  registrationOf(partition: TopicPartition): PartitionRegistration {
    return this.#stateOf(partition.id).registration;
  }

  /** The partition of an id. */
  partitionOf(id: number): TopicPartition {
    return this.#stateOf(id).partition;
  }

  #stateOf(id: number): PartitionState {
    return assertDefined(this.#partitions[id], `no partition ${id}`);
  }

  /** A new partition, or a state that takes the place of one which was never committed. */
  put(partition: TopicPartition, registration: PartitionRegistration): void {
    const before = this.#partitions[partition.id]?.registration;
    this.#partitions[partition.id] = { partition, registration };
    this.index.update(partition.id, before, registration);
    this.#parts.replaced(partition, before, registration);
  }

  #replace(changes: MetadataChanges, { partition }: PartitionState, registration: PartitionRegistration): void {
    changes.partitions.push({ partition, registration });
    this.put(partition, registration);
  }

  /** The broker leaves every ISR, and its partitions elect, in one go. As handleBrokerFenced and enterControlledShutdown. */
  brokerLeaves(changes: MetadataChanges, brokerId: number): void {
    this.#update(changes, { toRemove: brokerId }, this.index.withBrokerInIsr(brokerId));
  }

  /** Nobody knows what is left of the broker's logs: it leaves every ISR and ELR. As handleBrokerUncleanShutdown. */
  brokerWasUnclean(changes: MetadataChanges, brokerId: number): void {
    this.#update(changes, { withUncleanShutdown: brokerId }, this.index.withBrokerInIsr(brokerId));
    this.#update(changes, { withUncleanShutdown: brokerId }, this.index.withBrokerInElr(brokerId));
  }

  /** The broker is back: partitions without a leader may get one. As handleBrokerUnfenced. */
  brokerReturns(changes: MetadataChanges, brokerId: number): void {
    this.#update(changes, { toAdd: brokerId }, this.index.withNoLeader());
  }

  /** The broker is part of the cluster no more. As handleBrokerUnregistered. */
  brokerUnregistered(changes: MetadataChanges, brokerId: number): void {
    this.#update(changes, { toRemove: brokerId }, this.index.withBrokerInIsr(brokerId));
    this.#update(changes, { toRemove: brokerId }, this.index.withBrokerInElr(brokerId));
  }

  /** Partitions without a leader whose topics allow it take any live replica. As maybeElectUncleanLeaders. */
  electUncleanLeaders(changes: MetadataChanges): void {
    const unclean = this.index.withNoLeader().filter((id) => electionOf(this.#stateOf(id).partition) === "unclean");
    this.#update(changes, {}, unclean);
  }

  /** As ReplicationControlManager.generateLeaderAndIsrUpdates. */
  #update(changes: MetadataChanges, who: Concerned, ids: readonly number[]): void {
    const { toRemove = NOBODY, toAdd = NOBODY, withUncleanShutdown = NOBODY } = who;
    const isGone = (brokerId: number) => brokerId === toRemove || brokerId === withUncleanShutdown;
    for (const id of ids) {
      const state = this.#stateOf(id);
      this.#change(changes, state, {
        isAcceptableLeader: (brokerId) =>
          !isGone(brokerId) && (brokerId === toAdd || this.#parts.cluster.isActive(brokerId)),
        targetIsr: state.registration.isr.filter((member) => !isGone(member)),
        uncleanShutdownReplicas: withUncleanShutdown === NOBODY ? [] : [withUncleanShutdown],
      });
    }
  }

  /** Builds a change and takes it in; false when there is nothing to change. */
  #change(changes: MetadataChanges, state: PartitionState, wish: Partial<PartitionChangeRequest>): boolean {
    const { partition, registration } = state;
    const change = buildPartitionChange({
      partition: registration,
      election: electionOf(partition),
      isAcceptableLeader: (brokerId) => this.#parts.cluster.isActive(brokerId),
      metadataVersion: this.#parts.metadataVersion,
      elrRules: this.#parts.elrRules,
      minIsr: effectiveMinIsr(partition.spec.minInSyncReplicas, registration.replicas.length),
      ...wish,
    });
    if (change === undefined) return false;
    this.#replace(changes, state, applyPartitionChange(registration, change));
    return true;
  }

  /**
   * Partitions that another than the preferred replica leads elect, at most 1,000 of them; true when there may be more. As
   * maybeBalancePartitionLeaders.
   */
  balanceLeaders(changes: MetadataChanges): boolean {
    let elected = 0;
    for (const id of this.index.imbalanced()) {
      if (elected === MAX_ELECTIONS_PER_IMBALANCE) return true;
      if (this.#change(changes, this.#stateOf(id), { election: "preferred" })) elected += 1;
    }
    return false;
  }

  /** Elects the preferred leader of one partition. Errors: ELECTION_NOT_NEEDED, PREFERRED_LEADER_NOT_AVAILABLE. As electLeader. */
  electPreferred(changes: MetadataChanges, partition: TopicPartition): KafkaErrorName {
    const state = this.#stateOf(partition.id);
    if (hasPreferredLeader(state.registration)) return "ELECTION_NOT_NEEDED";
    return this.#change(changes, state, { election: "preferred" }) ? "NONE" : "PREFERRED_LEADER_NOT_AVAILABLE";
  }

  /**
   * Moves a partition to other replicas: those that come are added, and when all are in sync those that go are dropped. Without a
   * target a move under way is given up. Errors: INVALID_REPLICA_ASSIGNMENT for a broker that is not registered or named twice,
   * or when giving up would lose the ISR; NO_REASSIGNMENT_IN_PROGRESS. As alterPartitionReassignment.
   */
  reassign(changes: MetadataChanges, partition: TopicPartition, target: readonly number[] | undefined): KafkaErrorName {
    const state = this.#stateOf(partition.id);
    const { registration } = state;
    if (target === undefined) return this.#cancelReassignment(changes, state);
    const isKnown = target.every((brokerId) => this.#parts.cluster.registrationOf(brokerId) !== undefined);
    if (target.length === 0 || !isKnown || new Set(target).size < target.length) return "INVALID_REPLICA_ASSIGNMENT";
    const move = startReassignment(registration.replicas, target);
    this.#change(changes, state, {
      election: "online",
      targetReplicas: move.replicas,
      ...(move.removing.length > 0 ? { targetRemoving: move.removing } : {}),
      ...(move.adding.length > 0 ? { targetAdding: move.adding } : {}),
    });
    return "NONE";
  }

  #cancelReassignment(changes: MetadataChanges, state: PartitionState): KafkaErrorName {
    if (!isReassigning(state.registration)) return "NO_REASSIGNMENT_IN_PROGRESS";
    const before = revertedReassignment(state.registration);
    if (before.isUnclean && electionOf(state.partition) !== "unclean") return "INVALID_REPLICA_ASSIGNMENT";
    this.#change(changes, state, {
      targetIsr: before.isr,
      targetReplicas: before.replicas,
      targetRemoving: [],
      targetAdding: [],
    });
    return "NONE";
  }

  /** A leader wishes for another ISR. As alterPartition with validateAlterPartitionData. */
  alterPartition(
    changes: MetadataChanges,
    { brokerId, brokerEpoch }: AlterPartitionRequest,
    item: AlterPartitionItem,
  ): AlterPartitionResult {
    const state = this.#stateOf(item.partition.id);
    const { registration } = state;
    if (this.#parts.cluster.registrationOf(brokerId)?.brokerEpoch !== brokerEpoch) return refused("STALE_BROKER_EPOCH");
    if (registration.leader !== brokerId || item.leaderEpoch !== registration.leaderEpoch) {
      return refused("FENCED_LEADER_EPOCH");
    }
    if (item.partitionEpoch !== registration.partitionEpoch) return refused("INVALID_UPDATE_VERSION");
    if (!item.newIsr.every((member) => this.#isEligible(member))) return refused("INELIGIBLE_REPLICA");
    this.#change(changes, state, {
      targetIsr: item.newIsr.map((member) => member.brokerId),
      targetLeaderRecoveryState: "RECOVERED",
    });
    const after = this.#stateOf(item.partition.id).registration;
    this.#parts.isrAltered(brokerId, registration.isr, after.isr);
    // The ISR change may have ended a reassignment that takes the leader away.
    return after.leader === brokerId ? { kind: "altered", registration: after } : refused("NEW_LEADER_ELECTED");
  }

  #isEligible({ brokerId, brokerEpoch }: AlterPartitionItem["newIsr"][number]): boolean {
    const { cluster } = this.#parts;
    return cluster.isActive(brokerId) && cluster.registrationOf(brokerId)?.brokerEpoch === brokerEpoch;
  }
}

function refused(error: KafkaErrorName): AlterPartitionResult {
  return { kind: "refused", error };
}

function electionOf({ spec }: TopicPartition): Election {
  return spec.isUncleanLeaderElectionEnabled ? "unclean" : "online";
}
