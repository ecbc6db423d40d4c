import { durationUs } from "../../../base/time.ts";
import type { ServiceHost } from "../broker-service.ts";
import { NO_LEADER } from "../controller/partition-registration.ts";
import type { KafkaErrorName } from "../kafka-error.ts";
import { PARTITION_OVERHEAD_BYTES } from "../messages.ts";
import type { EndMarker } from "../record-batch.ts";
import type { TopicPartition } from "../topic-partition.ts";
import { BrokerChannel } from "./broker-channel.ts";
import type { ProducerIdentity } from "./transaction-api.ts";

/** Between two attempts at a partition that has no leader, or whose leader refused. Modelled: Kafka tries again as it polls. */
const RETRY_US = 100_000;

/** The end of one transaction, as it is brought to its partitions. */
export type MarkerJob = {
  readonly producer: ProducerIdentity;
  readonly marker: EndMarker;
  readonly partitions: readonly TopicPartition[];
  /** Is this broker still the coordinator that decided it? If not, its successor goes on. */
  isCurrent(): boolean;
  /** Every partition has its marker, on all its in-sync replicas. */
  onDone(): void;
};

/**
 * Brings markers to the leaders of the partitions, again and again until each of them has it. As
 * TransactionMarkerChannelManager.
 */
export class MarkerChannel {
  readonly #host: ServiceHost;
  readonly #channel: BrokerChannel;

  constructor(host: ServiceHost) {
    this.#host = host;
    this.#channel = new BrokerChannel(host, "txn-markers");
  }

  /** Starts a job; with nothing to mark it is done at once. */
  send(job: MarkerJob): void {
    let left = job.partitions.length;
    if (left === 0) job.onDone();
    else
      this.#bring(job, job.partitions, (marked) => {
        left -= marked;
        if (left === 0) job.onDone();
      });
  }

  #bring(job: MarkerJob, partitions: readonly TopicPartition[], onMarked: (count: number) => void): void {
    if (!this.#host.isRunning() || !job.isCurrent()) return;
    const byLeader = new Map<number, TopicPartition[]>();
    for (const partition of partitions) {
      const leader = this.#host.knownLeaderOf(partition);
      const led = byLeader.get(leader);
      if (led === undefined) byLeader.set(leader, [partition]);
      else led.push(partition);
    }
    for (const [brokerId, led] of byLeader) {
      if (brokerId === NO_LEADER) this.#retry(job, led, onMarked);
      else this.#ask(brokerId, job, led, onMarked);
    }
  }

  #ask(brokerId: number, job: MarkerJob, led: readonly TopicPartition[], onMarked: (count: number) => void): void {
    const { producer, marker } = job;
    const request = { ...producer, marker, partitions: led };
    const sizeBytes = PARTITION_OVERHEAD_BYTES * led.length;
    this.#channel.request(
      brokerId,
      { api: "WriteTxnMarkers", request, sizeBytes },
      {
        answered: ({ errors }) => {
          if (!job.isCurrent()) return;
          const failed = led.filter((_, index) => mustRetry(errors[index] ?? "NETWORK_EXCEPTION"));
          if (failed.length > 0) this.#retry(job, failed, onMarked);
          const marked = errors.filter((error) => error === "NONE").length;
          if (marked > 0) onMarked(marked);
        },
        lost: () => this.#retry(job, led, onMarked),
      },
    );
  }

  #retry(job: MarkerJob, partitions: readonly TopicPartition[], onMarked: (count: number) => void): void {
    this.#host.scheduler.after(durationUs(RETRY_US), () => this.#bring(job, partitions, onMarked));
  }
}

/** A fenced coordinator, or a producer that is ahead, leaves the transaction to somebody newer. */
function mustRetry(error: KafkaErrorName): boolean {
  return error !== "NONE" && error !== "TRANSACTION_COORDINATOR_FENCED" && error !== "INVALID_PRODUCER_EPOCH";
}
