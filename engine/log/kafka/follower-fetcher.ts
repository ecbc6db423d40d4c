import { assertNever } from "../../base/assert.ts";
import { formatCount } from "../../base/format-number.ts";
import type { Probe } from "../../base/probe.ts";
import { durationUs } from "../../base/time.ts";
import { truncationOffset } from "./fetch-validation.ts";
import type { ClusterConfig } from "./kafka-config.ts";
import {
  type BrokerDirectory,
  type FetchEntry,
  type FetchPartition,
  type FetchResponse,
  type FetchSession,
  PARTITION_OVERHEAD_BYTES,
  REQUEST_OVERHEAD_BYTES,
} from "./messages.ts";
import type { Connection, Network } from "./network.ts";
import type { RecordBatch } from "./record-batch.ts";
import type { ReplicaLog } from "./storage/replica-log.ts";
import type { TopicPartition } from "./topic-partition.ts";

/** What a fetcher needs of the broker it lives in. */
export type FetcherHost = {
  readonly brokerId: number;
  readonly config: ClusterConfig;
  readonly network: Network;
  readonly directory: BrokerDirectory;
  readonly probe: Probe;
  readonly isRunning: () => boolean;
  brokerEpoch(): number;
  /** The slow-follower fault: how long this broker dawdles before each fetch. */
  fetchDelayUs(): number;
  logOf(partition: TopicPartition): ReplicaLog;
  /** Is a copy that is under way to be held back? */
  mustThrottle(partition: TopicPartition): boolean;
  /** So much of a partition has come. */
  received(partition: TopicPartition, bytes: number): void;
  /** Runs `done` when the disk has written this much; at once, as long as it keeps up. */
  write(sizeBytes: number, done: () => void): void;
};

/** A partition that is not delayed. */
const NO_DELAY_US = 0;

/**
 * Copies the partitions that one broker leads and another follows: fetch, append, fetch again. As ReplicaFetcherThread over
 * AbstractFetcherThread.
 *
 * Invariants: (1) at most one fetch is under way; (2) an answer is applied only to partitions that are still followed in the
 * epoch that was asked with; (3) a follower cuts its log only where the leader says that it diverges.
 */
export class FollowerFetcher {
  readonly leaderId: number;
  readonly #host: FetcherHost;
  #partitions: readonly FetchPartition[] = [];
  #session: FetchSession | undefined;
  /** idle: nothing to do. busy: a fetch, a connection attempt or a pause is under way and will lead on. */
  #state: "idle" | "busy" = "idle";
  #fetchDeadlineUs = Number.POSITIVE_INFINITY;
  #isTimeoutArmed = false;

  constructor(host: FetcherHost, leaderId: number) {
    this.#host = host;
    this.leaderId = leaderId;
  }

  /** Starts to follow a partition in an epoch of its leader. */
  follow(partition: TopicPartition, currentLeaderEpoch: number): void {
    const fetched: FetchPartition = {
      partition,
      currentLeaderEpoch,
      fetchOffset: 0,
      lastFetchedEpoch: -1,
      delayedUntilUs: NO_DELAY_US,
      sentHighWatermark: -1,
      sentLogStartOffset: -1,
    };
    this.#partitions = [...this.#partitions.filter((other) => other.partition !== partition), fetched];
    this.#next();
  }

  /** Stops to follow a partition; an answer that is under way no longer counts. */
  unfollow(partition: TopicPartition): void {
    this.#partitions = this.#partitions.filter((fetched) => fetched.partition !== partition);
  }

