import type { Scheduler } from "../../base/scheduler.ts";
import { durationUs, timeUs } from "../../base/time.ts";
import type { FetchService } from "./fetch-service.ts";
import type { KafkaErrorName } from "./kafka-error.ts";
import {
  PARTITION_OVERHEAD_BYTES,
  type ProduceRequest,
  type ProduceResult,
  REQUEST_OVERHEAD_BYTES,
} from "./messages.ts";
import type { Connection } from "./network.ts";
import type { PartitionLeader, ReplicationWaiter } from "./partition-leader.ts";
import type { ClientQuotaManager } from "./quota/client-quota-manager.ts";
import type { TopicPartition } from "./topic-partition.ts";
import type { TransactionApi } from "./transaction/transaction-api.ts";

/** What the service needs of the broker it lives in. */
export type ProduceServiceHost = {
  /** Holds producers to their byte rate. */
  readonly quota?: ClientQuotaManager;
  readonly scheduler: Scheduler;
  readonly isRunning: () => boolean;
  leaderOf(partitionId: number): PartitionLeader | undefined;
  /** Asks the coordinator to take partitions into the transaction that writes to them; NONE, or why the batches are refused. */
  verify(transaction: TransactionApi["AddPartitionsToTxn"]["request"], onDone: (error: KafkaErrorName) => void): void;
  /** Runs `work` when the disk has written this much; at once, as long as it keeps up. */
  write(sizeBytes: number, work: () => void): void;
};

/** Partitions whose batches are refused before they reach a log. */
type Refused = { readonly partitions: readonly TopicPartition[]; readonly error: KafkaErrorName };

const NOTHING_REFUSED: Refused = { partitions: [], error: "NONE" };

type Answer = (results: readonly ProduceResult[]) => void;

/** A produce request that waits for the in-sync replicas; `results` fills up as its batches are decided. */
class DelayedProduce {
  readonly deadlineUs: number;
  readonly #results: ProduceResult[];
  readonly #answer: Answer;
  readonly #waiters: BatchWaiter[] = [];
  #undecided = 0;

  constructor(results: ProduceResult[], answer: Answer, deadlineUs: number) {
    this.deadlineUs = deadlineUs;
    this.#results = results;
    this.#answer = answer;
  }

  get isAnswered(): boolean {
    return this.#undecided === 0;
  }

  /** The next result is that of a batch which `leader` has appended. */
  add(leader: PartitionLeader, requiredOffset: number): void {
    this.#waiters.push(new BatchWaiter(this, leader, this.#results.length, requiredOffset));
    this.#undecided += 1;
  }

