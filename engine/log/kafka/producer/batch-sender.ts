import type { Scheduler } from "../../../base/scheduler.ts";
import type { TimeUs } from "../../../base/time.ts";
import type { BrokerConnections, InFlightRequest } from "../client/broker-connections.ts";
import type { ExponentialBackoff } from "../client/exponential-backoff.ts";
import { NO_LEADER } from "../controller/partition-registration.ts";
import type { ProducerConfig } from "../kafka-config.ts";
import { type DeliveryErrorName, invalidatesMetadata, isRetriable, type KafkaErrorName } from "../kafka-error.ts";
import {
  type BrokerDirectory,
  PARTITION_OVERHEAD_BYTES,
  type ProduceRequest,
  type ProduceResult,
  REQUEST_OVERHEAD_BYTES,
} from "../messages.ts";
import type { BufferPool } from "./buffer-pool.ts";
import type { DeliveryReport } from "./delivery-report.ts";
import type { PartitionQueue } from "./partition-queue.ts";
import type { ProducerBatch } from "./producer-batch.ts";
import type { ProducerMetadata } from "./producer-metadata.ts";
import type { ProducerMetrics } from "./producer-metrics.ts";
import type { SequenceTracker } from "./sequence-tracker.ts";

/** Where records ended up; baseOffset is -1 with acks=0, where nobody knows. */
export type DeliveryPlace = { readonly partition: number; readonly baseOffset: number; readonly atUs: TimeUs };

/** Whom a producer tells what became of its records, once for each. The ids are a view that stays valid. */
export interface DeliveryListener {
  acknowledged(recordIds: Uint32Array, place: DeliveryPlace): void;
  failed(recordIds: Uint32Array, error: DeliveryErrorName, atUs: TimeUs): void;
}

/** What a sender works with. */
export type SenderParts = {
  readonly clientId: string;
  readonly config: ProducerConfig;
  readonly scheduler: Scheduler;
  readonly directory: BrokerDirectory;
  readonly queues: readonly PartitionQueue[];
  readonly metadata: ProducerMetadata;
  readonly connections: BrokerConnections;
  /** Only with idempotence. */
  readonly sequences: SequenceTracker | undefined;
  readonly backoff: ExponentialBackoff;
  readonly report: DeliveryReport;
  readonly listener: DeliveryListener;
  readonly buffer: BufferPool;
  readonly metrics: ProducerMetrics;
  /** A batch is given up for good. */
  batchFailed(error: DeliveryErrorName): void;
  sizeOf(recordId: number): number;
  /** The leaders have to be asked for. */
  requestMetadata(): void;
  /** An answer is there: it may be possible to send more. */
  wake(): void;
};

/** Never, as an instant. */
const NEVER_US = Number.POSITIVE_INFINITY;

/**
 * Sends batches that are ready, takes the answers, sends again, gives up. As Kafka's Sender with the drain of
 * RecordAccumulator.
 *
 * Invariants: (1) a batch is in a queue, on the wire, or done; (2) with one request in flight, a partition has at most one batch
 * on the wire; (3) no batch lives longer than delivery.timeout.ms.
 * Simplified: a partition whose batch must wait for an earlier one is skipped, where Kafka ends the drain of its broker and
 * begins there again; the jitter of a pause is drawn once.
 */
export class BatchSender {
  readonly #parts: SenderParts;
  readonly #onWire = new Set<ProducerBatch>();
  readonly #muted = new Set<number>();
  readonly #drainIndex = new Map<number, number>();
  /** Scratch of `run`: the brokers that a round sends to. */
  readonly #ready = new Set<number>();
  /** No batch reaches its delivery timeout before this instant. */
  #expiryCheckUs = NEVER_US;
  #isFlushing = false;
  #isExhausted = false;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** From now on nothing waits for linger.ms. */
  set isFlushing(isFlushing: boolean) {
    this.#isFlushing = isFlushing;
  }

