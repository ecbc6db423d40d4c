import type { Scheduler } from "../../../base/scheduler.ts";
import type { CoordinatorShard, TransactionalWriter } from "../coordinator/coordinator-runtime.ts";
import type { KafkaErrorName } from "../kafka-error.ts";
import type { CoordinatorEntry } from "../record-batch.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { PartitionsPerTopic } from "./assignor/partition-index.ts";
import { groupKey } from "./classic-group.ts";
import type { ClassicGroupRecord } from "./classic-protocol.ts";
import type { ConsumerGroupRecord } from "./consumer-protocol.ts";
import { CoordinatedGroup } from "./coordinated-group.ts";
import type { CommittingMember, FetchedOffset, OffsetToCommit } from "./group-api.ts";
import type { GroupConfig } from "./group-config.ts";
import type { OffsetRecord } from "./offset-store.ts";
import type { RebalanceListener } from "./rebalance-cause.ts";

/** Told of a group's rebalances, and that another coordinator goes on with them. */
export type CoordinationListener = RebalanceListener & {
  moved(generation: number, isStable: boolean, atUs: number): void;
};

/** What a shard lives on. */
export type GroupShardHost = {
  readonly config: GroupConfig;
  readonly scheduler: Scheduler;
  readonly topics: () => PartitionsPerTopic;
  readonly listenerOf: (groupId: string) => CoordinationListener;
  readonly write: (
    entries: readonly CoordinatorEntry[],
    onDone: (error: KafkaErrorName) => void,
    writer?: TransactionalWriter,
  ) => void;
};

type GroupRecord = ClassicGroupRecord | ConsumerGroupRecord;
type GroupEntryValue = GroupRecord | OffsetRecord;

/** Offsets of one commit, and who answers for them. */
export type OffsetCommitment = {
  readonly groupId: string;
  readonly member: CommittingMember;
  readonly offsets: readonly OffsetToCommit[];
  /** The transaction in which they are committed, undefined when they count at once. */
  readonly writer: TransactionalWriter | undefined;
};

/**
 * The groups that hash to one partition of __consumer_offsets, on the broker that leads it. As GroupCoordinatorShard.
 *
 * Invariant: after `unload` nothing here acts any more.
 */
export class GroupShard implements CoordinatorShard {
  readonly #host: GroupShardHost;
  readonly #groups = new Map<string, CoordinatedGroup>();
  /** Groups' entries as replayed: the newest of each counts. */
  readonly #records = new Map<string, GroupRecord>();
  #isActive = false;

  constructor(host: GroupShardHost) {
    this.#host = host;
  }

  get groups(): IterableIterator<CoordinatedGroup> {
    return this.#groups.values();
  }

  /** The group if it is there. */
  find(groupId: string): CoordinatedGroup | undefined {
    return this.#groups.get(groupId);
  }

