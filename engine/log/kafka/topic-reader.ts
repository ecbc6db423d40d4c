import { err, ok, type Result } from "../../base/result.ts";
import type { BrokerMachines } from "./broker-machines.ts";
import type { IsolationLevel } from "./consumer/consumer-config.ts";
import type { Controller } from "./controller/controller.ts";
import { type KafkaError, type KafkaErrorName, kafkaError } from "./kafka-error.ts";
import { offsetOfRecord, type RecordBatch, recordIndexAt } from "./record-batch.ts";
import type { LogSettings } from "./storage/log-settings.ts";
import type { ReplicaLog } from "./storage/replica-log.ts";
import type { TopicPartition } from "./topic-partition.ts";
import { CommittedFilter } from "./transaction/committed-filter.ts";

/** Offsets from `from` up to and without `to`. */
export type OffsetRange = { readonly from: number; readonly to: number };

/** Records `firstIndex .. endIndex` of a batch lie at the offsets from `offsetOfFirst` on, without a gap. */
export type BatchVisitor = (batch: RecordBatch, firstIndex: number, endIndex: number, offsetOfFirst: number) => void;

/**
 * A partition as the screen and the history show it; leader -1 is none. Ends are those of the live leader's log; without one,
 * those on the disk of the broker that led last or will lead next.
 */
export type PartitionDescription = {
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly isr: readonly number[];
  /** Eligible leader replicas and the last known leader (KIP-966). */
  readonly elr: readonly number[];
  readonly lastKnownElr: readonly number[];
  readonly replicas: readonly number[];
  readonly logEndOffset: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
};

/** A partition's log in a few numbers; `settings` are undefined while no replica is known. */
export type LogOutline = {
  readonly logStartOffset: number;
  readonly lastStableOffset: number;
  readonly sizeBytes: number;
  readonly segments: number;
  readonly openTransactions: number;
  readonly producers: number;
  readonly settings: LogSettings | undefined;
};

/**
 * What can be known of a topic's partitions without a client: for stream jobs, whose fetches take no time, and for the screen.
 *
 * Invariant: reads see records below the high watermark of a live leader only.
 */
export class TopicReader {
  readonly #machines: BrokerMachines;
  readonly #controller: Controller;

  constructor(machines: BrokerMachines, controller: Controller) {
    this.#machines = machines;
    this.#controller = controller;
  }

  /**
   * The high watermark, or the last stable offset for read_committed; undefined while no live leader answers, or while a new leader's watermark has not yet reached the start
   * of its epoch, lest offsets seem to go back (KIP-207). As ListOffsets(latest).
   */
  latestOffset(partition: TopicPartition, isolation: IsolationLevel = "read_uncommitted"): number | undefined {
    const leader = this.#machines.liveLeaderOf(partition);
    if (leader?.hasReachedEpochStart !== true) return undefined;
    return isolation === "read_committed" ? leader.log.lastStableOffset : leader.log.highWatermark;
  }

  /** The log start offset; 0 while no live leader answers. As ListOffsets(earliest). */
  earliestOffset(partition: TopicPartition): number {
    return this.#machines.liveLeaderOf(partition)?.log.logStartOffset ?? 0;
  }

  /**
   * Visits the records of a range of offsets in order, from the live leader and below its high watermark; with read_committed
   * those of aborted transactions are left out, and the range must end at the last stable offset at most. Errors:
   * LEADER_NOT_AVAILABLE without a live leader, OFFSET_NOT_AVAILABLE while its high watermark has yet to reach the range (both
   * pass), OFFSET_OUT_OF_RANGE when the range is not within the log: what was there is gone.
   */
  read(
    at: TopicPartition,
    range: OffsetRange,
    visit: BatchVisitor,
    isolation: IsolationLevel = "read_uncommitted",
  ): Result<void, KafkaError> {
    const log = this.#machines.liveLeaderOf(at)?.log;
    if (log === undefined) return err(kafkaError("LEADER_NOT_AVAILABLE", `${at.label} has no live leader`));
    const isFiltered = isolation === "read_committed";
    const readableEnd = isFiltered ? log.lastStableOffset : log.highWatermark;
    const problem = rangeProblem(log, range, readableEnd);
    if (problem !== undefined) {
      const wanted = `offsets ${range.from} to ${range.to} of ${at.label}`;
      return err(kafkaError(problem, `${wanted}: readable are ${log.logStartOffset} to ${readableEnd}`));
    }
    const filter = isFiltered ? new CommittedFilter(log.abortedIn(range.from, range.to)) : undefined;
    log.visitFrom(range.from, (batch) => {
      if (batch.baseOffset >= range.to) return false;
      if (filter?.isAborted(batch) === true) return true;
      visitRuns(batch, recordIndexAt(batch, range.from), recordIndexAt(batch, range.to), visit);
      return true;
    });
    return ok(undefined);
  }

