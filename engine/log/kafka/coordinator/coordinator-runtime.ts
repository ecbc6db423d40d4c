import { durationUs } from "../../../base/time.ts";
import type { ServiceHost } from "../broker-service.ts";
import { javaStringHash } from "../java-hash.ts";
import type { KafkaErrorName } from "../kafka-error.ts";
import type { PartitionLeader } from "../partition-leader.ts";
import {
  BATCH_OVERHEAD_BYTES,
  type CoordinatorEntry,
  NO_PRODUCER_STAMP,
  PLAIN_BATCH,
  RECORD_OVERHEAD_BYTES,
} from "../record-batch.ts";
import type { TopicPartition } from "../topic-partition.ts";

/** How fast a new coordinator reads its partition back. Modelled. */
const LOAD_BYTES_PER_US = 100;

/** Bytes of a key and a value of a coordinator's entry. Modelled: a mean of what GroupMetadata and OffsetCommit records take. */
const ENTRY_BYTES = 120;

/** What a coordinator keeps for one partition of its internal topic; it is a function of the entries in that partition's log. */
export interface CoordinatorShard {
  /** Takes in an entry that the log holds. */
  replay(entry: CoordinatorEntry): void;
  /** A producer's transaction that wrote to this partition has ended: the log has its marker below the high watermark. */
  replayEndTransactionMarker?(producerId: number, isCommitted: boolean): void;
  /** The whole log has been replayed; from now on requests come. */
  loaded(): void;
  /** Another broker coordinates now, or the state must be read anew: whoever waits for an answer gets NOT_COORDINATOR. */
  unload(): void;
}

type Loaded<S> = { readonly leaderEpoch: number; readonly shard: S; isActive: boolean };

/** What a shard writes. */
export type CoordinatorWrite = {
  readonly entries: readonly CoordinatorEntry[];
  /** In whose transaction, undefined for none. */
  readonly writer?: TransactionalWriter | undefined;
};

/** As which producer, in whose transaction, a coordinator writes. */
export type TransactionalWriter = { readonly producerId: number; readonly producerEpoch: number };

/** The shard that looks after a key, or why this broker cannot say: COORDINATOR_LOAD_IN_PROGRESS or NOT_COORDINATOR. */
export type ShardLookup<S> =
  | { readonly kind: "active"; readonly shard: S; readonly partition: TopicPartition }
  | { readonly kind: "refused"; readonly error: KafkaErrorName };

/**
 * The shards of an internal topic on one broker: it coordinates what hashes to the partitions that it leads. State changes at
 * once, the answer waits until the entries are replicated, and a write that fails makes the shard read its log again. As
 * CoordinatorRuntime.
 *
 * Invariants: (1) a shard is active only while this broker leads its partition in the epoch in which it was loaded; (2) what an
 * active shard knows is what its log says plus what is being written.
 */
export class CoordinatorRuntime<S extends CoordinatorShard> {
  readonly #host: ServiceHost;
  readonly #partitions: () => readonly TopicPartition[];
  readonly #makeShard: (partition: TopicPartition) => S;
  readonly #shards = new Map<number, Loaded<S>>();

  /** `partitions` are those of the internal topic: none while it has not been created. */
  constructor(
    host: ServiceHost,
    partitions: () => readonly TopicPartition[],
    makeShard: (partition: TopicPartition) => S,
  ) {
    this.#host = host;
    this.#partitions = partitions;
    this.#makeShard = makeShard;
  }

  /** The partition that a group or a transactional id belongs to. As GroupCoordinatorService.partitionFor. */
  partitionOf(key: string): TopicPartition | undefined {
    const partitions = this.#partitions();
    return partitions.length === 0 ? undefined : partitions[coordinatorPartition(key, partitions.length)];
  }

  /** The shard of a key. */
  find(key: string): ShardLookup<S> {
    const partition = this.partitionOf(key);
    const loaded = partition === undefined ? undefined : this.#shards.get(partition.id);
    if (partition === undefined || loaded === undefined) return { kind: "refused", error: "NOT_COORDINATOR" };
    if (!loaded.isActive) return { kind: "refused", error: "COORDINATOR_LOAD_IN_PROGRESS" };
    return { kind: "active", shard: loaded.shard, partition };
  }

