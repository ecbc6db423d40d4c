import type { Scheduler } from "../../base/scheduler.ts";
import { timeUs } from "../../base/time.ts";
import { validateFetch } from "./fetch-validation.ts";
import type { ClusterConfig } from "./kafka-config.ts";
import type { KafkaErrorName } from "./kafka-error.ts";
import {
  type FetchEntry,
  type FetchPartition,
  type FetchRequest,
  type FetchSession,
  PARTITION_OVERHEAD_BYTES,
  REQUEST_OVERHEAD_BYTES,
} from "./messages.ts";
import type { PartitionLeader } from "./partition-leader.ts";
import type { RecordBatch } from "./record-batch.ts";
import type { ReplicaLog } from "./storage/replica-log.ts";

/** What the service needs of the broker it lives in. */
export type FetchServiceHost = {
  readonly config: ClusterConfig;
  readonly scheduler: Scheduler;
  readonly isRunning: () => boolean;
  leaderOf(partitionId: number): PartitionLeader | undefined;
  /** Is a copy that is under way to be held back? Replicas in sync never are. */
  mustThrottle(leader: PartitionLeader, followerId: number): boolean;
  /** So much of a partition is on its way to a follower. */
  sent(leader: PartitionLeader, followerId: number, bytes: number): void;
};

/** What one pass over a fetch found. */
type FetchPass = {
  readonly entries: FetchEntry[];
  bytes: number;
  mustAnswer: boolean;
  /** The first partition whose data had no room. */
  firstLeftOut: FetchPartition | undefined;
};

/**
 * Answers followers' fetches: at once when there is enough data, an error or a diverging epoch, else when data comes or the
 * wait is over. As ReplicaManager.fetchMessages with DelayedFetch and FetchSession.
 *
 * Invariant: a session has at most one fetch under way, so at most one is parked.
 */
export class FetchService {
  readonly #host: FetchServiceHost;
  readonly #sessions = new Set<FetchSession>();

  constructor(host: FetchServiceHost) {
    this.#host = host;
  }

  /** A fetch arrives: it tells how far the follower is, then it is answered or parked. */
  fetch(request: FetchRequest): void {
    const pass = this.#read(request, true);
    if (this.#isAnswerable(pass)) {
      this.#answer(request, pass);
      return;
    }
    const deadlineUs = this.#host.scheduler.now() + this.#host.config.replicaFetchWaitMaxUs;
    request.session.parked = { request, deadlineUs };
    this.#sessions.add(request.session);
    this.#armTimer(request.session, deadlineUs);
  }

  /** A partition has new records, or this broker has stopped leading it: parked fetches of its followers may be answered. */
  wake(leader: PartitionLeader): void {
    for (const session of this.#sessions) {
      if (!session.connection.isOpen) this.#sessions.delete(session);
      const parked = session.parked;
      if (parked === undefined || leader.remoteOf(parked.request.followerId) === undefined) continue;
      const pass = this.#read(parked.request, false);
      if (this.#isAnswerable(pass)) this.#answer(parked.request, pass);
    }
  }

  #isAnswerable(pass: FetchPass): boolean {
    return pass.mustAnswer || pass.bytes >= this.#host.config.replicaFetchMinBytes;
  }

