import { formatCount } from "../../../base/format-number.ts";
import { durationUs } from "../../../base/time.ts";
import type { CleanerHost } from "./cleaner-thread.ts";
import type { LogSegment } from "./log-segment.ts";
import { UNLIMITED } from "./log-settings.ts";
import type { RemotePartition, RemoteSegment } from "./remote-storage.ts";
import type { ReplicaLog } from "./replica-log.ts";

/** What the manager needs of the broker it lives in. */
export type RemoteLogHost = CleanerHost & {
  /** Does this broker lead the partition of a log? */
  leads(log: ReplicaLog): boolean;
};

/** Counted since the broker's process began, by Kafka's names of the meters. As BrokerTopicMetrics. */
export type RemoteLogMetrics = {
  readonly RemoteCopyBytes: number;
  readonly RemoteCopyRequests: number;
  readonly RemoteDeleteRequests: number;
};

const US_PER_SECOND = 1_000_000;

/**
 * Copies closed segments of the logs that this broker leads to remote storage, deletes there what the topic keeps no longer, and
 * tells the logs that it follows how far the copies are. As RemoteLogManager with its copy, expiration and follower tasks.
 *
 * Invariants: (1) only what is stable is copied, oldest first, one segment at a time; (2) a log's start follows what is deleted
 * in remote storage.
 */
export class RemoteLogManager {
  readonly #host: RemoteLogHost;
  readonly #copying = new Set<ReplicaLog>();
  readonly #counts = { RemoteCopyBytes: 0, RemoteCopyRequests: 0, RemoteDeleteRequests: 0 };
  #isStarted = false;

  constructor(host: RemoteLogHost) {
    this.#host = host;
  }

  get metrics(): RemoteLogMetrics {
    return this.#counts;
  }

  /** Begins to look, once; a broker without tiered topics need not. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    const { config, scheduler, isRunning } = this.#host;
    const interval = durationUs(config.remoteTaskIntervalUs);
    const tick = () => {
      if (!isRunning()) return;
      for (const log of this.#host.logs()) this.#look(log);
      scheduler.after(interval, tick);
    };
    scheduler.after(interval, tick);
  }

  #look(log: ReplicaLog): void {
    const { remote } = log;
    if (remote === undefined) return;
    if (this.#host.leads(log)) {
      this.#expire(log, remote);
      if (!this.#copying.has(log)) this.#copyNext(log, remote);
    } else log.noteCopiedTo(remote.highestOffset);
  }

  /** As RLMCopyTask.copyLogSegmentsToRemote. */
  #copyNext(log: ReplicaLog, remote: RemotePartition): void {
    log.noteCopiedTo(remote.highestOffset);
    const segment = nextToCopy(log, remote);
    if (segment === undefined) return;
    const { config, scheduler, isRunning } = this.#host;
    const spanUs = config.remoteLatencyUs + (segment.sizeBytes * US_PER_SECOND) / config.remoteBytesPerSecond;
    this.#copying.add(log);
    this.#counts.RemoteCopyRequests += 1;
    scheduler.after(durationUs(Math.ceil(spanUs)), () => {
      this.#copying.delete(log);
      // Another broker may lead by now, and may have copied the same segment.
      if (!isRunning() || !this.#host.leads(log)) return;
      if (nextToCopy(log, remote) === segment) {
        remote.add(copyOf(log, segment));
        this.#counts.RemoteCopyBytes += segment.sizeBytes;
      }
      this.#copyNext(log, remote);
    });
  }

  /** By the total retention, which also counts what only the brokers have. As RLMExpirationTask.cleanupExpiredRemoteLogSegments. */
  #expire(log: ReplicaLog, remote: RemotePartition): void {
    const nowUs = this.#host.scheduler.now();
    const { retentionUs, retentionBytes } = log.settings;
    let excess = retentionBytes === UNLIMITED ? 0 : remote.sizeBytes + localOnlyBytes(log, remote) - retentionBytes;
    let count = 0;
    for (const { segment } of remote.segments) {
      const isBelowStart = segment.nextOffset <= log.logStartOffset;
      const isTooOld = retentionUs !== UNLIMITED && nowUs - segment.largestTimestampUs > retentionUs;
      const isTooMuch = excess > 0 && excess - segment.sizeBytes >= 0;
      if (!isBelowStart && !isTooOld && !isTooMuch) break;
      if (isTooMuch) excess -= segment.sizeBytes;
      count += 1;
    }
    if (count === 0) return;
    const removed = remote.removeFirst(count);
    this.#counts.RemoteDeleteRequests += count;
    const end = removed.at(-1)?.segment.nextOffset ?? 0;
    log.incrementLogStartOffset(Math.min(end, log.highWatermark));
    this.#report(log, removed);
  }

  #report({ label, logStartOffset }: ReplicaLog, removed: readonly RemoteSegment[]): void {
    const { brokerId, probe, scheduler } = this.#host;
    probe.event({
      kind: "remote-segments-deleted",
      atUs: scheduler.now(),
      subject: label,
      severity: "info",
      message: `${formatCount(removed.length)} ${removed.length === 1 ? "segment" : "segments"} of ${label} left remote storage; the log starts at ${logStartOffset}`,
      fields: { partition: label, broker: brokerId, segments: removed.length, logStartOffset },
    });
  }
}

/** The oldest closed segment that is stable and not there yet. As RLMCopyTask.candidateLogSegments. */
function nextToCopy(log: ReplicaLog, remote: RemotePartition): LogSegment | undefined {
  const copied = remote.highestOffset;
  return log.segments.list.find(
    (segment) =>
      segment !== log.segments.active &&
      segment.sizeBytes > 0 &&
      segment.baseOffset > copied &&
      segment.nextOffset <= log.lastStableOffset,
  );
}

function copyOf(log: ReplicaLog, segment: LogSegment): RemoteSegment {
  const epochs = log.epochs.entries.filter(({ startOffset }) => startOffset < segment.nextOffset);
  return { segment, epochs, producers: log.producersAt(segment.nextOffset) };
}

function localOnlyBytes(log: ReplicaLog, remote: RemotePartition): number {
  const copied = remote.highestOffset;
  return log.segments.list.reduce((sum, each) => (each.baseOffset > copied ? sum + each.sizeBytes : sum), 0);
}
