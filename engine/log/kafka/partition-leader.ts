import type { PartitionRegistration } from "./controller/partition-registration.ts";
import { type IsrState, isInMaximalIsr, isUnderMinIsr, maximalIsrSize, proposedIsr } from "./isr-state.ts";
import type { KafkaErrorName } from "./kafka-error.ts";
import type { AlterPartitionItem, AlterPartitionResult } from "./messages.ts";
import type { UnplacedBatch } from "./record-batch.ts";
import { RemoteReplica } from "./remote-replica.ts";
import type { AppendResult, ReplicaLog } from "./storage/replica-log.ts";
import type { TopicPartition } from "./topic-partition.ts";

/** A write that waits for the in-sync replicas: told once, when the high watermark has passed it or never will. */
export type ReplicationWaiter = { readonly requiredOffset: number; complete(error: KafkaErrorName): void };

/** What a leader needs of the broker it lives in. */
export type LeaderHost = {
  readonly brokerId: number;
  readonly replicaLagTimeMaxUs: number;
  nowUs(): number;
  /** May this broker's process be in an ISR: unfenced, and the process that the controller knows? */
  isIsrEligible(brokerId: number, brokerEpoch: number): boolean;
  brokerEpochOf(brokerId: number): number;
  submitAlterPartition(leader: PartitionLeader, item: AlterPartitionItem): void;
  /** The high watermark has moved: more may be read. */
  advanced(leader: PartitionLeader): void;
};

/** Errors after which the leader forgets its wish and stays with the committed ISR. As Partition.handleAlterPartitionError. */
const WISH_DROPPED: ReadonlySet<KafkaErrorName> = new Set<KafkaErrorName>(["INELIGIBLE_REPLICA"]);

/**
 * One partition on the broker that leads it: the in-sync replicas, the high watermark and the writes that wait for it. As
 * Kafka's Partition, in its leader role, for one leader epoch.
 *
 * Invariants: (1) at most one ISR change is pending; (2) the high watermark is at most the end of the log of every member of
 * the maximal ISR, and of every eligible follower that is caught up by time; (3) it stands still while the committed ISR is
 * under the minimum; (4) waiters are in the order of the offsets that they wait for.
 */
export class PartitionLeader {
  readonly partition: TopicPartition;
  readonly log: ReplicaLog;
  readonly leaderEpoch: number;
  /** Where this leader's epoch starts: a follower must have reached it to join the ISR. */
  readonly epochStartOffset: number;
  readonly #host: LeaderHost;
  #remotes: readonly RemoteReplica[];
  #isr: IsrState;
  #partitionEpoch: number;
  #waiters: ReplicationWaiter[] = [];

  constructor(host: LeaderHost, partition: TopicPartition, log: ReplicaLog, registration: PartitionRegistration) {
    this.#host = host;
    this.partition = partition;
    this.log = log;
    this.leaderEpoch = registration.leaderEpoch;
    this.#partitionEpoch = registration.partitionEpoch;
    this.#isr = { kind: "committed", isr: registration.isr };
    this.epochStartOffset = log.logEndOffset;
    log.startEpoch(registration.leaderEpoch);
    this.#remotes = this.#remotesOf(registration, []);
    this.#maybeIncrementHighWatermark();
  }

  /** What is known of every other replica, in the order of the assignment. */
  get remotes(): readonly RemoteReplica[] {
    return this.#remotes;
  }

