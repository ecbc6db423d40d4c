import { formatCount } from "../../../base/format-number.ts";
import { durationUs } from "../../../base/time.ts";
import { CleanerThread } from "./cleaner-thread.ts";
import { type Deletion, deleteOldSegments } from "./log-retention.ts";
import { FOREVER_US } from "./log-settings.ts";
import { type RemoteLogHost, RemoteLogManager } from "./remote-log-manager.ts";
import type { ReplicaLog } from "./replica-log.ts";

const REASONS: Readonly<Record<Deletion["reason"], string>> = {
  "log-start-offset-breach": "they lie before the start of the log",
  "retention-size-breach": "the log is larger than retention.bytes",
  "retention-ms-breach": "they are older than retention.ms",
};

/**
 * Looks after the logs on one broker's disk: old segments go, logs are forced to disk when flush.ms says so, compacted ones are
 * cleaned. As LogManager.
 *
 * Invariant: a compacted log's old segments are the cleaner's business alone, so that nobody deletes what is being cleaned.
 */
export class LogManager {
  readonly cleaner: CleanerThread;
  readonly remote: RemoteLogManager;
  readonly #host: RemoteLogHost;

  constructor(host: RemoteLogHost) {
    this.#host = host;
    this.remote = new RemoteLogManager(host);
    this.cleaner = new CleanerThread(host);
  }

  /** Starts the periodic tasks. */
  startTasks(): void {
    const { initialTaskDelayUs, retentionCheckIntervalUs, flushSchedulerIntervalUs } = this.#host.config;
    this.#every(initialTaskDelayUs, retentionCheckIntervalUs, () => this.#deleteOldSegments());
    if (flushSchedulerIntervalUs < FOREVER_US) {
      this.#every(initialTaskDelayUs, flushSchedulerIntervalUs, () => this.#flushDirtyLogs());
    }
    for (const log of this.#host.logs()) this.adopt(log);
  }

  /** A log is there, old or new. */
  adopt(log: ReplicaLog): void {
    if (log.settings.cleanupPolicy.compact) this.cleaner.start();
    if (log.remote !== undefined) this.remote.start();
  }

  #every(delayUs: number, intervalUs: number, act: () => void): void {
    const { scheduler, isRunning } = this.#host;
    const interval = durationUs(Math.max(1, intervalUs));
    const tick = () => {
      if (!isRunning()) return;
      act();
      scheduler.after(interval, tick);
    };
    scheduler.after(durationUs(delayUs), tick);
  }

  /** As LogManager.cleanupLogs. */
  #deleteOldSegments(): void {
    const nowUs = this.#host.scheduler.now();
    for (const log of this.#host.logs()) {
      if (log.settings.cleanupPolicy.compact) continue;
      for (const deletion of deleteOldSegments(log, nowUs)) this.#report(log, deletion);
    }
  }

  /** As LogManager.flushDirtyLogs. */
  #flushDirtyLogs(): void {
    const nowUs = this.#host.scheduler.now();
    for (const { durability, settings, logEndOffset } of this.#host.logs()) {
      if (nowUs - durability.lastFlushUs >= settings.flushUs) durability.force(logEndOffset, nowUs);
    }
  }

  #report(log: ReplicaLog, { reason, segments }: Deletion): void {
    const { brokerId, probe, scheduler } = this.#host;
    const bytes = segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const { label, localLogStartOffset } = log;
    probe.event({
      kind: "segments-deleted",
      atUs: scheduler.now(),
      subject: label,
      severity: "info",
      message: `Broker ${brokerId} dropped ${formatCount(segments.length)} ${segments.length === 1 ? "segment" : "segments"} of ${label}: ${REASONS[reason]}; its disk has offsets from ${localLogStartOffset} on`,
      fields: { partition: label, broker: brokerId, reason, segments: segments.length, bytes, localLogStartOffset },
    });
  }
}
