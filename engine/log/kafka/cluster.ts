import { assert, assertDefined } from "../../base/assert.ts";
import type { Probe } from "../../base/probe.ts";
import { RandomStream } from "../../base/random-stream.ts";
import type { Result } from "../../base/result.ts";
import type { Scheduler } from "../../base/scheduler.ts";
import { BrokerMachines, type CrashKind } from "./broker-machines.ts";
import type { BrokerContext } from "./broker-process.ts";
import type { BrokerService, ServiceHost } from "./broker-service.ts";
import { ApplicationGroup, type GroupListener } from "./consumer/application-group.ts";
import { ConsumerFetchService } from "./consumer/consumer-fetch-service.ts";
import type { GroupProgram } from "./consumer/group-process.ts";
import { type ConsumerOptions, KafkaConsumer } from "./consumer/kafka-consumer.ts";
import { OffsetLookupService } from "./consumer/offset-lookup-service.ts";
import { Controller } from "./controller/controller.ts";
import { NO_LEADER } from "./controller/partition-registration.ts";
import type { CoordinatorType } from "./coordinator/coordinator-api.ts";
import { coordinatorPartition } from "./coordinator/coordinator-runtime.ts";
import { FindCoordinatorService, STATE_TOPICS } from "./coordinator/find-coordinator-service.ts";
import { GroupCoordination } from "./group/group-coordination.ts";
import { OFFSETS_TOPIC_NAME, offsetsTopicSpec } from "./group/offsets-topic.ts";
import type { ClusterConfig, ProducerConfig, TopicSpec } from "./kafka-config.ts";
import type { KafkaError } from "./kafka-error.ts";
import type { MessageSight } from "./message-sight.ts";
import type { MetadataView } from "./messages.ts";
import { CONTROLLER_MACHINE, Network } from "./network.ts";
import { FIRST_CLIENT_MACHINE, FIRST_CONTROLLER_MACHINE, type MachineId } from "./network-links.ts";
import type { DeliveryListener } from "./producer/batch-sender.ts";
import { KafkaProducer } from "./producer/kafka-producer.ts";
import type { ProducerRecords } from "./producer/record-router.ts";
import type { RecordBatch } from "./record-batch.ts";
import { describeLog, type LogDescription } from "./storage/describe-log.ts";
import type { LogRecords } from "./storage/log-validator.ts";
import { type TopicPartition, topicPartitionsOf } from "./topic-partition.ts";
import {
  type BatchVisitor,
  type LogOutline,
  type OffsetRange,
  type PartitionDescription,
  TopicReader,
} from "./topic-reader.ts";
import { MarkerService } from "./transaction/marker-service.ts";
import { TransactionService } from "./transaction/transaction-service.ts";
import { TRANSACTION_STATE_TOPIC, transactionStateTopic } from "./transaction/transaction-topic.ts";

/** What a cluster is made of. */
export type ClusterOptions = {
  readonly config: ClusterConfig;
  readonly scheduler: Scheduler;
  readonly probe: Probe;
  readonly seed: number;
  readonly records: ProducerRecords & LogRecords;
  /** Sees the messages that control the cluster. */
  readonly sight?: MessageSight;
};

/** What a producer is made of, beside the cluster it writes to. */
export type CreateProducerOptions = {
  readonly clientId: string;
  readonly topic: string;
  readonly config: ProducerConfig;
  readonly listener: DeliveryListener;
};

/** What a consumer is made of, beside the cluster it reads from. */
export type CreateConsumerOptions = Pick<ConsumerOptions, "clientId" | "config" | "onPositionChange">;

/**
 * A Kafka cluster in virtual time: brokers 1 to n, a controller, topics, clients, and the faults that can befall them.
 *
 * Invariant: before the first event all brokers are registered and unfenced, as in a cluster that has been running.
 */
