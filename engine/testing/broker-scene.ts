import { SILENT_PROBE } from "../base/probe.ts";
import { VirtualClock } from "../base/scheduler.ts";
import { timeUs } from "../base/time.ts";
import { BrokerDisk } from "../log/kafka/broker-disk.ts";
import { BrokerProcess } from "../log/kafka/broker-process.ts";
import type { BrokerRegistration } from "../log/kafka/controller/broker-registration.ts";
import { newPartition, type PartitionRegistration } from "../log/kafka/controller/partition-registration.ts";
import {
  type ClusterConfig,
  DEFAULT_CLUSTER_CONFIG,
  DEFAULT_TOPIC_SETTINGS,
  type TopicSpec,
} from "../log/kafka/kafka-config.ts";
import type {
  AlterPartitionRequest,
  AlterPartitionResult,
  BrokerEndpoint,
  ControllerDirectory,
  ControllerEndpoint,
  FetchEntry,
  FetchPartition,
  FetchRequest,
  FetchSession,
  MetadataDelta,
  ProduceRequest,
  ProduceResult,
} from "../log/kafka/messages.ts";
import { CONTROLLER_MACHINE, type Connection, Network } from "../log/kafka/network.ts";
import type { MachineId } from "../log/kafka/network-links.ts";
import { NO_PRODUCER_STAMP, PLAIN_BATCH, type UnplacedBatch } from "../log/kafka/record-batch.ts";
import { ReplicationThrottles } from "../log/kafka/replication-throttles.ts";
import { RemoteStorage } from "../log/kafka/storage/remote-storage.ts";
import { type TopicPartition, topicPartitionsOf } from "../log/kafka/topic-partition.ts";
import { RecordStore } from "../source/record-store.ts";

/** The broker whose process runs. */
export const SCENE_BROKER = 1;
const CLIENT: MachineId = 1_000_000;

const LED_BY_1: PartitionRegistration = newPartition([SCENE_BROKER, 2, 3]);

/** A cluster with one controller, which is always the active one. */
export function directoryOf(controller: ControllerEndpoint): ControllerDirectory {
  return { machines: [CONTROLLER_MACHINE], active: () => CONTROLLER_MACHINE, activeOn: () => controller };
}

/** What a follower was answered. */
export type FetchAnswer = { readonly atUs: number; readonly entries: readonly FetchEntry[] };

/** The errors of an answer, by partition that it says something of; undefined where there is none. */
export function errorsOf(answer: FetchAnswer | undefined): (string | undefined)[] | undefined {
  return answer?.entries.map((entry) => (entry.kind === "error" ? entry.error : undefined));
}

/** A batch of as many records without a producer id. */
export function plainBatch(records: number, sizeBytes = 100): UnplacedBatch {
  return { ...NO_PRODUCER_STAMP, ...PLAIN_BATCH, recordIds: new Uint32Array(records), sizeBytes, maxTimestampUs: 0 };
}

/** What the metadata says of a broker. The brokers of a scene have epoch 10 + id. */
export function brokerOf(brokerId: number, brokerEpoch = 10 + brokerId, isFenced = false): BrokerRegistration {
  return { brokerId, brokerEpoch, isFenced };
}

/** A follower's connection to the broker, and what it was answered. */
export class SceneFollower {
  readonly answers: FetchAnswer[] = [];
  readonly #session: FetchSession;
  readonly #scene: BrokerScene;
  readonly #brokerId: number;

  constructor(scene: BrokerScene, brokerId: number) {
    this.#scene = scene;
    this.#brokerId = brokerId;
    this.#session = {
      connection: scene.network.openNow(brokerId, SCENE_BROKER, { closed() {} }),
      respond: ({ entries }) => void this.answers.push({ atUs: scene.clock.now(), entries }),
      parked: undefined,
      isTimerArmed: false,
      rotation: 0,
    };
  }

  /** The fetch is at the broker now. */
  fetch(partitions: readonly FetchPartition[], brokerEpoch = 10 + this.#brokerId): void {
    this.#scene.broker.fetch({ followerId: this.#brokerId, brokerEpoch, session: this.#session, partitions });
  }
}

/** What is different from Kafka's defaults. */
export type BrokerSceneOptions = { readonly config?: Partial<ClusterConfig>; readonly topic?: Partial<TopicSpec> };

type Alteration = {
  readonly request: AlterPartitionRequest;
  respond(results: readonly AlterPartitionResult[]): void;
};

/**
 * The process of broker 1, and the test plays everybody else: the controller, the brokers 2 and 3, the clients. Three partitions,
 * each with a replica on all three brokers; nothing is led or followed before the test registers it.
 */
