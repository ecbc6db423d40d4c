import { assert } from "../../../base/assert.ts";
import type { EventHandle } from "../../../base/event-queue.ts";
import type { Probe } from "../../../base/probe.ts";
import { RandomStream } from "../../../base/random-stream.ts";
import { timeUs } from "../../../base/time.ts";
import { BrokerConnections, type InFlightRequest } from "../client/broker-connections.ts";
import { ExponentialBackoff } from "../client/exponential-backoff.ts";
import { MetadataRefresher } from "../client/metadata-refresher.ts";
import type { ProducerConfig } from "../kafka-config.ts";
import { type BrokerDirectory, type MetadataView, REQUEST_OVERHEAD_BYTES } from "../messages.ts";
import type { Network } from "../network.ts";
import type { MachineId } from "../network-links.ts";
import { BATCH_OVERHEAD_BYTES } from "../record-batch.ts";
import type { TopicPartition } from "../topic-partition.ts";
import { BatchSender, type DeliveryListener } from "./batch-sender.ts";
import { DeliveryReport } from "./delivery-report.ts";
import { PartitionQueue } from "./partition-queue.ts";
import { ProducerMetadata } from "./producer-metadata.ts";
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
 * Not modelled: buffer.memory and max.block.ms (send never blocks), compression.
 */
export class KafkaProducer {
  readonly #options: ProducerOptions;
  readonly #queues: readonly PartitionQueue[];
  readonly #metadata: ProducerMetadata;
  readonly #connections: BrokerConnections;
  readonly #refresher: MetadataRefresher;
  readonly #sequences: SequenceTracker | undefined;
  readonly #router: RecordRouter;
  readonly #sender: BatchSender;
  readonly #report: DeliveryReport;
  #pendingRecords = 0;
  #isProducerIdRequested = false;
  #isFlushing = false;
  #isClosed = false;
  #isRunning = false;
  #mustRunAgain = false;
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
    this.#router = new RecordRouter(config, options.records, stream("partitioner"), partitions.length);
    this.#sequences = config.isIdempotent ? new SequenceTracker(partitions.length) : undefined;
    this.#report = new DeliveryReport(clientId, probe, scheduler);
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
    this.#sender = new BatchSender({
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
      sizeOf: (recordId) => this.#router.sizeOf(recordId),
      requestMetadata: () => this.#refresher.request(),
      wake,
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

  /** Records handed over and neither acknowledged nor failed yet. */
  get pendingRecords(): number {
    return this.#pendingRecords;
  }

  /** Takes the records `first .. end` of the record store, sent now. A record larger than max.request.size fails at once. */
  send(first: number, end: number): void {
    assert(!this.#isClosed, "a closed producer takes no records");
    const nowUs = this.#options.network.scheduler.now();
    this.#pendingRecords += end - first;
    for (let recordId = first; recordId < end; recordId++) this.#append(recordId, nowUs);
    this.#sender.noteAppend();
    this.#run();
  }

  #append(recordId: number, nowUs: number): void {
    const sizeBytes = this.#router.sizeOf(recordId);
    const { cluster } = this.#metadata;
    const chosen = this.#router.partitionOf(recordId, cluster, nowUs);
    if (BATCH_OVERHEAD_BYTES + sizeBytes > this.#options.config.maxRequestSizeBytes) {
      this.#refuse(recordId, chosen ?? this.#router.sticky.peekCurrentPartition(cluster));
      return;
    }
    const partition = chosen ?? this.#stickyPartition(sizeBytes);
    const queue = this.#queues[partition] as PartitionQueue;
    const appendedBytes = queue.append(recordId, sizeBytes, nowUs);
    if (chosen === undefined) this.#router.sticky.updatePartitionInfo(appendedBytes, cluster, queue.isLastBatchFull);
  }

  /** The sticky partition for a record of this size: it changes first if all that waits there is full. As RecordAccumulator.append. */
  #stickyPartition(sizeBytes: number): number {
    const { sticky } = this.#router;
    const { cluster } = this.#metadata;
    const partition = sticky.peekCurrentPartition(cluster);
    const queue = this.#queues[partition] as PartitionQueue;
    queue.makeRoomFor(sizeBytes);
    if (!queue.isLastBatchFull) return partition;
    sticky.updatePartitionInfo(0, cluster, true);
    return sticky.peekCurrentPartition(cluster);
  }

  /** As the RecordTooLargeException of send(). */
  #refuse(recordId: number, partition: number): void {
    const at = this.#options.partitions[partition];
    if (at !== undefined) this.#report.failed(at, 1, "MESSAGE_TOO_LARGE");
    this.#pendingRecords -= 1;
    this.#options.listener.failed(Uint32Array.of(recordId), "MESSAGE_TOO_LARGE", this.#options.network.scheduler.now());
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
    this.#sender.isFlushing = this.#isFlushing || this.#isClosed;
    if (this.#router.hasStickyRecords) this.#updateLoadStats();
    const sendUs = this.#sender.run();
    const producerIdUs = this.#requestProducerId();
    const metadataUs = this.#refresher.run();
    return Math.min(sendUs, producerIdUs, metadataUs, this.#connections.nextTimeoutUs());
  }

  /** Queue lengths weigh the choice of a partition for records without a key. As RecordAccumulator.partitionReady. */
  #updateLoadStats(): void {
    // As long as some partition has never had a batch, its queue says nothing.
    const isMeasured = this.#queues.every((queue) => queue.hasBeenUsed);
    if (!this.#options.config.isAdaptivePartitioningEnabled || !isMeasured) return;
    const { available } = this.#metadata.cluster;
    this.#router.sticky.updatePartitionLoadStats(
      available.map((partition) => this.#queues[partition]?.length ?? 0),
      available,
    );
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