  #nowUs(): number {
    return this.#host.network.scheduler.now();
  }

  #next(): void {
    if (this.#state === "busy" || this.#partitions.length === 0) return;
    const nowUs = this.#nowUs();
    const isReady = (fetched: FetchPartition) =>
      fetched.delayedUntilUs <= nowUs && !this.#host.mustThrottle(fetched.partition);
    const ready = this.#partitions.every(isReady) ? this.#partitions : this.#partitions.filter(isReady);
    this.#state = "busy";
    if (ready.length === 0) {
      const earliest = this.#partitions.reduce(
        (first, fetched) => Math.min(first, Math.max(fetched.delayedUntilUs, this.#throttledUntilUs(fetched))),
        Number.POSITIVE_INFINITY,
      );
      this.#pause(earliest - nowUs);
    } else if (this.#session === undefined) this.#connect();
    else this.#send(this.#session, ready);
  }

  /** A partition that is held back is looked at again after the pause of a fetcher that has nothing to fetch. */
  #throttledUntilUs({ partition }: FetchPartition): number {
    return this.#host.mustThrottle(partition) ? this.#nowUs() + this.#host.config.replicaFetchBackoffUs : NO_DELAY_US;
  }

  #pause(spanUs: number): void {
    this.#host.network.scheduler.after(durationUs(spanUs), () => this.#resume());
  }

  #resume(): void {
    if (!this.#host.isRunning()) return;
    this.#state = "idle";
    this.#next();
  }

  #connect(): void {
    this.#host.network.connect(this.#host.brokerId, this.leaderId, {
      opened: (connection) => {
        this.#session = this.#openSession(connection);
        this.#resume();
      },
      refused: () => this.#pause(this.#host.config.replicaFetchBackoffUs),
      closed: () => this.#loseConnection(),
    });
  }

  #openSession(connection: Connection): FetchSession {
    for (const fetched of this.#partitions) {
      fetched.sentHighWatermark = -1;
      fetched.sentLogStartOffset = -1;
    }
    return {
      connection,
      respond: (response) => this.#onResponse(response),
      parked: undefined,
      isTimerArmed: false,
      rotation: 0,
    };
  }

  #loseConnection(): void {
    this.#session = undefined;
    this.#fetchDeadlineUs = Number.POSITIVE_INFINITY;
    this.#pause(this.#host.config.replicaFetchBackoffUs);
  }

  #send(session: FetchSession, ready: readonly FetchPartition[]): void {
    const delayUs = this.#host.fetchDelayUs();
    if (delayUs === 0) this.#sendNow(session, ready);
    else {
      this.#host.network.scheduler.after(durationUs(delayUs), () => {
        if (this.#host.isRunning() && this.#session === session) this.#sendNow(session, ready);
      });
    }
  }

  #sendNow(session: FetchSession, ready: readonly FetchPartition[]): void {
    for (const fetched of ready) {
      const log = this.#host.logOf(fetched.partition);
      fetched.fetchOffset = log.logEndOffset;
      fetched.lastFetchedEpoch = log.lastFetchedEpoch;
    }
    const request = {
      followerId: this.#host.brokerId,
      brokerEpoch: this.#host.brokerEpoch(),
      session,
      partitions: ready,
    };
    const sizeBytes = REQUEST_OVERHEAD_BYTES + PARTITION_OVERHEAD_BYTES * ready.length;
    session.connection.sendToServer(sizeBytes, () => this.#host.directory.endpointOf(this.leaderId)?.fetch(request));
    this.#fetchDeadlineUs = this.#nowUs() + this.#host.config.replicaSocketTimeoutUs;
    if (!this.#isTimeoutArmed) this.#armTimeout(this.#host.config.replicaSocketTimeoutUs);
  }

  /** One timer for all fetches: it looks when the newest one is due. */
  #armTimeout(spanUs: number): void {
    this.#isTimeoutArmed = true;
    this.#host.network.scheduler.after(durationUs(spanUs), () => {
      this.#isTimeoutArmed = false;
      if (!this.#host.isRunning() || this.#fetchDeadlineUs === Number.POSITIVE_INFINITY) return;
      const leftUs = this.#fetchDeadlineUs - this.#nowUs();
      if (leftUs > 0) this.#armTimeout(leftUs);
      else {
        this.#session?.connection.abandon();
        this.#loseConnection();
      }
    });
  }

  #onResponse(response: FetchResponse): void {
    if (!this.#host.isRunning()) return;
    this.#fetchDeadlineUs = Number.POSITIVE_INFINITY;
    this.#host.write(sizeOf(response), () => {
      if (!this.#host.isRunning()) return;
      for (const entry of response.entries) {
        if (this.#partitions.includes(entry.fetched)) this.#apply(entry);
      }
      this.#state = "idle";
      this.#next();
    });
  }

  #apply(entry: FetchEntry): void {
    const { partition } = entry.fetched;
    const log = this.#host.logOf(partition);
    switch (entry.kind) {
      case "data":
        this.#append(log, entry.batches);
        this.#host.received(partition, batchBytes(entry.batches));
        log.maybeIncrementHighWatermark(entry.highWatermark);
        log.incrementLogStartOffset(Math.min(entry.logStartOffset, log.highWatermark));
        return;
      case "diverging":
        this.#reportCut(partition, log.truncateTo(truncationOffset(log, entry)), entry.epoch);
        return;
      case "out-of-range":
        if (entry.leaderLogEndOffset < log.logEndOffset) {
          this.#reportCut(partition, log.truncateTo(entry.leaderLogEndOffset), entry.fetched.currentLeaderEpoch);
        } else if (entry.leaderLogStartOffset > log.logEndOffset) {
          // What lies between the two logs has been deleted at the leader: there is nothing to go on from.
          const cut = log.truncateFullyAndStartAt(entry.leaderLogStartOffset);
          this.#reportCut(partition, cut, entry.fetched.currentLeaderEpoch);
        }
        return;
      case "moved-to-tiered-storage": {
        const cut = log.restartBehindRemote(entry.leaderLocalLogStartOffset, entry.leaderLogStartOffset);
        this.#reportCut(partition, cut, entry.fetched.currentLeaderEpoch);
        return;
      }
      case "error":
        // A fenced epoch means that newer metadata is on its way; it brings a new partition state with it.
        if (entry.error === "FENCED_LEADER_EPOCH") this.unfollow(partition);
        else entry.fetched.delayedUntilUs = this.#nowUs() + this.#host.config.replicaFetchBackoffUs;
        return;
      default:
        assertNever(entry);
    }
  }

  #append(log: ReplicaLog, batches: readonly RecordBatch[]): void {
    const nowUs = this.#nowUs();
    for (const batch of batches) {
      // The leader's log may start within a batch, after a client deleted records: an empty follower takes the whole batch.
      const isWithin = batch.baseOffset < log.logEndOffset && log.logEndOffset === log.logStartOffset;
      if (isWithin) log.truncateFullyAndStartAt(batch.baseOffset);
      log.appendAsFollower(batch, nowUs);
    }
  }

  #reportCut(partition: TopicPartition, records: number, leaderEpoch: number): void {
    if (records === 0) return;
    const { brokerId, probe } = this.#host;
    probe.event({
      kind: "log-truncated",
      atUs: this.#host.network.scheduler.now(),
      subject: partition.label,
      severity: "warning",
      message: `Broker ${brokerId} cut ${formatCount(records)} records off its replica of ${partition.label}: they are not in the log of leader ${this.leaderId}`,
      fields: { partition: partition.label, broker: brokerId, leader: this.leaderId, records, leaderEpoch },
    });
  }
}

/** Bytes of batches in a response. */
function sizeOf({ entries }: FetchResponse): number {
  let bytes = 0;
  for (const entry of entries) {
    if (entry.kind === "data") bytes += batchBytes(entry.batches);
  }
  return bytes;
}

function batchBytes(batches: readonly RecordBatch[]): number {
  let bytes = 0;
  for (const { sizeBytes } of batches) bytes += sizeBytes;
  return bytes;
}