  /** The shards that answer now, in the order of their partitions. */
  get active(): readonly S[] {
    return this.#partitions().flatMap(({ id }) => {
      const loaded = this.#shards.get(id);
      return loaded?.isActive === true ? [loaded.shard] : [];
    });
  }

  /**
   * Writes what a shard has just taken in. `onDone` is told NONE when it is replicated; otherwise the error for the client, and
   * the shard has been dropped and reads its log again. As CoordinatorRuntime.scheduleWriteOperation.
   */
  write(
    partition: TopicPartition,
    { entries, writer }: CoordinatorWrite,
    onDone: (error: KafkaErrorName) => void,
  ): void {
    if (entries.length === 0) {
      onDone("NONE");
      return;
    }
    const batch = {
      ...NO_PRODUCER_STAMP,
      ...PLAIN_BATCH,
      ...writer,
      isTransactional: writer !== undefined,
      entries,
      recordIds: new Uint32Array(0),
      sizeBytes: BATCH_OVERHEAD_BYTES + entries.length * (ENTRY_BYTES + RECORD_OVERHEAD_BYTES),
      maxTimestampUs: this.#host.scheduler.now(),
    };
    this.#host.append(partition, batch, ({ error }) => {
      if (error !== "NONE") this.#reload(partition);
      onDone(coordinatorError(error));
    });
  }

  /** The broker leads one of the topic's partitions: its shard is read from the log. */
  leading(leader: PartitionLeader): void {
    if (!this.#partitions().includes(leader.partition)) return;
    this.#drop(leader.partition);
    const shard = this.#makeShard(leader.partition);
    const loaded = { leaderEpoch: leader.leaderEpoch, shard, isActive: false };
    this.#shards.set(leader.partition.id, loaded);
    const { log } = leader;
    let bytes = 0;
    log.visitFrom(log.logStartOffset, ({ sizeBytes }) => {
      bytes += sizeBytes;
      return true;
    });
    const load = () => {
      if (!this.#host.isRunning() || this.#shards.get(leader.partition.id) !== loaded) return;
      log.visitFrom(log.logStartOffset, ({ entries = [], control, producerId }) => {
        for (const entry of entries) shard.replay(entry);
        if (control !== undefined) shard.replayEndTransactionMarker?.(producerId, control.type === "commit");
        return true;
      });
      loaded.isActive = true;
      shard.loaded();
    };
    if (bytes === 0) load();
    else this.#host.scheduler.after(durationUs(Math.ceil(bytes / LOAD_BYTES_PER_US)), load);
  }

  /** A transaction that wrote to one of the topic's partitions has ended, and its marker is replicated. */
  transactionEnded(partition: TopicPartition, producerId: number, isCommitted: boolean): void {
    const loaded = this.#shards.get(partition.id);
    if (loaded?.isActive === true) loaded.shard.replayEndTransactionMarker?.(producerId, isCommitted);
  }

  /** The broker leads the partition no more. */
  resigned(partition: TopicPartition): void {
    this.#drop(partition);
  }

  #reload(partition: TopicPartition): void {
    const leader = this.#host.leaderOf(partition);
    if (leader === undefined) this.#drop(partition);
    else this.leading(leader);
  }

  #drop(partition: TopicPartition): void {
    const loaded = this.#shards.get(partition.id);
    this.#shards.delete(partition.id);
    if (loaded?.isActive === true) loaded.shard.unload();
  }
}

/** The partition of an internal topic that a group or transactional id belongs to: the hash of a Java string, made positive. */
export function coordinatorPartition(key: string, partitionCount: number): number {
  return (javaStringHash(key) & 0x7fffffff) % partitionCount;
}

/** What a client is told when the coordinator's write fails. As CoordinatorOperationExceptionHelper. */
function coordinatorError(error: KafkaErrorName): KafkaErrorName {
  switch (error) {
    case "NOT_ENOUGH_REPLICAS":
    case "NOT_ENOUGH_REPLICAS_AFTER_APPEND":
    case "REQUEST_TIMED_OUT":
    case "UNKNOWN_TOPIC_OR_PARTITION":
      return "COORDINATOR_NOT_AVAILABLE";
    case "NOT_LEADER_OR_FOLLOWER":
      return "NOT_COORDINATOR";
    default:
      return error;
  }
}