  #armTimer(session: FetchSession, deadlineUs: number): void {
    if (session.isTimerArmed) return;
    session.isTimerArmed = true;
    this.#host.scheduler.at(timeUs(deadlineUs), () => {
      session.isTimerArmed = false;
      if (!session.connection.isOpen || !this.#host.isRunning()) {
        this.#sessions.delete(session);
        return;
      }
      const parked = session.parked;
      if (parked === undefined) return;
      if (parked.deadlineUs > this.#host.scheduler.now()) this.#armTimer(session, parked.deadlineUs);
      else this.#answer(parked.request, this.#read(parked.request, false));
    });
  }

  #answer(request: FetchRequest, pass: FetchPass): void {
    const { session } = request;
    session.parked = undefined;
    for (const entry of pass.entries) {
      if (entry.kind !== "data") continue;
      entry.fetched.sentHighWatermark = entry.highWatermark;
      entry.fetched.sentLogStartOffset = entry.logStartOffset;
      this.#noteSent(request, entry.fetched, entry.batches);
    }
    const sizeBytes = REQUEST_OVERHEAD_BYTES + PARTITION_OVERHEAD_BYTES * pass.entries.length + pass.bytes;
    const response = { entries: pass.entries };
    session.connection.sendToClient(sizeBytes, () => session.respond(response));
  }

  #noteSent({ followerId }: FetchRequest, { partition }: FetchPartition, batches: readonly RecordBatch[]): void {
    const leader = this.#host.leaderOf(partition.id);
    if (leader === undefined || batches.length === 0) return;
    this.#host.sent(
      leader,
      followerId,
      batches.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    );
  }

  /**
   * Reads every partition once, also when the response is full; a fresh fetch updates what the leaders know of the follower. Who
   * was left out comes first next time. As ReplicaManager.readFromLog.
   */
  #read(request: FetchRequest, isFresh: boolean): FetchPass {
    const pass: FetchPass = { entries: [], bytes: 0, mustAnswer: false, firstLeftOut: undefined };
    const { partitions, session } = request;
    const count = partitions.length;
    for (let index = 0; index < count; index++) {
      const fetched = partitions[(index + session.rotation) % count] as FetchPartition;
      const leader = this.#host.leaderOf(fetched.partition.id);
      const error = leader === undefined ? "NOT_LEADER_OR_FOLLOWER" : epochError(fetched, leader);
      if (leader === undefined || error !== undefined) {
        pass.entries.push({ kind: "error", fetched, error: error ?? "NOT_LEADER_OR_FOLLOWER" });
        pass.mustAnswer = true;
        continue;
      }
      this.#readPartition(pass, request, fetched, leader);
      if (isFresh) noteProgress(request, fetched, leader);
    }
    if (pass.firstLeftOut !== undefined) session.rotation = partitions.indexOf(pass.firstLeftOut);
    return pass;
  }

  #readPartition(
    pass: FetchPass,
    { followerId }: FetchRequest,
    fetched: FetchPartition,
    leader: PartitionLeader,
  ): void {
    const { log } = leader;
    const verdict = validateFetch(log, fetched);
    if (verdict.kind === "diverging") {
      pass.entries.push({ kind: "diverging", fetched, epoch: verdict.epoch, endOffset: verdict.endOffset });
      pass.mustAnswer = true;
    } else if (verdict.kind === "out-of-range") {
      const { logStartOffset, logEndOffset } = log;
      pass.entries.push({
        kind: "out-of-range",
        fetched,
        leaderLogStartOffset: logStartOffset,
        leaderLogEndOffset: logEndOffset,
      });
      pass.mustAnswer = true;
    } else if (fetched.fetchOffset < log.localLogStartOffset) {
      pass.entries.push({
        kind: "moved-to-tiered-storage",
        fetched,
        leaderLogStartOffset: log.logStartOffset,
        leaderLocalLogStartOffset: log.localLogStartOffset,
      });
      pass.mustAnswer = true;
    } else {
      const hasData = fetched.fetchOffset < log.logEndOffset && !this.#host.mustThrottle(leader, followerId);
      const batches = hasData ? this.#collect(pass, log, fetched.fetchOffset) : NO_BATCHES;
      if (hasData && batches.length === 0) pass.firstLeftOut ??= fetched;
      const { highWatermark, logStartOffset } = log;
      const isNews = fetched.sentHighWatermark !== highWatermark || fetched.sentLogStartOffset !== logStartOffset;
      if (batches.length > 0 || isNews) {
        pass.entries.push({ kind: "data", fetched, batches, highWatermark, logStartOffset });
      }
    }
  }

  /**
   * Whole batches up to the limits of the partition and of what is left of the response. The first batch of the response is given
   * whatever its size: otherwise a large one would stop replication (KIP-74). Kafka also sends pieces of batches, which are dropped.
   */
  #collect(pass: FetchPass, log: ReplicaLog, fetchOffset: number): readonly RecordBatch[] {
    const { replicaFetchMaxBytes, replicaFetchResponseMaxBytes } = this.#host.config;
    const budget = Math.min(replicaFetchMaxBytes, replicaFetchResponseMaxBytes - pass.bytes);
    let bytes = 0;
    const batches: RecordBatch[] = [];
    log.visitFrom(fetchOffset, (batch) => {
      if (bytes + batch.sizeBytes > budget && pass.bytes + bytes > 0) return false;
      bytes += batch.sizeBytes;
      batches.push(batch);
      return true;
    });
    pass.bytes += bytes;
    return batches;
  }
}

const NO_BATCHES: readonly RecordBatch[] = [];

function epochError(fetched: FetchPartition, leader: PartitionLeader): KafkaErrorName | undefined {
  if (fetched.currentLeaderEpoch < leader.leaderEpoch) return "FENCED_LEADER_EPOCH";
  return fetched.currentLeaderEpoch > leader.leaderEpoch ? "UNKNOWN_LEADER_EPOCH" : undefined;
}

/** Only a follower whose log agrees with the leader's is credited with what it has. */
function noteProgress(request: FetchRequest, fetched: FetchPartition, leader: PartitionLeader): void {
  if (validateFetch(leader.log, fetched).kind !== "readable") return;
  if (fetched.fetchOffset < leader.log.localLogStartOffset) return;
  const replica = leader.remoteOf(request.followerId);
  if (replica !== undefined) leader.onFollowerFetch(replica, fetched.fetchOffset, request.brokerEpoch);
}