export class BrokerScene {
  readonly clock = new VirtualClock();
  readonly network = new Network(this.clock, { latencyUs: 500, bandwidthBytesPerSecond: 1e9 });
  readonly partitions: readonly TopicPartition[];
  /** The requests for other ISRs that are at the controller, answered or not. */
  readonly alterations: Alteration[] = [];
  /** The fetches of broker 1 that are at their leader; nobody answers them but the test. */
  readonly fetchesSent: { readonly leaderId: number; readonly request: FetchRequest }[] = [];
  readonly broker: BrokerProcess;
  /** The disk of broker 1. */
  readonly disk = new BrokerDisk();
  /** The client's connection to the broker. */
  client: Connection;
  #metadataOffset = 0;

  constructor(options: BrokerSceneOptions = {}) {
    for (const id of [CONTROLLER_MACHINE, 1, 2, 3, CLIENT]) this.network.addMachine(id);
    const spec = { ...DEFAULT_TOPIC_SETTINGS, name: "t", partitions: 3, replicationFactor: 3, ...options.topic };
    this.partitions = topicPartitionsOf(spec, 0);
    const context = {
      config: { ...DEFAULT_CLUSTER_CONFIG, ...options.config },
      network: this.network,
      probe: SILENT_PROBE,
      controllers: directoryOf({
        register: () => {},
        subscribe: () => {},
        heartbeat: () => {},
        alterPartition: (request: AlterPartitionRequest, respond: Alteration["respond"]) =>
          void this.alterations.push({ request, respond }),
      }),
      rackOf: () => undefined,
      throttles: new ReplicationThrottles(),
      storageFailed: () => undefined,
      directory: { endpointOf: (leaderId: number) => this.#endpointOf(leaderId) },
      nextProducerId: () => 0,
      partitionsOf: () => [],
      makeServices: () => [],
      records: new RecordStore(),
      remote: new RemoteStorage(),
      seed: 1,
    };
    this.broker = new BrokerProcess(SCENE_BROKER, context, this.disk);
    this.broker.lifecycle.adopt();
    this.broker.lifecycle.begin(10 + SCENE_BROKER, 1_000_000);
    this.client = this.network.openNow(CLIENT, SCENE_BROKER, { closed() {} });
    this.tell({ brokers: [brokerOf(1), brokerOf(2), brokerOf(3)] });
  }

  #endpointOf(leaderId: number): BrokerEndpoint {
    return {
      brokerId: leaderId,
      fetch: (request) => void this.fetchesSent.push({ leaderId, request }),
      produce() {},
      metadataView: () => ({ leaders: [] }),
      initProducerId: () => 0,
      handle() {},
    };
  }

  at(partition: number): TopicPartition {
    return this.partitions[partition] as TopicPartition;
  }

  /** The broker hears of new metadata, at the next offset unless told otherwise. */
  tell(delta: Partial<MetadataDelta>): void {
    this.#metadataOffset += 1;
    this.broker.applyMetadata({ offset: this.#metadataOffset, partitions: [], brokers: [], ...delta });
  }

  /** The broker hears of a new state of one partition; it leads with everybody in sync unless told otherwise. */
  register(partition: number, registration: Partial<PartitionRegistration> = {}, offset?: number): void {
    const partitions = [{ partition: this.at(partition), registration: { ...LED_BY_1, ...registration } }];
    this.tell({ partitions, ...(offset === undefined ? {} : { offset }) });
  }

  /** A position in a follower's fetch. */
  position(partition: number, fetchOffset = 0, currentLeaderEpoch = 0): FetchPartition {
    return {
      partition: this.at(partition),
      currentLeaderEpoch,
      fetchOffset,
      lastFetchedEpoch: fetchOffset === 0 ? -1 : currentLeaderEpoch,
      delayedUntilUs: 0,
      sentHighWatermark: 0,
      sentLogStartOffset: 0,
    };
  }

  /** Batches for these partitions arrive at the broker in one request; the answer is there when its results are. */
  produce(partitions: readonly number[], batch = plainBatch(1), acks: ProduceRequest["acks"] = -1): ProduceResult[] {
    const told: ProduceResult[] = [];
    const batches = partitions.map((partition) => ({ partition: this.at(partition), batch }));
    const request = { acks, timeoutUs: 30_000_000, batches };
    this.broker.produce(request, this.client, (results) => told.push(...results));
    return told;
  }

  /** The client has a new connection: on each, the broker works on one request at a time. */
  reconnected(): this {
    this.client = this.network.openNow(CLIENT, SCENE_BROKER, { closed() {} });
    return this;
  }

  /** The ids of the partitions in each request for other ISRs. */
  wishes(): number[][] {
    return this.alterations.map(({ request }) => request.items.map(({ partition }) => partition.id));
  }

  /** Broker ids and epochs in the first item of the newest request for other ISRs. */
  lastWish(): (readonly [number, number])[] | undefined {
    const item = this.alterations.at(-1)?.request.items[0];
    return item?.newIsr.map(({ brokerId, brokerEpoch }) => [brokerId, brokerEpoch]);
  }

  runFor(us: number): void {
    this.clock.advance(timeUs(this.clock.now() + us), 100_000);
  }
}
