import { durationUs } from "../../../base/time.ts";
import type { HeldLeases } from "./held-leases.ts";
import type { KclConfig, ProcessorConfig } from "./kcl-config.ts";
import { type Lease, type LeaseTable, positionAfter } from "./lease-table.ts";
import type { ProcessRecordsInput, RecordsPublisher } from "./records-publisher.ts";
import type { WorkerClock } from "./worker-clock.ts";

/** Where a consumer is in the life of its shard. As ConsumerStates. */
export type ConsumerState = "waiting-on-parents" | "processing" | "shard-end" | "lease-lost";

/** What a consumer tells its worker. */
export interface ConsumerListener {
  /** A processRecords is over. */
  processed(shard: number, input: ProcessRecordsInput): void;
  /** All of the shard is processed, and that is written down: just now, or by an earlier owner of the lease. */
  shardEnded(shard: number, childShards: readonly number[], isNews: boolean): void;
  /** The table says that the lease belongs to somebody else now. */
  leaseLost(shard: number): void;
}

/** What a consumer works with. */
export type ConsumerParts = {
  readonly table: LeaseTable;
  readonly held: HeldLeases;
  readonly config: KclConfig;
  readonly processor: ProcessorConfig;
  readonly clock: WorkerClock;
  readonly listener: ConsumerListener;
  /** The parents of a shard. */
  parentsOf(shard: number): readonly number[];
};

/**
 * Works on one shard under one holding of its lease: it waits until all parents are at their end, reads from the checkpoint on, and
 * hands the records to the record processor, one batch at a time. As ShardConsumer.
 *
 * Invariants: (1) nothing of a shard is processed before SHARD_END is written for its parents; (2) a checkpoint is only written
 * under the holding that the consumer was made for; (3) a batch that was begun is ended even when the lease is lost meanwhile: its
 * records are processed twice then, without a checkpoint.
 */
export class ShardConsumer {
  readonly #parts: ConsumerParts;
  readonly #shard: number;
  readonly token: number;
  readonly #publisher: RecordsPublisher;
  #state: ConsumerState = "waiting-on-parents";
  #isBusy = false;
  #behindLatestUs = 0;
  #processedEnd: number | undefined;
  #checkpointedUs: number;

  constructor(
    parts: ConsumerParts,
    { leaseKey, token }: { readonly leaseKey: number; readonly token: number },
    publisherOf: (onInput: () => void) => RecordsPublisher,
  ) {
    this.#parts = parts;
    this.#shard = leaseKey;
    this.token = token;
    this.#publisher = publisherOf(() => this.#processNext());
    this.#checkpointedUs = parts.clock.now();
  }

  get state(): ConsumerState {
    return this.#state;
  }

  /** How far the last batch was behind the newest record of the shard. As the metric MillisBehindLatest, in microseconds. */
  get behindLatestUs(): number {
    return this.#behindLatestUs;
  }

  /** Begins with what the lease says. */
  start(lease: Lease): void {
    if (lease.checkpoint.kind === "SHARD_END") {
      this.#state = "shard-end";
      this.#parts.listener.shardEnded(this.#shard, lease.childShardIds, false);
      return;
    }
    this.#waitOnParents(lease);
  }

  /** A parent whose lease is gone was cleaned up behind its end. As BlockOnParentShardTask. */
  #waitOnParents(lease: Lease): void {
    if (this.#state !== "waiting-on-parents") return;
    const { table, clock, config } = this.#parts;
    const isBlocked = lease.parentShardIds.some((parent) => {
      const checkpoint = table.get(parent)?.checkpoint.kind;
      return checkpoint !== undefined && checkpoint !== "SHARD_END";
    });
    if (isBlocked) {
      clock.after(config.parentShardPollIntervalUs, () => this.#waitOnParents(lease));
      return;
    }
    const position = positionAfter(lease.checkpoint);
    if (position === undefined) return;
    this.#state = "processing";
    this.#publisher.start(position);
  }

  /** Stops at once; what is being processed still ends. */
  loseLease(): void {
    if (this.#state === "shard-end") return;
    this.#state = "lease-lost";
    this.#publisher.stop();
  }

  /** The process died. */
  abandon(): void {
    this.#publisher.stop();
  }

  #processNext(): void {
    if (this.#isBusy || this.#state !== "processing") return;
    const input = this.#publisher.next();
    if (input === undefined) return;
    const { processor, clock } = this.#parts;
    const records = input.slice.recordIds.length;
    const workUs = records === 0 ? 0 : processor.perBatchUs + records * processor.perRecordUs;
    this.#isBusy = true;
    clock.after(durationUs(workUs), () => {
      this.#isBusy = false;
      this.#processed(input);
    });
  }

  #processed(input: ProcessRecordsInput): void {
    const { listener, clock, processor } = this.#parts;
    if (input.slice.recordIds.length > 0) {
      this.#processedEnd = input.slice.end;
      listener.processed(this.#shard, input);
    }
    this.#behindLatestUs = input.behindLatestUs;
    if (this.#state !== "processing") return;
    if (input.childShards !== undefined) {
      this.#endShard(input.childShards);
      return;
    }
    if (clock.now() - this.#checkpointedUs >= processor.checkpointIntervalUs && !this.#checkpoint()) return;
    this.#processNext();
  }

  /** False when it cannot, because the lease is lost. */
  #checkpoint(): boolean {
    const { held, clock } = this.#parts;
    if (this.#processedEnd === undefined) return true;
    const checkpoint = { kind: "SEQUENCE_NUMBER", sequenceNumber: this.#processedEnd - 1 } as const;
    if (!held.checkpoint(this.#shard, this.token, checkpoint)) {
      this.#noticeLoss();
      return false;
    }
    this.#checkpointedUs = clock.now();
    return true;
  }

  /** The children get their leases before the parent's end is written, so that none can be forgotten. As ShutdownTask. */
  #endShard(childShards: readonly number[]): void {
    const { table, held, listener, parentsOf } = this.#parts;
    for (const child of childShards) {
      table.createIfNotExists({
        leaseKey: child,
        checkpoint: { kind: "TRIM_HORIZON" },
        parentShardIds: parentsOf(child),
      });
    }
    const isHeld =
      held.noteChildren(this.#shard, this.token, childShards) &&
      held.checkpoint(this.#shard, this.token, { kind: "SHARD_END" });
    if (!isHeld) {
      this.#noticeLoss();
      return;
    }
    this.#state = "shard-end";
    this.#publisher.stop();
    listener.shardEnded(this.#shard, childShards, true);
  }

  #noticeLoss(): void {
    this.loseLease();
    this.#parts.listener.leaseLost(this.#shard);
  }
}