  /**
   * A client has the records below an offset deleted, -1 for all below the high watermark; the request takes no time. Errors:
   * LEADER_NOT_AVAILABLE, POLICY_VIOLATION for a topic that is only compacted, OFFSET_OUT_OF_RANGE above the high watermark. As
   * DeleteRecords.
   */
  deleteRecords(at: TopicPartition, beforeOffset: number): Result<void, KafkaError> {
    const log = this.#machines.liveLeaderOf(at)?.log;
    if (log === undefined) return err(kafkaError("LEADER_NOT_AVAILABLE", `${at.label} has no live leader`));
    if (!log.settings.cleanupPolicy.delete) {
      return err(kafkaError("POLICY_VIOLATION", `cleanup.policy of ${at.topic} does not include delete`));
    }
    const error = log.deleteRecordsBefore(beforeOffset);
    if (error === undefined) return ok(undefined);
    return err(kafkaError(error, `${at.label} can be deleted up to ${log.highWatermark}, not to ${beforeOffset}`));
  }

  /** Leader and ISR as the controller knows them, ends as the live leader has them. */
  describe(partition: TopicPartition): PartitionDescription {
    const { leader, leaderEpoch, isr, elr, lastKnownElr, replicas } = this.#controller.registrationOf(partition);
    const log = this.#knownLog(partition);
    const ends = {
      logEndOffset: log?.logEndOffset ?? 0,
      highWatermark: log?.highWatermark ?? 0,
      lastStableOffset: log?.lastStableOffset ?? 0,
    };
    return { leader, leaderEpoch, isr, elr, lastKnownElr, replicas, ...ends };
  }

  /** What can be told of a partition's log without going through it, from where `describe` takes its ends. */
  outline(partition: TopicPartition): LogOutline {
    const log = this.#knownLog(partition);
    return {
      logStartOffset: log?.logStartOffset ?? 0,
      lastStableOffset: log?.lastStableOffset ?? 0,
      sizeBytes: log?.segments.sizeBytes ?? 0,
      segments: log?.segments.list.length ?? 0,
      openTransactions: log?.producers.transactions.openCount ?? 0,
      producers: log?.producers.activeProducers ?? 0,
      settings: log?.settings,
    };
  }

  /** The high watermark, from where `describe` takes it. */
  highWatermark(partition: TopicPartition): number {
    return this.#knownLog(partition)?.highWatermark ?? 0;
  }

  /** The live leader's log; without one, that on the disk of the broker that led last or will lead next. */
  #knownLog(partition: TopicPartition): ReplicaLog | undefined {
    const live = this.#machines.liveLeaderOf(partition)?.log;
    if (live !== undefined) return live;
    const { leader, isr, elr, lastKnownElr } = this.#controller.registrationOf(partition);
    const brokerId = leader < 0 ? (isr[0] ?? lastKnownElr[0] ?? elr[0]) : leader;
    return brokerId === undefined ? undefined : this.#machines.replicaOf(partition, brokerId);
  }
}

/** One visit for each run of records without a gap between their offsets. */
function visitRuns(batch: RecordBatch, first: number, end: number, visit: BatchVisitor): void {
  const deltas = batch.offsetDeltas;
  let from = first;
  while (from < end) {
    let to = deltas === undefined ? end : from + 1;
    while (deltas !== undefined && to < end && deltas[to] === (deltas[to - 1] as number) + 1) to += 1;
    visit(batch, from, to, offsetOfRecord(batch, from));
    from = to;
  }
}

function rangeProblem(log: ReplicaLog, { from, to }: OffsetRange, readableEnd: number): KafkaErrorName | undefined {
  if (from < log.logStartOffset || to > log.logEndOffset) return "OFFSET_OUT_OF_RANGE";
  return to > readableEnd ? "OFFSET_NOT_AVAILABLE" : undefined;
}
