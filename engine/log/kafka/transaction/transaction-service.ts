import { durationUs } from "../../../base/time.ts";
import type { ApiHandlers } from "../api/kafka-api.ts";
import type { BrokerService, ServiceHost } from "../broker-service.ts";
import { CoordinatorRuntime } from "../coordinator/coordinator-runtime.ts";
import type { PartitionLeader } from "../partition-leader.ts";
import type { TopicPartition } from "../topic-partition.ts";
import { MarkerChannel } from "./marker-channel.ts";
import { NO_IDENTITY } from "./transaction-api.ts";
import type { TransactionMetadata } from "./transaction-metadata.ts";
import { TransactionShard } from "./transaction-shard.ts";
import { TRANSACTION_STATE_TOPIC } from "./transaction-topic.ts";

/** As transaction.abort.timed.out.transaction.cleanup.interval.ms. */
const ABORT_TIMED_OUT_INTERVAL_US = 10_000_000;

/** As transaction.remove.expired.transaction.cleanup.interval.ms. */
const REMOVE_EXPIRED_INTERVAL_US = 3_600_000_000;

/**
 * The transaction coordinator of one broker: it looks after the transactional ids that hash to the partitions of
 * __transaction_state which it leads. As TransactionCoordinator.
 */
export class TransactionService implements BrokerService {
  readonly handlers: ApiHandlers;
  readonly #host: ServiceHost;
  readonly #markers: MarkerChannel;
  #runtime: CoordinatorRuntime<TransactionShard> | undefined;

  constructor(host: ServiceHost) {
    this.#host = host;
    this.#markers = new MarkerChannel(host);
    this.handlers = {
      InitProducerId: (request, respond) => {
        const found = this.#find(request.transactionalId);
        if (found.kind === "refused") respond({ error: found.error, ...NO_IDENTITY });
        else found.shard.initProducerId(request, respond);
      },
      AddPartitionsToTxn: (request, respond) => {
        const found = this.#find(request.transactionalId);
        if (found.kind === "refused") respond({ error: found.error });
        else found.shard.addPartitions(request, (error) => respond({ error }));
      },
      EndTxn: (request, respond) => {
        const found = this.#find(request.transactionalId);
        if (found.kind === "refused") respond({ error: found.error, ...NO_IDENTITY });
        else found.shard.endTransaction(request, respond);
      },
    };
  }

  #find(transactionalId: string): ReturnType<CoordinatorRuntime<TransactionShard>["find"]> {
    return this.#runtime?.find(transactionalId) ?? { kind: "refused", error: "NOT_COORDINATOR" };
  }

  /** The transactional ids that this broker coordinates. */
  get transactions(): readonly TransactionMetadata[] {
    return this.#runtime?.active.flatMap((shard) => shard.transactions) ?? [];
  }

  leading(leader: PartitionLeader): void {
    if (leader.partition.topic !== TRANSACTION_STATE_TOPIC) return;
    this.#runtime ??= this.#start();
    this.#runtime.leading(leader);
  }

  resigned(partition: TopicPartition): void {
    this.#runtime?.resigned(partition);
  }

  #start(): CoordinatorRuntime<TransactionShard> {
    const runtime = new CoordinatorRuntime(
      this.#host,
      () => this.#host.partitionsOf(TRANSACTION_STATE_TOPIC),
      (partition) => this.#makeShard(partition),
    );
    this.#every(ABORT_TIMED_OUT_INTERVAL_US, () => {
      for (const shard of runtime.active) shard.abortTimedOut();
    });
    this.#every(REMOVE_EXPIRED_INTERVAL_US, () => {
      for (const shard of runtime.active) shard.expireIds();
    });
    return runtime;
  }

  #every(intervalUs: number, act: () => void): void {
    this.#host.scheduler.after(durationUs(intervalUs), () => {
      if (!this.#host.isRunning()) return;
      act();
      this.#every(intervalUs, act);
    });
  }

  #makeShard(partition: TopicPartition): TransactionShard {
    const { config, scheduler } = this.#host;
    return new TransactionShard({
      coordinatorEpoch: this.#host.leaderOf(partition)?.leaderEpoch ?? 0,
      context: () => ({ nowUs: scheduler.now(), newProducerId: () => this.#host.newProducerId() }),
      maxTimeoutUs: config.transactionMaxTimeoutUs,
      idExpirationUs: config.transactionalIdExpirationUs,
      write: (entries, onDone) => this.#runtime?.write(partition, { entries }, onDone),
      sendMarkers: (job) => this.#markers.send(job),
      onEnding: (metadata, isByCoordinator) => this.#report(metadata, isByCoordinator),
    });
  }

  /** Only what no client asked for is worth a line: an abort by timeout, or for the sake of a new producer. */
  #report({ transactionalId, producerEpoch, partitions }: TransactionMetadata, isByCoordinator: boolean): void {
    if (!isByCoordinator) return;
    this.#host.probe.event({
      kind: "transaction-aborted",
      atUs: this.#host.scheduler.now(),
      subject: `broker-${this.#host.brokerId}`,
      severity: "warning",
      message: `The coordinator aborted the open transaction of ${transactionalId}; its producer is fenced from epoch ${producerEpoch} on`,
      fields: { transactionalId, producerEpoch, partitions: partitions.length },
    });
  }
}