  /** Does send() wait for memory? Then every batch is sent as it is. As the exhaustion of RecordAccumulator.ready. */
  set isExhausted(isExhausted: boolean) {
    this.#isExhausted = isExhausted;
  }

  /** Notes that a batch may have been created now. */
  noteAppend(): void {
    if (this.#expiryCheckUs === NEVER_US) {
      this.#expiryCheckUs = this.#parts.scheduler.now() + this.#parts.config.deliveryTimeoutUs;
    }
  }

  /** Sends all that can be sent now; returns the next instant at which there may be something to do. */
  run(): number {
    this.#parts.sequences?.prepare();
    if (this.#parts.scheduler.now() >= this.#expiryCheckUs) this.#expire();
    const ready = this.#ready;
    for (;;) {
      ready.clear();
      const wakeUs = this.#findReady(ready);
      let hasSent = false;
      for (const brokerId of ready) {
        if (this.#parts.connections.isReady(brokerId) && this.#drain(brokerId)) hasSent = true;
      }
      if (!hasSent) return Math.min(wakeUs, this.#expiryCheckUs, this.#nextReconnectUs(ready));
    }
  }

  #nextReconnectUs(ready: ReadonlySet<number>): number {
    let next = NEVER_US;
    for (const brokerId of ready) next = Math.min(next, this.#parts.connections.reconnectAtUs(brokerId) ?? NEVER_US);
    return next;
  }

  /** Collects the brokers for which some partition has a batch to send; returns when the next one will be ready. */
  #findReady(ready: Set<number>): number {
    const { config, metadata, queues, scheduler } = this.#parts;
    const nowUs = scheduler.now();
    let wakeUs = NEVER_US;
    for (const queue of queues) {
      if (queue.length === 0) continue;
      const leader = metadata.leaderOf(queue.partition);
      if (leader === NO_LEADER) {
        this.#parts.requestMetadata();
        continue;
      }
      if (ready.has(leader) || this.#muted.has(queue.partition)) continue;
      const first = queue.firstClosed;
      if (first?.isBackingOff(nowUs, metadata.leaderEpochOf(queue.partition))) {
        wakeUs = Math.min(wakeUs, first.retryAtUs);
        continue;
      }
      const lingerEndUs = queue.openCreatedUs + config.lingerUs;
      if (queue.hasFullBatch || lingerEndUs <= nowUs || this.#isFlushing || this.#isExhausted) ready.add(leader);
      else wakeUs = Math.min(wakeUs, lingerEndUs);
    }
    return wakeUs;
  }

  /** Sends the first batch of every partition that the broker leads, as far as one request holds them; true if any was sent. */
  #drain(brokerId: number): boolean {
    const { config, metadata } = this.#parts;
    const partitions = metadata.partitionsOf(brokerId);
    const start = this.#drainIndex.get(brokerId) ?? 0;
    const batches: ProducerBatch[] = [];
    let sizeBytes = 0;
    for (let step = 0; step < partitions.length; step++) {
      const index = (start + step) % partitions.length;
      const partition = partitions[index] as number;
      const queue = this.#parts.queues[partition] as PartitionQueue;
      if (!this.#isDrainable(queue)) continue;
      if (sizeBytes + queue.firstSizeBytes > config.maxRequestSizeBytes && batches.length > 0) {
        this.#drainIndex.set(brokerId, index);
        break;
      }
      const batch = queue.shift() as ProducerBatch;
      this.#parts.sequences?.onSend(batch);
      batch.noteSending(metadata.leaderEpochOf(partition));
      sizeBytes += batch.sizeBytes;
      batches.push(batch);
    }
    if (batches.length > 0) this.#send(brokerId, batches, sizeBytes);
    return batches.length > 0;
  }

  #isDrainable(queue: PartitionQueue): boolean {
    if (queue.length === 0 || this.#muted.has(queue.partition)) return false;
    const { metadata, scheduler, sequences } = this.#parts;
    const first = queue.firstClosed;
    if (first?.isBackingOff(scheduler.now(), metadata.leaderEpochOf(queue.partition))) return false;
    return sequences === undefined || !sequences.mustHold(queue.partition, first);
  }

  #send(brokerId: number, batches: readonly ProducerBatch[], batchBytes: number): void {
    const { clientId, config, connections, directory, metadata, metrics, scheduler } = this.#parts;
    metrics.requestSent(batches, scheduler.now());
    const request: ProduceRequest = {
      acks: config.acks,
      timeoutUs: config.requestTimeoutUs,
      transactionalId: config.transactionalId,
      clientId,
      batches: batches.map((batch) => {
        const partition = metadata.partitions[batch.partition];
        if (partition === undefined) throw new RangeError(`no partition ${batch.partition}`);
        return { partition, batch: batch.toUnplaced(config.transactionalId !== undefined) };
      }),
    };
    const sizeBytes = REQUEST_OVERHEAD_BYTES + PARTITION_OVERHEAD_BYTES * batches.length + batchBytes;
    if (config.acks === 0) {
      connections.sendOneWay(brokerId, sizeBytes, (connection) => {
        directory.endpointOf(brokerId)?.produce(request, connection, () => {});
      });
      metrics.requestEnded(undefined, scheduler.now());
      for (const batch of batches) this.#complete(batch, { error: "NONE", baseOffset: -1 });
      return;
    }
    for (const batch of batches) this.#takeOnWire(batch);
    const inFlight: InFlightRequest = {
      sentUs: scheduler.now(),
      onDisconnect: (error) => {
        metrics.requestEnded(undefined, scheduler.now());
        for (const batch of batches) this.#complete(batch, { error, baseOffset: -1 });
      },
    };
    connections.send(brokerId, sizeBytes, inFlight, (connection) => {
      directory.endpointOf(brokerId)?.produce(request, connection, (results) => {
        if (!connections.answered(brokerId, inFlight)) return;
        metrics.requestEnded(scheduler.now() - inFlight.sentUs, scheduler.now());
        for (const [index, batch] of batches.entries()) this.#complete(batch, results[index] as ProduceResult);
        this.#parts.wake();
      });
    });
  }

  #takeOnWire(batch: ProducerBatch): void {
    this.#onWire.add(batch);
    if (this.#parts.config.maxInFlightRequests === 1) this.#muted.add(batch.partition);
  }

  #complete(batch: ProducerBatch, { error, baseOffset }: ProduceResult): void {
    this.#onWire.delete(batch);
    this.#muted.delete(batch.partition);
    if (error === "NONE") {
      this.#succeed(batch, baseOffset);
      return;
    }
    if (invalidatesMetadata(error)) this.#parts.requestMetadata();
    if (batch.isDone) return;
    if (error === "MESSAGE_TOO_LARGE" && batch.recordCount > 1) this.#split(batch);
    else if (this.#canRetry(batch, error)) this.#reenqueue(batch, error);
    else this.#fail(batch, error, batch.attempts < this.#parts.config.retries);
  }

  #succeed(batch: ProducerBatch, baseOffset: number): void {
    this.#parts.sequences?.onCompleted(batch);
    if (batch.isDone) return;
    this.#done(batch);
    const { listener, metadata, report, scheduler } = this.#parts;
    const partition = metadata.partitions[batch.partition];
    if (partition !== undefined) report.acknowledged(partition);
    listener.acknowledged(batch.recordIds, { partition: batch.partition, baseOffset, atUs: scheduler.now() });
  }

  #canRetry(batch: ProducerBatch, error: KafkaErrorName): boolean {
    const { config, scheduler, sequences } = this.#parts;
    if (scheduler.now() - batch.createdUs >= config.deliveryTimeoutUs || batch.attempts >= config.retries) return false;
    return sequences === undefined ? isRetriable(error) : sequences.canRetry(batch, error);
  }

  #reenqueue(batch: ProducerBatch, error: KafkaErrorName): void {
    const { backoff, metadata, queues, report, scheduler, sequences } = this.#parts;
    this.#parts.metrics.recordsRetried(batch.recordCount, scheduler.now());
    batch.reenqueued(scheduler.now() + backoff.nextUs(batch.attempts));
    const queue = queues[batch.partition] as PartitionQueue;
    if (sequences === undefined) queue.unshift(batch);
    else queue.insertInSequence(batch);
    const partition = metadata.partitions[batch.partition];
    if (partition !== undefined)
      report.retried(partition, { records: batch.recordCount, sentUs: batch.createdUs, error });
  }

