import type { Probe } from "../../base/probe.ts";
import { RandomStream } from "../../base/random-stream.ts";
import type { Result } from "../../base/result.ts";
import type { Scheduler } from "../../base/scheduler.ts";
import type { BrokerContext } from "./broker-context.ts";
import { BrokerMachines, type CrashKind } from "./broker-machines.ts";
import type { BrokerService, ServiceHost } from "./broker-service.ts";
import { ClusterAdmin } from "./cluster-admin.ts";
import { ClusterFaults } from "./cluster-faults.ts";
import { ApplicationGroup, type GroupListener } from "./consumer/application-group.ts";
import { ConsumerFetchService } from "./consumer/consumer-fetch-service.ts";
import type { GroupProgram } from "./consumer/group-process.ts";
import { type ConsumerOptions, KafkaConsumer } from "./consumer/kafka-consumer.ts";
import { OffsetLookupService } from "./consumer/offset-lookup-service.ts";
import { ControlPlane } from "./controller/control-plane.ts";
import type { Controller } from "./controller/controller.ts";
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
import { ReplicationThrottles } from "./replication-throttles.ts";
import { describeLog, type LogDescription } from "./storage/describe-log.ts";
import type { LogRecords } from "./storage/log-validator.ts";
import { RemoteStorage } from "./storage/remote-storage.ts";
import type { TopicPartition } from "./topic-partition.ts";
import {
  type BatchVisitor,
  type LogOutline,
  type OffsetRange,
  type PartitionDescription,
  TopicReader,
} from "./topic-reader.ts";
import { TopicRegistry } from "./topic-registry.ts";
import { MarkerService } from "./transaction/marker-service.ts";
import { TransactionService } from "./transaction/transaction-service.ts";
import { transactionStateTopic } from "./transaction/transaction-topic.ts";

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
  /** What can befall it. */
  readonly faults: ClusterFaults;
  /** What an administrator does to it. */
  readonly admin: ClusterAdmin;
  readonly #options: ClusterOptions;
  readonly #network: Network;
  readonly #controller: Controller;
  readonly #context: BrokerContext;
  readonly #throttles = new ReplicationThrottles();
  readonly #addedRacks = new Map<number, string>();
  readonly #machines: BrokerMachines;
  readonly #reader: TopicReader;
  readonly #clientNames = new Map<MachineId, string>();
  readonly #coordination: GroupCoordination;
  readonly #topics: TopicRegistry;
  #clientCount = 0;

  constructor(options: ClusterOptions) {
    this.#options = options;
    const { config, scheduler, probe, seed, records, sight } = options;
    const { networkLatencyUs: latencyUs, bandwidthBytesPerSecond, interRackLatencyUs } = config;
    this.#network = new Network(scheduler, { latencyUs, bandwidthBytesPerSecond, interRackLatencyUs }, sight);
    const reassigned = ({ id }: TopicPartition) => this.#throttles.lift(id);
    const { controller, quorum, directory } = new ControlPlane({
      config,
      network: this.#network,
      probe,
      seed,
      reassigned,
    });
    this.#controller = controller;
    this.#topics = new TopicRegistry(controller, new RandomStream(seed, "kafka/replica-placement"));
    this.#coordination = new GroupCoordination({
      config: config.group,
      seed,
      probe,
      offsetsPartitions: () => this.#topics.find(OFFSETS_TOPIC_NAME),
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
      controllers: directory,
      rackOf: (brokerId) => this.#addedRacks.get(brokerId) ?? config.racks[(brokerId - 1) % config.racks.length],
      throttles: this.#throttles,
      storageFailed: (brokerId) => this.#machines.storageFailed(brokerId),
      directory: { endpointOf: (brokerId) => this.#machines.processOf(brokerId) },
      nextProducerId: () => producerIds++,
      partitionsOf: (topic) => this.#topics.find(topic),
      makeServices: (host) => this.#servicesOf(host),
      records,
      remote: new RemoteStorage(),
      seed,
    };
    this.#machines = new BrokerMachines({ context: this.#context, controller: this.#controller, seed });
    this.#reader = new TopicReader(this.#machines, this.#controller);
    this.admin = new ClusterAdmin({
      context: this.#context,
      controller: this.#controller,
      machines: this.#machines,
      topics: this.#topics,
      racks: this.#addedRacks,
    });
    this.faults = new ClusterFaults({ context: this.#context, machines: this.#machines, quorum });
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

  /** As TopicRegistry.create. */
  createTopic(spec: TopicSpec): void {
    this.#topics.create(spec);
  }

  /** A client that writes to a topic; it knows the leaders from the start. */
  createProducer({ clientId, topic, config, listener }: CreateProducerOptions): KafkaProducer {
    if (config.transactionalId !== undefined) this.#ensureTransactionState();
    return new KafkaProducer({
      clientId,
      config,
      listener,
      partitions: this.#topics.partitionsOf(topic),
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
    this.#topics.ensure(transactionStateTopic(this.#options.config));
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
    const partitions = this.#topics.find(STATE_TOPICS[keyType]);
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
    this.#topics.ensure(offsetsTopicSpec(this.#options.config.brokerCount));
    return new ApplicationGroup({
      program,
      listener,
      coordination: this.#coordination,
      probe: this.#options.probe,
      partitionsOf: (topic) => this.#topics.partitionsOf(topic),
      endOf: (partition) => this.#reader.latestOffset(partition),
      newClient: (name) => this.#clientParts(this.#addClient(name)),
      metadataNow: () => this.#metadataNow(),
    });
  }

  /** The topics of the clients and how many partitions they have. */
  #partitionCounts(): ReadonlyMap<string, number> {
    const topics = this.#topics.names.filter((name) => !name.startsWith("__"));
    return new Map(topics.map((name) => [name, this.#topics.partitionsOf(name).length] as const));
  }

  /** What every consumer shares, in a group or not. */
  #clientParts(machineId: MachineId) {
    return {
      machineId,
      brokerIds: this.#machines.brokerIds,
      network: this.#network,
      directory: this.#context.directory,
      catalogue: (topic: string) => this.#topics.find(topic),
      seed: this.#options.seed,
      metadata: this.#metadataNow(),
    };
  }

  /** The partitions of a topic, ascending. */
  partitionsOf(topic: string): readonly TopicPartition[] {
    return this.#topics.partitionsOf(topic);
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
    for (const partition of this.#topics.partitions) leaders[partition.id] = this.#controller.registrationOf(partition);
    return { leaders };
  }

  /** By partition. As TopicReader.latestOffset. */
  latestOffsets(topic: string): readonly (number | undefined)[] {
    return this.#topics.partitionsOf(topic).map((partition) => this.#reader.latestOffset(partition));
  }

  /** By partition: up to where read_committed reads. As TopicReader.latestOffset. */
  lastStableOffsets(topic: string): readonly (number | undefined)[] {
    return this.#topics.partitionsOf(topic).map((partition) => this.#reader.latestOffset(partition, "read_committed"));
  }

  /** By partition. As TopicReader.earliestOffset. */
  earliestOffsets(topic: string): readonly number[] {
    return this.#topics.partitionsOf(topic).map((partition) => this.#reader.earliestOffset(partition));
  }

  /** As TopicReader.read. */
  read(topic: string, partition: number, range: OffsetRange, visit: BatchVisitor): Result<void, KafkaError> {
    return this.#reader.read(this.#topics.partitionOf(topic, partition), range, visit);
  }

  /** As TopicReader.read with read_committed. */
  readCommitted(topic: string, partition: number, range: OffsetRange, visit: BatchVisitor): Result<void, KafkaError> {
    return this.#reader.read(this.#topics.partitionOf(topic, partition), range, visit, "read_committed");
  }

  /** By partition. As TopicReader.describe. */
  describeTopic(topic: string): readonly PartitionDescription[] {
    return this.#topics.partitionsOf(topic).map((partition) => this.#reader.describe(partition));
  }

  /** The log of one replica, dead or alive; undefined where the broker has none. As describeLog. */
  describeLog(topic: string, partition: number, brokerId: number): LogDescription | undefined {
    const log = this.#machines.replicaOf(this.#topics.partitionOf(topic, partition), brokerId);
    return log === undefined ? undefined : describeLog(log);
  }

  /** By partition: where its log begins and what it holds, without its segments and producers. As TopicReader.outline. */
  outlineTopic(topic: string): readonly LogOutline[] {
    return this.#topics.partitionsOf(topic).map((partition) => this.#reader.outline(partition));
  }

  /** By partition. As TopicReader.highWatermark. */
  highWatermarks(topic: string): readonly number[] {
    return this.#topics.partitionsOf(topic).map((partition) => this.#reader.highWatermark(partition));
  }

  /** As TopicReader.deleteRecords. */
  deleteRecords(topic: string, partition: number, beforeOffset: number): Result<void, KafkaError> {
    return this.#reader.deleteRecords(this.#topics.partitionOf(topic, partition), beforeOffset);
  }

  /** All batches of one replica, dead or alive, for those who compare replicas. */
  replicaBatches(topic: string, partition: number, brokerId: number): readonly RecordBatch[] {
    return this.#machines.replicaOf(this.#topics.partitionOf(topic, partition), brokerId)?.batches ?? [];
  }

  /** As ClusterFaults.crashBroker. */
  crashBroker(brokerId: number, kind: CrashKind): void {
    this.faults.crashBroker(brokerId, kind);
  }

  /** As ClusterFaults.restorePower. */
  restorePower(brokerId: number): void {
    this.faults.restorePower(brokerId);
  }

  /** As ClusterFaults.restartBroker. */
  restartBroker(brokerId: number): void {
    this.faults.restartBroker(brokerId);
  }

  /** As ClusterFaults.slowLink. */
  slowLink(a: number, b: number, extraLatencyUs: number | undefined): void {
    this.faults.slowLink(a, b, extraLatencyUs);
  }

  /** As ClusterFaults.slowFollower. */
  slowFollower(brokerId: number, delayUs: number | undefined): void {
    this.faults.slowFollower(brokerId, delayUs);
  }
}
