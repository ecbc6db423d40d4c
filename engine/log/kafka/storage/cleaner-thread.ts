import { formatCount } from "../../../base/format-number.ts";
import type { Probe } from "../../../base/probe.ts";
import type { Scheduler } from "../../../base/scheduler.ts";
import { durationUs } from "../../../base/time.ts";
import { type CleaningResult, cleanLog } from "./log-cleaner.ts";
import { deleteOldSegments } from "./log-retention.ts";
import { isCleanable, type LogToClean, logToClean } from "./log-to-clean.ts";
import type { LogRecords } from "./log-validator.ts";
import { offsetMapCapacity } from "./offset-map.ts";
import type { ReplicaLog } from "./replica-log.ts";
import type { StorageConfig } from "./storage-config.ts";

/** What the cleaner needs of the broker it lives in. */
export type CleanerHost = {
  readonly brokerId: number;
  readonly config: StorageConfig;
  readonly scheduler: Scheduler;
  readonly probe: Probe;
  readonly records: LogRecords | undefined;
  readonly isRunning: () => boolean;
  /** The logs on the broker's disk, in the order in which they were made. */
  logs(): Iterable<ReplicaLog>;
};

/** What the cleaner has done and sees. As the metrics of LogCleaner. */
export type CleanerReport = {
  /** Of the logs that could be cleaned, the dirtiest one's share, 0 to 100. */
  readonly maxDirtyPercent: number;
  readonly lastResult: CleaningResult | undefined;
  readonly lastDurationUs: number;
  readonly rounds: number;
};

const US_PER_SECOND = 1_000_000;

/**
 * Cleans the compacted logs of one broker, the dirtiest first, one at a time; when none is dirty enough it looks again after
 * log.cleaner.backoff.ms. As LogCleaner with one CleanerThread.
 *
 * Invariant: a log changes at the end of its round only, and then as a whole.
 */
export class CleanerThread {
  readonly #host: CleanerHost;
  #isStarted = false;
  #maxDirtyPercent = 0;
  #lastResult: CleaningResult | undefined;
  #lastDurationUs = 0;
  #rounds = 0;

  constructor(host: CleanerHost) {
    this.#host = host;
  }

  get report(): CleanerReport {
    return {
      maxDirtyPercent: this.#maxDirtyPercent,
      lastResult: this.#lastResult,
      lastDurationUs: this.#lastDurationUs,
      rounds: this.#rounds,
    };
  }

  /** Begins to look, once; a broker without compacted topics need not. */
  start(): void {
    if (this.#isStarted || !this.#host.config.isCleanerEnabled) return;
    this.#isStarted = true;
    this.#pause();
  }

  #pause(): void {
    this.#host.scheduler.after(durationUs(Math.max(1, this.#host.config.cleanerBackoffUs)), () => this.#work());
  }

  #work(): void {
    if (!this.#host.isRunning()) return;
    const nowUs = this.#host.scheduler.now();
    const filthiest = this.#findFilthiest(nowUs);
    for (const log of this.#host.logs()) if (log.settings.cleanupPolicy.compact) deleteOldSegments(log, nowUs);
    if (filthiest === undefined) {
      this.#pause();
      return;
    }
    const bytes = filthiest.cleanBytes + filthiest.cleanableBytes;
    const spanUs = Math.max(1, Math.ceil((bytes * US_PER_SECOND) / this.#host.config.cleanerBytesPerSecond));
    this.#host.scheduler.after(durationUs(spanUs), () => {
      if (!this.#host.isRunning()) return;
      this.#clean(filthiest, spanUs);
      this.#work();
    });
  }

  #findFilthiest(nowUs: number): LogToClean | undefined {
    let filthiest: LogToClean | undefined;
    let mostDirty = 0;
    for (const log of this.#host.logs()) {
      if (!log.settings.cleanupPolicy.compact) continue;
      const candidate = logToClean(log, nowUs);
      mostDirty = Math.max(mostDirty, candidate.cleanableRatio);
      if (isCleanable(candidate) && candidate.cleanableRatio > (filthiest?.cleanableRatio ?? -1)) filthiest = candidate;
    }
    this.#maxDirtyPercent = Math.floor(mostDirty * 100);
    return filthiest;
  }

  /** The log may have been cut or deleted from while it was read: then there is less to clean, or nothing. */
  #clean({ log }: LogToClean, spanUs: number): void {
    const { config, records, scheduler } = this.#host;
    const nowUs = scheduler.now();
    const range = logToClean(log, nowUs);
    if (range.firstUncleanableOffset <= range.firstDirtyOffset) return;
    const mapCapacity = offsetMapCapacity(config.cleanerDedupeBufferBytes, config.cleanerIoBufferLoadFactor);
    const result = cleanLog(log, range, { records, mapCapacity, nowUs });
    this.#lastResult = result;
    this.#lastDurationUs = spanUs;
    this.#rounds += 1;
    this.#report(log, result);
  }

  #report(
    { label }: ReplicaLog,
    { bytesRead, bytesWritten, recordsRead, recordsWritten, endOffset }: CleaningResult,
  ): void {
    const { brokerId, probe, scheduler } = this.#host;
    const gone = recordsRead - recordsWritten;
    probe.event({
      kind: "log-cleaned",
      atUs: scheduler.now(),
      subject: label,
      severity: "info",
      message: `Broker ${brokerId} compacted its replica of ${label} up to offset ${endOffset}: ${formatCount(gone)} of ${formatCount(recordsRead)} records went`,
      fields: { partition: label, broker: brokerId, endOffset, recordsRead, recordsWritten, bytesRead, bytesWritten },
    });
  }
}
