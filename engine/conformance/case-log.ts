import { NO_PRODUCER_STAMP, PLAIN_BATCH, type UnplacedBatch } from "../log/kafka/record-batch.ts";
import { DEFAULT_LOG_SETTINGS, type LogSettings } from "../log/kafka/storage/log-settings.ts";
import type { LogRecords } from "../log/kafka/storage/log-validator.ts";
import { RemotePartition } from "../log/kafka/storage/remote-storage.ts";
import { type AppendResult, ReplicaLog } from "../log/kafka/storage/replica-log.ts";

/** The instant at which the cases happen, far from 1970, from where they count the age of old records. */
export const CASE_NOW_US = 1_700_000_000_000_000;

/** Bytes of a batch where a case gives no size: its unit. */
export const UNIT_BYTES = 100;

/** What the engine keeps of the records of a case: nothing but their keys and times. */
export class CaseRecords implements LogRecords {
  readonly #keys: number[] = [];
  readonly #timesUs: number[] = [];

  /** A new record; its id. The key -1 is a null key. */
  add(key: number, timeUs: number = CASE_NOW_US): number {
    this.#keys.push(key);
    this.#timesUs.push(timeUs);
    return this.#keys.length - 1;
  }

  keyIdOf(recordId: number): number {
    return this.#keys[recordId] ?? -1;
  }

  isTombstone(): boolean {
    return false;
  }

  createTimeUs(recordId: number): number {
    return this.#timesUs[recordId] ?? 0;
  }
}

/** How a batch of a case differs from one record without a key, one unit large. */
export type CaseBatch = Partial<UnplacedBatch> & { readonly keys?: readonly number[]; readonly timeUs?: number };

/** A log and the records in it. */
export class CaseLog {
  readonly records = new CaseRecords();
  readonly log: ReplicaLog;

  constructor(settings: Partial<LogSettings> = {}, maxMessageBytes = Number.MAX_SAFE_INTEGER) {
    const remote = settings.isRemoteStorageEnabled === true ? new RemotePartition() : undefined;
    this.log = new ReplicaLog(Number.MAX_SAFE_INTEGER, {
      settings: { ...DEFAULT_LOG_SETTINGS, ...settings },
      maxMessageBytes,
      records: this.records,
      remote,
      createdUs: CASE_NOW_US,
    });
  }

  /** The batch that a leader is asked to append. */
  batch({ keys = [-1], timeUs = CASE_NOW_US, ...rest }: CaseBatch = {}): UnplacedBatch {
    return {
      ...NO_PRODUCER_STAMP,
      ...PLAIN_BATCH,
      recordIds: Uint32Array.from(keys, (key) => this.records.add(key, timeUs)),
      sizeBytes: UNIT_BYTES,
      maxTimestampUs: timeUs,
      ...rest,
    };
  }

  /** Appends as the leader of an epoch. */
  append(batch: CaseBatch = {}, leaderEpoch = 0): AppendResult {
    return this.log.appendAsLeader(this.batch(batch), { leaderEpoch, nowUs: CASE_NOW_US });
  }

  /** Copies the oldest segments to remote storage. */
  copyToRemote(count: number): void {
    for (const segment of this.log.segments.list.slice(0, count)) {
      this.log.remote?.add({ segment, epochs: this.log.epochs.entries, producers: undefined });
      this.log.noteCopiedTo(segment.nextOffset - 1);
    }
  }

  /** What readers see of the log from an offset up to and without another: the offsets of its records, markers too. */
  offsets(from: number, to: number): number[] {
    const found: number[] = [];
    this.log.visitFrom(from, ({ baseOffset, lastOffset, offsetDeltas }) => {
      const deltas = offsetDeltas ?? Array.from({ length: lastOffset - baseOffset + 1 }, (_, delta) => delta);
      for (const delta of deltas) found.push(baseOffset + delta);
      return lastOffset + 1 < to;
    });
    return found.filter((offset) => offset >= from && offset < to);
  }
}