  /** The group; one that nobody knows begins here, empty. */
  groupOf(groupId: string): CoordinatedGroup {
    let group = this.#groups.get(groupId);
    if (group === undefined) {
      const { config, listenerOf, scheduler, topics, write } = this.#host;
      const context = { groupId, config, write, listener: listenerOf(groupId) };
      group = new CoordinatedGroup({ context, scheduler, topics, isActive: () => this.#isActive });
      this.#groups.set(groupId, group);
    }
    return group;
  }

  replay({ key, value }: CoordinatorEntry): void {
    // The entries of this topic are written here and by the groups, so they are of these kinds.
    const record = value as GroupEntryValue | undefined;
    if (record?.kind === "offset-commit") this.groupOf(record.groupId).offsets.replay(key, record);
    else if (record !== undefined) this.#records.set(key, record);
    else if (!this.#records.delete(key))
      for (const { offsets } of this.#groups.values()) offsets.replay(key, undefined);
  }

  loaded(): void {
    this.#isActive = true;
    const nowUs = this.#host.scheduler.now();
    for (const record of this.#records.values()) {
      this.groupOf(record.groupId).restore(record);
      const isClassic = record.kind === "classic-group";
      const generation = isClassic ? record.generationId : record.groupEpoch;
      const { state } = this.groupOf(record.groupId).members.group;
      this.#host.listenerOf(record.groupId).moved(generation, state === "STABLE" || state === "EMPTY", nowUs);
    }
    this.#records.clear();
  }

  unload(): void {
    this.#isActive = false;
    for (const group of this.#groups.values()) group.unload();
  }

  replayEndTransactionMarker(producerId: number, isCommitted: boolean): void {
    for (const { offsets } of this.#groups.values()) offsets.endTransaction(producerId, isCommitted);
  }

  /** Commits what the member may commit; answers by offset. As OffsetMetadataManager.commitOffset. */
  commit(commitment: OffsetCommitment, respond: (errors: readonly KafkaErrorName[]) => void): void {
    const { groupId, member, offsets, writer } = commitment;
    const group = this.groupOf(groupId);
    const validate = group.validateCommit(member, writer !== undefined);
    const errors = offsets.map(({ partition }) => validate(partition.topic, partition.partition));
    const commitTimestampUs = this.#host.scheduler.now();
    const entries = offsets
      .filter((_, index) => errors[index] === "NONE")
      .map(({ partition, offset, leaderEpoch }) =>
        group.offsets.commitEntry(partition, { offset, leaderEpoch, commitTimestampUs }, writer?.producerId),
      );
    group.arm();
    this.#write(
      entries,
      (error) => {
        if (error !== "NONE") respond(errors.map((own) => (own === "NONE" ? error : own)));
        else {
          for (const entry of entries) this.replay(entry);
          respond(errors);
        }
      },
      writer,
    );
  }

  #write(
    entries: readonly CoordinatorEntry[],
    onDone: (error: KafkaErrorName) => void,
    writer?: TransactionalWriter,
  ): void {
    if (entries.length === 0) onDone("NONE");
    else this.#host.write(entries, onDone, writer);
  }

  /** As OffsetMetadataManager.fetchOffsets; a group that nobody knows has no offsets. */
  fetch(groupId: string, partitions: readonly TopicPartition[], requireStable: boolean): readonly FetchedOffset[] {
    const offsets = this.find(groupId)?.offsets;
    return partitions.map((partition): FetchedOffset => {
      if (requireStable && offsets?.hasPending(partition) === true)
        return { partition, offset: -1, leaderEpoch: -1, error: "UNSTABLE_OFFSET_COMMIT" };
      const { offset, leaderEpoch } = offsets?.fetch(partition) ?? { offset: -1, leaderEpoch: -1 };
      return { partition, offset, leaderEpoch, error: "NONE" };
    });
  }

  /** Forgets offsets that have outlived offsets.retention.minutes, and groups without any. As cleanupGroupMetadata. */
  cleanUp(): void {
    const nowUs = this.#host.scheduler.now();
    for (const group of [...this.#groups.values()]) {
      const expiry = group.offsetExpiry(this.#host.config.offsetsRetentionUs);
      if (expiry === undefined) continue;
      const expired = group.offsets.expire(expiry, nowUs);
      const isOver = group.isEmpty && expired.length === group.offsets.size;
      const tombstone = { key: groupKey(group.groupId), value: undefined };
      const entries = isOver ? [...expired, tombstone] : expired;
      this.#write(entries, (error) => {
        if (error !== "NONE") return;
        for (const { key } of expired) group.offsets.replay(key, undefined);
        if (!isOver || !group.isEmpty || group.offsets.size > 0) return;
        group.unload();
        this.#groups.delete(group.groupId);
      });
    }
  }

  /** A committed offset, for those who look without asking. */
  committedOffset(groupId: string, partition: TopicPartition): number | undefined {
    return this.find(groupId)?.offsets.fetch(partition)?.offset;
  }
}
