import { assert, assertDefined } from "../../../base/assert.ts";
import type { EventHandle } from "../../../base/event-queue.ts";
import type { Probe } from "../../../base/probe.ts";
import { RandomStream } from "../../../base/random-stream.ts";
import { timeUs } from "../../../base/time.ts";
import { BrokerConnections, type InFlightRequest } from "../client/broker-connections.ts";
import { ExponentialBackoff } from "../client/exponential-backoff.ts";
import { MetadataRefresher } from "../client/metadata-refresher.ts";
import type { ProducerConfig } from "../kafka-config.ts";
import type { DeliveryErrorName } from "../kafka-error.ts";
import { type BrokerDirectory, type MetadataView, REQUEST_OVERHEAD_BYTES } from "../messages.ts";
import type { Network } from "../network.ts";
import type { MachineId } from "../network-links.ts";
import type { TopicPartition } from "../topic-partition.ts";
import { BatchSender, type DeliveryListener } from "./batch-sender.ts";
import { BufferPool } from "./buffer-pool.ts";
import { DeliveryReport } from "./delivery-report.ts";
import { PartitionQueue } from "./partition-queue.ts";
import { ProducerMetadata } from "./producer-metadata.ts";
import { ProducerMetrics, type ProducerMetricValues } from "./producer-metrics.ts";
import { ProducerTransactions } from "./producer-transactions.ts";
import { RecordAccumulator } from "./record-accumulator.ts";
import { type ProducerRecords, RecordRouter } from "./record-router.ts";
import { SequenceTracker } from "./sequence-tracker.ts";

/** What a producer is made of. */
export type ProducerOptions = {
  readonly clientId: string;
  readonly config: ProducerConfig;
  readonly listener: DeliveryListener;
  readonly partitions: readonly TopicPartition[];
  readonly brokerIds: readonly number[];
  readonly machineId: MachineId;
  readonly network: Network;
  readonly directory: BrokerDirectory;
  readonly probe: Probe;
  readonly seed: number;
  readonly records: ProducerRecords;
  /** What it learnt of the leaders before its first record. */
  readonly metadata: MetadataView;
};

/**
 * A client that writes to one topic: it routes records to partitions, gathers them into batches and delivers those. As
 * KafkaProducer.
 *
 * Invariants: (1) every record handed over is acknowledged or failed, once; (2) `pendingRecords` counts those that are neither;
 * (3) at most one timer is armed, for the earliest instant at which there is something to do.
 */
export class KafkaProducer {
  readonly #options: ProducerOptions;
  readonly #queues: readonly PartitionQueue[];
  readonly #metadata: ProducerMetadata;
  readonly #connections: BrokerConnections;
  readonly #refresher: MetadataRefresher;
  readonly #sequences: SequenceTracker | undefined;
  readonly #accumulator: RecordAccumulator;
  readonly #buffer: BufferPool;
  readonly #metrics = new ProducerMetrics();
  readonly #transactions: ProducerTransactions | undefined;
  readonly #sender: BatchSender;
  readonly #report: DeliveryReport;
  #pendingRecords = 0;
  #isProducerIdRequested = false;
  #isFlushing = false;
  #isClosed = false;
  #isRunning = false;
  #mustRunAgain = false;
  #isDead = false;
  #isSuspended = false;
  #timer: { readonly handle: EventHandle; readonly atUs: number } | undefined;