  /** A replica that is new starts from nothing; of the others everything is remembered. */
  #remotesOf({ replicas, isr }: PartitionRegistration, known: readonly RemoteReplica[]): readonly RemoteReplica[] {
    const others = replicas.filter((brokerId) => brokerId !== this.#host.brokerId);
    return others.map((brokerId) => {
      const present = known.find((replica) => replica.brokerId === brokerId);
      if (present !== undefined) return present;
      const replica = new RemoteReplica(brokerId);
      replica.reset(this.#host.nowUs(), isr.includes(brokerId));
      return replica;
    });
  }

  get isr(): IsrState {
    return this.#isr;
  }

  get partitionEpoch(): number {
    return this.#partitionEpoch;
  }

  /** What is known of a follower, undefined for a broker that has no replica. */
  remoteOf(brokerId: number): RemoteReplica | undefined {
    for (const replica of this.#remotes) if (replica.brokerId === brokerId) return replica;
    return undefined;
  }

  /** Is everything that earlier leaders wrote known to be replicated? */
  get hasReachedEpochStart(): boolean {
    return this.log.highWatermark >= this.epochStartOffset;
  }

  /** Fewer replicas in sync than min.insync.replicas. */
  get isUnderMinIsr(): boolean {
    return isUnderMinIsr(this.#isr, this.partition.effectiveMinIsr);
  }

  /**
   * Appends a producer's batch; with acks=all nothing is written while too few replicas are in sync, and that is told before
   * anything that is wrong with the batch. As Partition.appendRecordsToLeader.
   */
  append(
    batch: UnplacedBatch,
    acks: -1 | 0 | 1,
  ): AppendResult | { readonly kind: "refused"; readonly error: KafkaErrorName } {
    if (acks === -1 && this.isUnderMinIsr) return { kind: "refused", error: "NOT_ENOUGH_REPLICAS" };
    const result = this.log.appendAsLeader(batch, {
      leaderEpoch: this.leaderEpoch,
      nowUs: this.#host.nowUs(),
      isVerified: batch.isTransactional,
    });
    // An ISR of one is replicated as soon as it is written.
    if (result.kind === "appended") this.#maybeIncrementHighWatermark();
    return result;
  }

  /** Tells the waiter when everything below its offset is replicated; it may be told at once. */
  awaitReplication(waiter: ReplicationWaiter): void {
    if (this.log.highWatermark >= waiter.requiredOffset) {
      waiter.complete(this.#replicatedError());
      return;
    }
    let at = this.#waiters.length;
    while (at > 0 && (this.#waiters[at - 1]?.requiredOffset ?? 0) > waiter.requiredOffset) at -= 1;
    if (at === this.#waiters.length) this.#waiters.push(waiter);
    else this.#waiters.splice(at, 0, waiter);
  }

  /** Takes a waiter out that has given up. */
  removeWaiter(waiter: ReplicationWaiter): void {
    this.#waiters = this.#waiters.filter((other) => other !== waiter);
  }

  /**
   * A follower fetches from `fetchOffset` on, so it has everything below. What an earlier process of it had says nothing, when
   * its fetch arrives after the broker has registered again. As Partition.updateFollowerFetchState (KIP-903).
   */
  onFollowerFetch(replica: RemoteReplica, fetchOffset: number, brokerEpoch: number): void {
    if (brokerEpoch < this.#host.brokerEpochOf(replica.brokerId)) return;
    const before = replica.logEndOffset;
    replica.onFetch({ fetchOffset, brokerEpoch }, this.#host.nowUs(), this.log.logEndOffset);
    this.#maybeExpandIsr(replica);
    if (before !== fetchOffset) this.#maybeIncrementHighWatermark();
  }

  #maybeExpandIsr(replica: RemoteReplica): void {
    if (this.#isr.kind !== "committed" || this.#isr.isr.includes(replica.brokerId)) return;
    const isCurrent = replica.logEndOffset >= this.log.highWatermark && replica.logEndOffset >= this.epochStartOffset;
    if (!isCurrent || !this.#host.isIsrEligible(replica.brokerId, replica.brokerEpoch)) return;
    this.#propose({ kind: "pending-expand", isr: this.#isr.isr, newInSyncReplica: replica.brokerId });
  }

  /** Proposes to drop the members that are not caught up by time. As Partition.maybeShrinkIsr. */
  maybeShrinkIsr(): void {
    if (this.#isr.kind !== "committed") return;
    const committed = this.#isr.isr;
    const nowUs = this.#host.nowUs();
    const outOfSyncReplicas = this.#remotes
      .filter((replica) => committed.includes(replica.brokerId))
      .filter((replica) => !replica.isCaughtUp(this.log.logEndOffset, nowUs, this.#host.replicaLagTimeMaxUs))
      .map((replica) => replica.brokerId);
    if (outOfSyncReplicas.length > 0) this.#propose({ kind: "pending-shrink", isr: committed, outOfSyncReplicas });
  }

  #propose(next: IsrState): void {
    this.#isr = next;
    this.#host.submitAlterPartition(this, {
      partition: this.partition,
      leaderEpoch: this.leaderEpoch,
      partitionEpoch: this.#partitionEpoch,
      newIsr: proposedIsr(next).map((brokerId) => ({ brokerId, brokerEpoch: this.#knownBrokerEpoch(brokerId) })),
    });
  }

  #knownBrokerEpoch(brokerId: number): number {
    const fetched = this.remoteOf(brokerId)?.brokerEpoch ?? -1;
    return fetched >= 0 ? fetched : this.#host.brokerEpochOf(brokerId);
  }

  /** The controller's answer to a wish. */
  onAlterPartitionResult(result: AlterPartitionResult): void {
    if (result.kind === "altered") this.updateRegistration(result.registration);
    else if (WISH_DROPPED.has(result.error)) this.#isr = { kind: "committed", isr: this.#isr.isr };
    // Any other error means that newer metadata is on its way: the wish stays pending until that arrives.
  }

  /** A newer state of this leader's epoch, from the controller's answer or from metadata, whichever comes first. */
  updateRegistration(registration: PartitionRegistration): void {
    if (registration.leaderEpoch !== this.leaderEpoch || registration.partitionEpoch <= this.#partitionEpoch) return;
    this.#partitionEpoch = registration.partitionEpoch;
    this.#isr = { kind: "committed", isr: registration.isr };
    this.#remotes = this.#remotesOf(registration, this.#remotes);
    this.#maybeIncrementHighWatermark();
  }

  /** As Partition.maybeIncrementLeaderHW. */
  #maybeIncrementHighWatermark(): void {
    if (this.isUnderMinIsr) return;
    const end = this.log.logEndOffset;
    let replicated = end;
    for (const replica of this.#remotes) {
      if (replica.logEndOffset < replicated && this.#holdsHighWatermark(replica, end))
        replicated = replica.logEndOffset;
    }
    if (!this.log.maybeIncrementHighWatermark(replicated)) return;
    this.#completeWaiters();
    this.#host.advanced(this);
  }

  #holdsHighWatermark(replica: RemoteReplica, leaderEndOffset: number): boolean {
    if (isInMaximalIsr(this.#isr, replica.brokerId)) return true;
    return (
      replica.isCaughtUp(leaderEndOffset, this.#host.nowUs(), this.#host.replicaLagTimeMaxUs) &&
      this.#host.isIsrEligible(replica.brokerId, replica.brokerEpoch)
    );
  }

  #completeWaiters(): void {
    const waiters = this.#waiters;
    const reached = this.log.highWatermark;
    let done = 0;
    while (done < waiters.length && (waiters[done]?.requiredOffset ?? 0) <= reached) done += 1;
    if (done === 0) return;
    const error = this.#replicatedError();
    for (const waiter of waiters.splice(0, done)) waiter.complete(error);
  }

  /** As Partition.checkEnoughReplicasReachOffset: the batch is in the log for good, but on fewer replicas than demanded. */
  #replicatedError(): KafkaErrorName {
    return maximalIsrSize(this.#isr) < this.partition.effectiveMinIsr ? "NOT_ENOUGH_REPLICAS_AFTER_APPEND" : "NONE";
  }

  /** The same broker leads on in a new epoch: those who waited for `previous` now wait for this one. */
  inheritWaiters(previous: PartitionLeader): void {
    for (const waiter of previous.#waiters.splice(0)) this.awaitReplication(waiter);
  }

  /** This broker no longer leads: nobody will learn from it what became of the waiting writes. */
  resign(): void {
    for (const waiter of this.#waiters.splice(0)) waiter.complete("NOT_LEADER_OR_FOLLOWER");
  }
}