  /** Asks the leaders to tell; they may do so at once. Without any appended batch there is nothing to wait for. */
  start(): void {
    if (this.#waiters.length === 0) this.#answer(this.#results);
    for (const waiter of this.#waiters) waiter.leader.awaitReplication(waiter);
  }

  /** The in-sync replicas took too long: the batch is in the log, but the producer is told that nobody knows. */
  expire(): void {
    for (const waiter of this.#waiters) {
      waiter.leader.removeWaiter(waiter);
      waiter.complete("REQUEST_TIMED_OUT");
    }
  }

  /** One batch is decided; the request is answered with its last one. */
  decide(index: number, error: KafkaErrorName): void {
    if (error !== "NONE") this.#results[index] = { error, baseOffset: -1 };
    this.#undecided -= 1;
    if (this.#undecided === 0) this.#answer(this.#results);
  }
}

/** One appended batch of a waiting request. */
class BatchWaiter implements ReplicationWaiter {
  readonly leader: PartitionLeader;
  readonly requiredOffset: number;
  readonly #request: DelayedProduce;
  readonly #index: number;
  #isDecided = false;

  constructor(request: DelayedProduce, leader: PartitionLeader, index: number, requiredOffset: number) {
    this.#request = request;
    this.leader = leader;
    this.#index = index;
    this.requiredOffset = requiredOffset;
  }

  complete(error: KafkaErrorName): void {
    if (this.#isDecided) return;
    this.#isDecided = true;
    this.#request.decide(this.#index, error);
  }
}

/** Answered requests at the head of the queue are dropped when there are this many. */
const COMPACT_AT = 1_024;

/**
 * Appends producers' batches and answers when they are as safe as `acks` asks. As ReplicaManager.appendRecords with
 * DelayedProduce.
 *
 * Invariants: (1) with acks other than -1 a request is answered as soon as it is appended; (2) a waiting request is answered
 * exactly once: replicated, refused, or timed out after the producer's request.timeout.ms.
 */
export class ProduceService {
  readonly #host: ProduceServiceHost;
  readonly #fetches: FetchService;
  /** In the order of arrival. */
  #delayed: DelayedProduce[] = [];
  #firstUnanswered = 0;
  #isTimerArmed = false;

  constructor(host: ProduceServiceHost, fetches: FetchService) {
    this.#host = host;
    this.#fetches = fetches;
  }

  /** A request arrives; it waits until what came before on its connection is answered. */
  produce(request: ProduceRequest, connection: Connection, onResponse: Answer): void {
    connection.requests.receive(() => {
      if (!this.#host.isRunning()) return;
      this.#verify(request, (refused) =>
        this.#append(request, refused, (results) => {
          sendAnswer(request, results, { connection, onResponse });
          this.#unmute(request, connection);
        }),
      );
    });
  }

  /** The next request is read now, or when a producer above its quota has been quiet for long enough. As KafkaApis (KIP-219). */
  #unmute({ clientId, batches }: ProduceRequest, connection: Connection): void {
    const { quota, scheduler } = this.#host;
    const bytes = batches.reduce((sum, { batch }) => sum + batch.sizeBytes, REQUEST_OVERHEAD_BYTES);
    const throttleUs = clientId === undefined ? 0 : (quota?.record(clientId, bytes, scheduler.now()) ?? 0);
    if (throttleUs === 0) connection.requests.answered();
    else scheduler.after(durationUs(throttleUs), () => connection.requests.answered());
  }

  /** What opens a transaction in a partition must be known to the coordinator first. As ReplicaManager.handleProduceAppend. */
  #verify(request: ProduceRequest, proceed: (refused: Refused) => void): void {
    const { transactionalId, batches } = request;
    const opening = batches.filter(({ partition, batch }) => {
      const producers = this.#host.leaderOf(partition.id)?.log.producers;
      return batch.isTransactional && producers?.hasOngoingTransaction(batch.producerId, batch.producerEpoch) === false;
    });
    const first = opening[0];
    if (transactionalId === undefined || first === undefined) {
      proceed(NOTHING_REFUSED);
      return;
    }
    const { producerId, producerEpoch } = first.batch;
    const partitions = opening.map(({ partition }) => partition);
    this.#host.verify({ transactionalId, producerId, producerEpoch, partitions }, (error) => {
      if (this.#host.isRunning()) proceed(error === "NONE" ? NOTHING_REFUSED : { partitions, error });
    });
  }

  /** Appends what a coordinator of this broker writes, and answers as with acks=all. As ReplicaManager.appendRecords. */
  appendLocally(request: Omit<ProduceRequest, "acks">, answer: Answer): void {
    this.#append({ ...request, acks: -1 }, NOTHING_REFUSED, answer);
  }

  #append(request: ProduceRequest, refused: Refused, answer: Answer): void {
    const sizeBytes = request.batches.reduce((sum, { batch }) => sum + batch.sizeBytes, 0);
    this.#host.write(sizeBytes, () => this.#appendNow(request, refused, answer));
  }

  #appendNow(request: ProduceRequest, refused: Refused, answer: Answer): void {
    const results: ProduceResult[] = [];
    const written: PartitionLeader[] = [];
    const deadlineUs = this.#host.scheduler.now() + request.timeoutUs;
    const delayed = request.acks === -1 ? new DelayedProduce(results, answer, deadlineUs) : undefined;
    for (const { partition, batch } of request.batches) {
      if (refused.partitions.includes(partition)) {
        results.push({ error: refused.error, baseOffset: -1 });
        continue;
      }
      const leader = this.#host.leaderOf(partition.id);
      const result = leader?.append(batch, request.acks);
      if (leader === undefined || result === undefined) {
        results.push({ error: "NOT_LEADER_OR_FOLLOWER", baseOffset: -1 });
      } else if (result.kind === "refused") {
        results.push({ error: result.error, baseOffset: -1 });
      } else {
        if (result.kind === "appended") written.push(leader);
        delayed?.add(leader, result.lastOffset + 1);
        results.push({ error: "NONE", baseOffset: result.baseOffset });
      }
    }
    if (delayed === undefined) answer(results);
    else this.#delay(delayed);
    for (const leader of written) this.#fetches.wake(leader);
  }

  #delay(delayed: DelayedProduce): void {
    delayed.start();
    if (delayed.isAnswered) return;
    const queue = this.#delayed;
    queue.push(delayed);
    while (queue[this.#firstUnanswered]?.isAnswered) this.#firstUnanswered += 1;
    if (this.#firstUnanswered >= COMPACT_AT) {
      this.#delayed = queue.slice(this.#firstUnanswered);
      this.#firstUnanswered = 0;
    }
    if (!this.#isTimerArmed) this.#armTimer(delayed.deadlineUs);
  }

  #armTimer(deadlineUs: number): void {
    this.#isTimerArmed = true;
    this.#host.scheduler.at(timeUs(deadlineUs), () => {
      this.#isTimerArmed = false;
      if (this.#host.isRunning()) this.#expire();
    });
  }

  #expire(): void {
    const nowUs = this.#host.scheduler.now();
    for (const delayed of this.#delayed) {
      if (!delayed.isAnswered && delayed.deadlineUs <= nowUs) delayed.expire();
    }
    this.#delayed = this.#delayed.filter((delayed) => !delayed.isAnswered);
    this.#firstUnanswered = 0;
    const next = this.#delayed.reduce(
      (earliest, { deadlineUs }) => Math.min(earliest, deadlineUs),
      Number.POSITIVE_INFINITY,
    );
    if (Number.isFinite(next)) this.#armTimer(next);
  }
}

function sendAnswer(
  request: ProduceRequest,
  results: readonly ProduceResult[],
  to: { readonly connection: Connection; readonly onResponse: Answer },
): void {
  if (request.acks !== 0) {
    const sizeBytes = REQUEST_OVERHEAD_BYTES + PARTITION_OVERHEAD_BYTES * results.length;
    to.connection.sendToClient(sizeBytes, () => to.onResponse(results));
  } else if (results.some((result) => result.error !== "NONE")) {
    // Nobody waits for an answer: closing the connection is the only way to say that something went wrong.
    to.connection.reset();
  }
}