export class KafkaCluster {
  readonly #options: ClusterOptions;
  readonly #network: Network;
  readonly #controller: Controller;
  readonly #context: BrokerContext;
  readonly #machines: BrokerMachines;
  readonly #reader: TopicReader;
  readonly #clientNames = new Map<MachineId, string>();
  readonly #topics = new Map<string, readonly TopicPartition[]>();
  readonly #coordination: GroupCoordination;
  #partitionCount = 0;
  #clientCount = 0;

  constructor(options: ClusterOptions) {
    this.#options = options;
    const { config, scheduler, probe, seed, records, sight } = options;
    const { networkLatencyUs: latencyUs, bandwidthBytesPerSecond } = config;
    this.#network = new Network(scheduler, { latencyUs, bandwidthBytesPerSecond }, sight);
    this.#network.addMachine(CONTROLLER_MACHINE);
    this.#controller = new Controller({ config, network: this.#network, probe });
    this.#coordination = new GroupCoordination({
      config: config.group,
      seed,
      probe,
      offsetsPartitions: () => this.#topics.get(OFFSETS_TOPIC_NAME) ?? [],
      topics: () => this.#partitionCounts(),
      liveLeaderOf: (partition) => {
        const { leader } = this.#controller.registrationOf(partition);
        return this.#machines.processOf(leader) === undefined ? undefined : leader;
      },
    });
    let producerIds = 0;
    this.#context = {
      config,
      network: this.#network,
      probe,
      controllers: {
        machines: [CONTROLLER_MACHINE],
        active: () => CONTROLLER_MACHINE,
        activeOn: () => this.#controller,
      },
      rackOf: (brokerId) => config.racks[brokerId - 1],
      storageFailed: (brokerId) => this.#machines.storageFailed(brokerId),
      directory: { endpointOf: (brokerId) => this.#machines.processOf(brokerId) },
      nextProducerId: () => producerIds++,
      partitionsOf: (topic) => this.#topics.get(topic) ?? [],
      makeServices: (host) => this.#servicesOf(host),
      records,
      seed,
    };
    this.#machines = new BrokerMachines({ context: this.#context, controller: this.#controller, seed });
    this.#reader = new TopicReader(this.#machines, this.#controller);
    for (let brokerId = 1; brokerId <= config.brokerCount; brokerId++) this.#machines.adopt(brokerId);
    this.#controller.startTasks(new RandomStream(seed, "kafka/controller/phases"));
  }

  /** What a broker's process does beside replication. */
  #servicesOf(host: ServiceHost): readonly BrokerService[] {
    const services: BrokerService[] = [
      new ConsumerFetchService(host),
      new OffsetLookupService(host),
      new FindCoordinatorService(host),
      new TransactionService(host),
      this.#coordination.serviceOf(host),
      new MarkerService(host, (partition, producerId, type) => {
        for (const service of services) service.transactionEnded?.(partition, producerId, type);
      }),
    ];
    return services;
  }

  /** Creates a topic, its replicas striped over the brokers: partition p lives on brokers p, p+1, ..., the first one leading. */
  createTopic(spec: TopicSpec): void {
    const { brokerCount } = this.#options.config;
    assert(!this.#topics.has(spec.name), `topic ${spec.name} exists`);
    assert(spec.replicationFactor <= brokerCount, `${spec.replicationFactor} replicas need as many brokers`);
    const partitions = topicPartitionsOf(spec, this.#partitionCount);
    this.#partitionCount += partitions.length;
    this.#topics.set(spec.name, partitions);
    this.#controller.createPartitions(
      partitions.map((partition) => ({
        partition,
        replicas: Array.from(
          { length: spec.replicationFactor },
          (_, index) => ((partition.partition + index) % brokerCount) + 1,
        ),
      })),
    );
  }

  /** A client that writes to a topic; it knows the leaders from the start. */
  createProducer({ clientId, topic, config, listener }: CreateProducerOptions): KafkaProducer {
    if (config.transactionalId !== undefined) this.#ensureTransactionState();
    return new KafkaProducer({
      clientId,
      config,
      listener,
      partitions: this.#partitionsOf(topic),
      machineId: this.#addClient(clientId),
      brokerIds: this.#machines.brokerIds,
      network: this.#network,
      directory: this.#context.directory,
      probe: this.#options.probe,
      seed: this.#options.seed,
      records: this.#options.records,
      metadata: this.#metadataNow(),
    });
  }

  /** The first transactional producer has the coordinators' topic created. */
  #ensureTransactionState(): void {
    if (!this.#topics.has(TRANSACTION_STATE_TOPIC)) this.createTopic(transactionStateTopic(this.#options.config));
  }

  /**
   * A producer's process dies with all that it has not delivered, which is told as failed with CLIENT_CRASHED. One that starts
   * later with the same transactional.id fences it and aborts what it left open.
   */
  crashProducer(producer: KafkaProducer): void {
    this.#network.killProcess(producer.machineId);
    producer.kill();
  }

  /** The broker that coordinates a group or a transactional id, as the controller knows it; -1 for none. */
  coordinatorOf(keyType: CoordinatorType, key: string): number {
    const partitions = this.#topics.get(STATE_TOPICS[keyType]) ?? [];
    const partition = partitions[coordinatorPartition(key, Math.max(1, partitions.length))];
    return partition === undefined ? NO_LEADER : this.#controller.registrationOf(partition).leader;
  }

  /** A client that reads partitions without a group; it knows the leaders from the start. */
  createConsumer(options: CreateConsumerOptions): KafkaConsumer {
    return new KafkaConsumer({ ...options, ...this.#clientParts(this.#addClient(options.clientId)) });
  }

  /**
   * An application whose members share the partitions of topics; without a member until some are added. Creates
   * __consumer_offsets if it is not there.
   */
  createConsumerGroup(program: GroupProgram, listener: GroupListener): ApplicationGroup {
    if (!this.#topics.has(OFFSETS_TOPIC_NAME)) this.createTopic(offsetsTopicSpec(this.#options.config.brokerCount));
    return new ApplicationGroup({
      program,
      listener,
      coordination: this.#coordination,
      probe: this.#options.probe,
      partitionsOf: (topic) => this.#partitionsOf(topic),
      endOf: (partition) => this.#reader.latestOffset(partition),
      newClient: (name) => this.#clientParts(this.#addClient(name)),
      metadataNow: () => this.#metadataNow(),
    });
  }

  /** The topics of the clients and how many partitions they have. */
  #partitionCounts(): ReadonlyMap<string, number> {
    const topics = [...this.#topics].filter(([name]) => !name.startsWith("__"));
    return new Map(topics.map(([name, partitions]) => [name, partitions.length] as const));
  }

  /** What every consumer shares, in a group or not. */
  #clientParts(machineId: MachineId) {
    return {
      machineId,
      brokerIds: this.#machines.brokerIds,
      network: this.#network,
      directory: this.#context.directory,
      catalogue: (topic: string) => this.#topics.get(topic) ?? [],
      seed: this.#options.seed,
      metadata: this.#metadataNow(),
    };
  }

  /** The partitions of a topic, ascending. */
  partitionsOf(topic: string): readonly TopicPartition[] {
    return this.#partitionsOf(topic);
  }

  #addClient(name: string): MachineId {
    const machineId = FIRST_CLIENT_MACHINE + this.#clientCount++;
    this.#network.addMachine(machineId);
    this.#clientNames.set(machineId, name);
    return machineId;
  }

  /** What a machine of the network is called: `controller`, `broker-2`, or the client's id. */
  machineName(machineId: MachineId): string {
    if (machineId === CONTROLLER_MACHINE) return "controller";
    if (machineId < FIRST_CONTROLLER_MACHINE) return `broker-${machineId}`;
    if (machineId < FIRST_CLIENT_MACHINE) return `controller-${machineId}`;
    return this.#clientNames.get(machineId) ?? `client-${machineId - FIRST_CLIENT_MACHINE + 1}`;
  }

  #metadataNow(): MetadataView {
    const leaders: { leader: number; leaderEpoch: number }[] = [];
    for (const partitions of this.#topics.values()) {
      for (const partition of partitions) leaders[partition.id] = this.#controller.registrationOf(partition);
    }
    return { leaders };
  }

  /** By partition. As TopicReader.latestOffset. */
  latestOffsets(topic: string): readonly (number | undefined)[] {
    return this.#partitionsOf(topic).map((partition) => this.#reader.latestOffset(partition));
  }

  /** By partition: up to where read_committed reads. As TopicReader.latestOffset. */
  lastStableOffsets(topic: string): readonly (number | undefined)[] {
    return this.#partitionsOf(topic).map((partition) => this.#reader.latestOffset(partition, "read_committed"));
  }

  /** By partition. As TopicReader.earliestOffset. */
  earliestOffsets(topic: string): readonly number[] {
    return this.#partitionsOf(topic).map((partition) => this.#reader.earliestOffset(partition));
  }

  /** As TopicReader.read. */
  read(topic: string, partition: number, range: OffsetRange, visit: BatchVisitor): Result<void, KafkaError> {
    return this.#reader.read(this.#partitionOf(topic, partition), range, visit);
  }

  /** As TopicReader.read with read_committed. */
  readCommitted(topic: string, partition: number, range: OffsetRange, visit: BatchVisitor): Result<void, KafkaError> {
    return this.#reader.read(this.#partitionOf(topic, partition), range, visit, "read_committed");
  }

  /** By partition. As TopicReader.describe. */
  describeTopic(topic: string): readonly PartitionDescription[] {
    return this.#partitionsOf(topic).map((partition) => this.#reader.describe(partition));
  }

  /** The log of one replica, dead or alive; undefined where the broker has none. As describeLog. */
  describeLog(topic: string, partition: number, brokerId: number): LogDescription | undefined {
    const log = this.#machines.replicaOf(this.#partitionOf(topic, partition), brokerId);
    return log === undefined ? undefined : describeLog(log);
  }

  /** By partition: where its log begins and what it holds, without its segments and producers. As TopicReader.outline. */
  outlineTopic(topic: string): readonly LogOutline[] {
    return this.#partitionsOf(topic).map((partition) => this.#reader.outline(partition));
  }

  /** By partition. As TopicReader.highWatermark. */
  highWatermarks(topic: string): readonly number[] {
    return this.#partitionsOf(topic).map((partition) => this.#reader.highWatermark(partition));
  }

  /** As TopicReader.deleteRecords. */
  deleteRecords(topic: string, partition: number, beforeOffset: number): Result<void, KafkaError> {
    return this.#reader.deleteRecords(this.#partitionOf(topic, partition), beforeOffset);
  }

  /** All batches of one replica, dead or alive, for those who compare replicas. */
  replicaBatches(topic: string, partition: number, brokerId: number): readonly RecordBatch[] {
    return this.#machines.replicaOf(this.#partitionOf(topic, partition), brokerId)?.batches ?? [];
  }

  #partitionsOf(topic: string): readonly TopicPartition[] {
    return assertDefined(this.#topics.get(topic), `no topic ${topic}`);
  }

  #partitionOf(topic: string, partition: number): TopicPartition {
    return assertDefined(this.#partitionsOf(topic)[partition], `topic ${topic} has no partition ${partition}`);
  }

  /** As BrokerMachines.crash. */
  crashBroker(brokerId: number, kind: CrashKind): void {
    this.#machines.crash(brokerId, kind);
  }

  /** As BrokerMachines.restorePower. */
  restorePower(brokerId: number): void {
    this.#machines.restorePower(brokerId);
  }

  /** As BrokerMachines.restart. */
  restartBroker(brokerId: number): void {
    this.#machines.restart(brokerId);
  }

  /** Makes the link between two machines slower, in both directions, or gives it back its speed. Broker ids; 0 is the controller. */
  slowLink(a: number, b: number, extraLatencyUs: number | undefined): void {
    this.#network.links.setExtraLatency(a, b, extraLatencyUs);
  }

  /** As BrokerMachines.slowFollower. */
  slowFollower(brokerId: number, delayUs: number | undefined): void {
    this.#machines.slowFollower(brokerId, delayUs);
  }
}