  constructor(options: ProducerOptions) {
    this.#options = options;
    const { config, clientId, seed, network, probe, partitions, directory } = options;
    const { scheduler } = network;
    const stream = (name: string) => new RandomStream(seed, `kafka/producer/${clientId}/${name}`);
    const backoffOf = (name: string) =>
      new ExponentialBackoff(config.retryBackoffUs, config.retryBackoffMaxUs, stream(name));
    const wake = () => this.#run();
    this.#queues = partitions.map((_, partition) => new PartitionQueue(partition, config.batchSizeBytes));
    this.#metadata = new ProducerMetadata(partitions, options.metadata);
    this.#report = new DeliveryReport(clientId, probe, scheduler);
    this.#buffer = new BufferPool(config.bufferMemoryBytes);
    this.#accumulator = new RecordAccumulator({
      config,
      queues: this.#queues,
      metadata: this.#metadata,
      router: new RecordRouter(config, options.records, stream("partitioner"), partitions.length),
      buffer: this.#buffer,
      nowUs: () => scheduler.now(),
      refuse: (recordId, partition, error) => this.#refuse(recordId, partition, error),
    });
    this.#sequences = this.#makeSequences();
    this.#connections = new BrokerConnections({
      network,
      machineId: options.machineId,
      brokerIds: options.brokerIds,
      requestTimeoutUs: config.requestTimeoutUs,
      maxInFlightRequests: config.maxInFlightRequests,
      random: stream("reconnect"),
      onChange: (hasLostBroker) => {
        if (hasLostBroker) this.#refresher.request();
        this.#run();
      },
    });
    this.#refresher = new MetadataRefresher({
      scheduler,
      directory,
      connections: this.#connections,
      metadata: this.#metadata,
      backoff: backoffOf("metadata"),
      maxAgeUs: config.metadataMaxAgeUs,
      wake,
    });
    this.#transactions = this.#makeTransactions(backoffOf("transaction"));
    this.#sender = new BatchSender({
      clientId,
      config,
      scheduler,
      directory,
      queues: this.#queues,
      metadata: this.#metadata,
      connections: this.#connections,
      sequences: this.#sequences,
      backoff: backoffOf("retry"),
      report: this.#report,
      listener: this.#countingListener(),
      buffer: this.#buffer,
      metrics: this.#metrics,
      batchFailed: (error) => this.#transactions?.batchFailed(error),
      sizeOf: (recordId) => this.#accumulator.sizeOf(recordId),
      requestMetadata: () => this.#refresher.request(),
      wake,
    });
  }

  #makeSequences(): SequenceTracker | undefined {
    const { config, partitions } = this.#options;
    if (!config.isIdempotent) return undefined;
    const onGap = () => this.#transactions?.batchFailed("OUT_OF_ORDER_SEQUENCE_NUMBER");
    return new SequenceTracker(partitions.length, config.transactionalId === undefined ? undefined : onGap);
  }

  #makeTransactions(backoff: ExponentialBackoff): ProducerTransactions | undefined {
    const { config, network, directory } = this.#options;
    const { transactionalId, transactionTimeoutUs } = config;
    if (transactionalId === undefined) return undefined;
    return new ProducerTransactions({
      transactionalId,
      timeoutUs: transactionTimeoutUs,
      scheduler: network.scheduler,
      connections: this.#connections,
      directory,
      backoff,
      hasIncomplete: () => this.#pendingRecords > 0,
      startAs: (identity) => this.#sequences?.startAs(identity),
      abortUndrained: () => {
        this.#sender.abortUndrained("TRANSACTION_ABORTED");
        for (const recordId of this.#accumulator.takeBlocked())
          this.#refuse(recordId, undefined, "TRANSACTION_ABORTED");
      },
      onFatal: (error) => {
        this.#report.fenced(error);
        this.#giveUpAll(error);
      },
      noteStep: (step, waitedUs) => this.#metrics.transactionStep(step, waitedUs),
      wake: () => this.#run(),
    });
  }

  #countingListener(): DeliveryListener {
    const { listener } = this.#options;
    return {
      acknowledged: (recordIds, place) => {
        this.#pendingRecords -= recordIds.length;
        listener.acknowledged(recordIds, place);
      },
      failed: (recordIds, error, atUs) => {
        this.#pendingRecords -= recordIds.length;
        listener.failed(recordIds, error, atUs);
      },
    };
  }

  /** Where it runs in the network. */
  get machineId(): MachineId {
    return this.#options.machineId;
  }

  /** Does the application wait in send() for buffer.memory? */
  get isBlocked(): boolean {
    return this.#accumulator.isBlocked;
  }

  /** What the producer measures of itself, at an instant. As KafkaProducer.metrics. */
  metrics(nowUs: number): ProducerMetricValues {
    const state = {
      bufferTotalBytes: this.#buffer.totalBytes,
      bufferAvailableBytes: this.#buffer.availableBytes,
      blockedUs: this.#accumulator.blockedUs,
      isBlocked: this.#accumulator.isBlocked,
    };
    return this.#metrics.read(state, nowUs);
  }

  /** Records handed over and neither acknowledged nor failed yet. */
  get pendingRecords(): number {
    return this.#pendingRecords;
  }

  /** Takes the records `first .. end` of the record store, sent now. A record larger than max.request.size fails at once. */
  send(first: number, end: number): void {
    assert(!this.#isClosed, "a closed producer takes no records");
    this.#pendingRecords += end - first;
    if (this.#transactions !== undefined && !this.#takesTransactional(first, end)) return;
    this.#accumulator.send(first, end);
    this.#sender.noteAppend();
    this.#run();
  }

  /** After an error nothing is sent before the transaction is aborted. As TransactionManager.maybeFailWithError. */
  #takesTransactional(first: number, end: number): boolean {
    const transactions = this.transactions;
    if (transactions.acceptsRecords) {
      transactions.noteSend();
      return true;
    }
    const { lastError } = transactions;
    assert(lastError !== "NONE", `a record is sent in ${transactions.state}`);
    for (let recordId = first; recordId < end; recordId++) this.#refuse(recordId, undefined, lastError);
    return false;
  }

  #refuse(recordId: number, partition: number | undefined, error: DeliveryErrorName): void {
    const at = partition === undefined ? undefined : this.#options.partitions[partition];
    if (at !== undefined) this.#report.failed(at, 1, error);
    this.#pendingRecords -= 1;
    this.#metrics.recordsFailed(1, this.#options.network.scheduler.now());
    this.#transactions?.batchFailed(error);
    this.#options.listener.failed(Uint32Array.of(recordId), error, this.#options.network.scheduler.now());
  }

  /** The transactions of a transactional producer: begin, commit, abort. */
  get transactions(): ProducerTransactions {
    return assertDefined(this.#transactions, "the producer has no transactional.id");
  }

  /**
   * The process dies: what is not acknowledged is lost in the client, or nobody knows; it is told as failed with CLIENT_CRASHED.
   * The network must be told too.
   */
  kill(): void {
    if (this.#isDead) return;
    this.#giveUpAll("CLIENT_CRASHED");
    this.#isDead = true;
  }

  #giveUpAll(error: DeliveryErrorName): void {
    this.#sender.abortAll(error);
    for (const recordId of this.#accumulator.takeBlocked()) this.#refuse(recordId, undefined, error);
  }

  /** The process stands still, as in a long garbage collection, or goes on: it sends nothing meanwhile. */
  set isSuspended(isSuspended: boolean) {
    this.#isSuspended = isSuspended;
    if (!isSuspended) this.#run();
  }

  /** What is waiting now is sent without waiting for linger.ms; so is what comes while any of it is still pending. */
  flush(): void {
    this.#isFlushing = this.#pendingRecords > 0;
    this.#run();
  }

  /** Takes no more records and sends what is waiting without waiting for linger.ms. */
  close(): void {
    this.#isClosed = true;
    this.#run();
  }

  /** One round of the sender thread, and again as long as a round causes another. */
  #run(): void {
    if (this.#isDead || this.#isSuspended) return;
    if (this.#isRunning) {
      this.#mustRunAgain = true;
      return;
    }
    this.#isRunning = true;
    let nextUs: number;
    do {
      this.#mustRunAgain = false;
      nextUs = this.#runOnce();
    } while (this.#mustRunAgain);
    this.#isRunning = false;
    this.#arm(nextUs);
  }

  #runOnce(): number {
    this.#connections.dropTimedOut();
    if (this.#pendingRecords === 0) this.#isFlushing = false;
    this.#sender.isFlushing = this.#isFlushing || this.#isClosed || this.#transactions?.isCompleting === true;
    if (this.#accumulator.isBlocked) this.#accumulator.proceed();
    this.#sender.isExhausted = this.#accumulator.isBlocked;
    this.#accumulator.updateLoadStats();
    const sendUs = this.#sender.run();
    const producerIdUs = this.#transactions?.run() ?? this.#requestProducerId();
    const metadataUs = this.#refresher.run();
    const { blockEndsUs } = this.#accumulator;
    return Math.min(sendUs, producerIdUs, metadataUs, blockEndsUs, this.#connections.nextTimeoutUs());
  }

  /** Nothing idempotent is sent before a producer id is there. As TransactionManager.bumpIdempotentEpochAndResetIdIfNeeded. */
  #requestProducerId(): number {
    const sequences = this.#sequences;
    if (sequences === undefined || sequences.hasProducerId || this.#isProducerIdRequested)
      return Number.POSITIVE_INFINITY;
    if (this.#pendingRecords === 0) return Number.POSITIVE_INFINITY;
    const brokerId = this.#connections.leastLoaded();
    if (brokerId === undefined) return this.#connections.nextAttemptUs() ?? Number.POSITIVE_INFINITY;
    this.#isProducerIdRequested = true;
    const inFlight: InFlightRequest = {
      sentUs: this.#options.network.scheduler.now(),
      onDisconnect: () => {
        this.#isProducerIdRequested = false;
      },
    };
    this.#connections.send(brokerId, REQUEST_OVERHEAD_BYTES, inFlight, (connection) => {
      const producerId = this.#options.directory.endpointOf(brokerId)?.initProducerId();
      if (producerId === undefined) return;
      connection.sendToClient(REQUEST_OVERHEAD_BYTES, () => {
        if (!this.#connections.answered(brokerId, inFlight)) return;
        this.#isProducerIdRequested = false;
        sequences.setProducerId(producerId);
        this.#run();
      });
    });
    return Number.POSITIVE_INFINITY;
  }

  #arm(atUs: number): void {
    const { scheduler } = this.#options.network;
    if (!Number.isFinite(atUs)) return;
    const dueUs = Math.max(atUs, scheduler.now());
    if (this.#timer !== undefined) {
      // A timer that fires too early only looks again.
      if (this.#timer.atUs <= dueUs) return;
      scheduler.cancel(this.#timer.handle);
    }
    const handle = scheduler.at(timeUs(dueUs), () => {
      this.#timer = undefined;
      this.#run();
    });
    this.#timer = { handle, atUs: dueUs };
  }
}
