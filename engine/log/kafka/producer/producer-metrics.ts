import { SampledStat } from "../client/sampled-stat.ts";
import type { ProducerBatch } from "./producer-batch.ts";

/** One metric of the Java client's group producer-metrics: its unit, and what it says. */
export type ProducerMetricSpec = {
  readonly unit: "ms" | "records" | "bytes" | "per second" | "count" | "ratio";
  readonly description: string;
};

/** The producer's metrics by their names in JMX. As SenderMetricsRegistry, KafkaProducerMetrics and BufferPool. */
export const PRODUCER_METRICS = {
  "record-send-rate": { unit: "per second", description: "records sent, again included" },
  "record-send-total": { unit: "records", description: "records sent, again included, ever" },
  "record-retry-rate": { unit: "per second", description: "records that came back to be sent again" },
  "record-retry-total": { unit: "records", description: "records that came back to be sent again, ever" },
  "record-error-rate": { unit: "per second", description: "records given up" },
  "record-error-total": { unit: "records", description: "records given up, ever" },
  "batch-size-avg": { unit: "bytes", description: "mean size of a batch sent, compressed" },
  "batch-size-max": { unit: "bytes", description: "largest batch sent, compressed" },
  "records-per-request-avg": { unit: "records", description: "mean number of records of a request" },
  "record-queue-time-avg": { unit: "ms", description: "mean time of a batch before it is sent" },
  "record-queue-time-max": { unit: "ms", description: "longest time of a batch before it is sent" },
  "request-latency-avg": { unit: "ms", description: "mean time of a produce request" },
  "request-latency-max": { unit: "ms", description: "longest time of a produce request" },
  "requests-in-flight": { unit: "count", description: "produce requests without an answer now" },
  "buffer-total-bytes": { unit: "bytes", description: "buffer.memory" },
  "buffer-available-bytes": { unit: "bytes", description: "what is free of it now" },
  "bufferpool-wait-time-total": { unit: "ms", description: "time that send() waited for it, ever" },
  "waiting-threads": { unit: "count", description: "threads that wait for it in send() now: 0 or 1" },
  "txn-init-time-total": { unit: "ms", description: "time in initTransactions, ever" },
  "txn-commit-time-total": { unit: "ms", description: "time in commitTransaction, ever" },
  "txn-abort-time-total": { unit: "ms", description: "time in abortTransaction, ever" },
} as const satisfies Readonly<Record<string, ProducerMetricSpec>>;

export type ProducerMetricName = keyof typeof PRODUCER_METRICS;

/** All metrics at one instant; undefined where Kafka would say NaN: nothing was measured. */
export type ProducerMetricValues = Readonly<Record<ProducerMetricName, number | undefined>>;

/** What is not remembered but looked up. */
export type ProducerMetricState = {
  readonly bufferTotalBytes: number;
  readonly bufferAvailableBytes: number;
  readonly blockedUs: number;
  readonly isBlocked: boolean;
};

/** What a producer measures of itself. */
export class ProducerMetrics {
  readonly #sent = new SampledStat();
  readonly #retried = new SampledStat();
  readonly #failed = new SampledStat();
  readonly #batchSize = new SampledStat();
  readonly #perRequest = new SampledStat();
  readonly #queueTime = new SampledStat();
  readonly #latency = new SampledStat();
  readonly #transactionUs = { init: 0, commit: 0, abort: 0, offsets: 0 };
  #inFlight = 0;

  /** A request leaves. */
  requestSent(batches: readonly ProducerBatch[], nowUs: number): void {
    this.#inFlight += 1;
    let records = 0;
    for (const batch of batches) {
      records += batch.recordCount;
      this.#batchSize.record(batch.sizeBytes, nowUs);
      this.#queueTime.record(nowUs - batch.createdUs, nowUs);
    }
    this.#sent.record(records, nowUs);
    this.#perRequest.record(records, nowUs);
  }

  /** A request is answered, or never will be: then its latency says nothing. */
  requestEnded(latencyUs: number | undefined, nowUs: number): void {
    this.#inFlight -= 1;
    if (latencyUs !== undefined) this.#latency.record(latencyUs, nowUs);
  }

  recordsRetried(records: number, nowUs: number): void {
    this.#retried.record(records, nowUs);
  }

  recordsFailed(records: number, nowUs: number): void {
    this.#failed.record(records, nowUs);
  }

  /** The application has waited that long for a step of its transactions. */
  transactionStep(step: "init" | "commit" | "abort" | "offsets", waitedUs: number): void {
    this.#transactionUs[step] += waitedUs;
  }

  /** Every metric at an instant. */
  read(state: ProducerMetricState, nowUs: number): ProducerMetricValues {
    return {
      "record-send-rate": this.#sent.perSecond(nowUs),
      "record-send-total": this.#sent.total,
      "record-retry-rate": this.#retried.perSecond(nowUs),
      "record-retry-total": this.#retried.total,
      "record-error-rate": this.#failed.perSecond(nowUs),
      "record-error-total": this.#failed.total,
      "batch-size-avg": this.#batchSize.avg(nowUs),
      "batch-size-max": this.#batchSize.max(nowUs),
      "records-per-request-avg": this.#perRequest.avg(nowUs),
      "record-queue-time-avg": inMs(this.#queueTime.avg(nowUs)),
      "record-queue-time-max": inMs(this.#queueTime.max(nowUs)),
      "request-latency-avg": inMs(this.#latency.avg(nowUs)),
      "request-latency-max": inMs(this.#latency.max(nowUs)),
      "requests-in-flight": this.#inFlight,
      "buffer-total-bytes": state.bufferTotalBytes,
      "buffer-available-bytes": state.bufferAvailableBytes,
      "bufferpool-wait-time-total": state.blockedUs / 1_000,
      "waiting-threads": state.isBlocked ? 1 : 0,
      "txn-init-time-total": this.#transactionUs.init / 1_000,
      "txn-commit-time-total": this.#transactionUs.commit / 1_000,
      "txn-abort-time-total": this.#transactionUs.abort / 1_000,
    };
  }
}

function inMs(us: number | undefined): number | undefined {
  return us === undefined ? undefined : us / 1_000;
}