  /** The parts are treated as never sent. */
  #split(batch: ProducerBatch): void {
    const { config, queues, sequences } = this.#parts;
    const parts = batch.split(config.batchSizeBytes, (recordId) => this.#parts.sizeOf(recordId));
    this.#done(batch);
    sequences?.onSplit(batch, parts);
    const queue = queues[batch.partition] as PartitionQueue;
    for (const part of parts.reverse()) {
      if (sequences === undefined) queue.unshift(part);
      else queue.insertInSequence(part);
    }
  }

  #done(batch: ProducerBatch): void {
    batch.isDone = true;
    this.#parts.buffer.free(batch.allocatedBytes);
  }

  #fail(batch: ProducerBatch, error: DeliveryErrorName, isRefused: boolean): void {
    const { listener, metadata, report, scheduler, sequences } = this.#parts;
    this.#parts.batchFailed(error);
    this.#parts.metrics.recordsFailed(batch.recordCount, scheduler.now());
    if (batch.hasSequence) sequences?.onFailed(batch, error, isRefused);
    this.#done(batch);
    const partition = metadata.partitions[batch.partition];
    if (partition !== undefined) report.failed(partition, batch.recordCount, error);
    listener.failed(batch.recordIds, error, scheduler.now());
  }

  /** Gives up what was never sent: its transaction is aborted. As RecordAccumulator.abortUndrainedBatches. */
  abortUndrained(error: DeliveryErrorName): void {
    for (const queue of this.#parts.queues) {
      for (const batch of queue.takeUnsequenced()) this.#fail(batch, error, false);
    }
  }

  /** Gives up everything, on the wire too: the process is gone, or may not send any more. */
  abortAll(error: DeliveryErrorName): void {
    const batches = [...this.#onWire].filter((batch) => !batch.isDone);
    for (const queue of this.#parts.queues) batches.push(...queue.takeAll());
    for (const batch of batches) this.#fail(batch, error, false);
  }

  /**
   * Gives up every batch that is over delivery.timeout.ms, wherever it is. Only one that was being retried leaves its partition's
   * sequences unresolved. As Sender.failExpiredBatches.
   */
  #expire(): void {
    const { config, queues, scheduler, sequences } = this.#parts;
    const createdUs = scheduler.now() - config.deliveryTimeoutUs;
    const expired = [...this.#onWire].filter((batch) => !batch.isDone && batch.createdUs <= createdUs);
    for (const queue of queues) expired.push(...queue.takeCreatedUntil(createdUs));
    for (const batch of expired) {
      this.#fail(batch, "REQUEST_TIMED_OUT", false);
      if (batch.attempts > 0) sequences?.markUnresolved(batch);
    }
    if (expired.length > 0) sequences?.prepare();
    let oldestUs = NEVER_US;
    for (const queue of queues) oldestUs = Math.min(oldestUs, queue.oldestCreatedUs);
    for (const batch of this.#onWire) if (!batch.isDone) oldestUs = Math.min(oldestUs, batch.createdUs);
    this.#expiryCheckUs = oldestUs + config.deliveryTimeoutUs;
  }
}
