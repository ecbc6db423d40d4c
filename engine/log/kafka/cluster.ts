import { assert, assertDefined } from "../../base/assert.ts";
import type { EventHandle } from "../../base/event-queue.ts";
import { formatCount } from "../../base/format-number.ts";
import type { Probe } from "../../base/probe.ts";
import { RandomStream } from "../../base/random-stream.ts";
import { err, ok, type Result } from "../../base/result.ts";
import type { Scheduler } from "../../base/scheduler.ts";
import { durationUs } from "../../base/time.ts";
import { type BrokerContext, type BrokerDisk, BrokerProcess } from "./broker-process.ts";
import { Controller } from "./controller/controller.ts";
import type { ClusterConfig, ProducerConfig, TopicSpec } from "./kafka-config.ts";
import { type KafkaError, type KafkaErrorName, kafkaError } from "./kafka-error.ts";
import { CONTROLLER_MACHINE, type MachineId, Network } from "./network.ts";
import type { PartitionLeader } from "./partition-leader.ts";
import type { DeliveryListener } from "./producer/batch-sender.ts";
import { KafkaProducer } from "./producer/kafka-producer.ts";
import type { ProducerRecords } from "./producer/record-router.ts";
import type { RecordBatch } from "./record-batch.ts";
import type { ReplicaLog } from "./replica-log.ts";
import { type TopicPartition, topicPartitionsOf } from "./topic-partition.ts";

/** Clients are machines from this id on. */
const FIRST_CLIENT_MACHINE: MachineId = 1_000_000;

/** process-kill: the page cache survives, connections are reset. power-loss: what was not flushed is gone, nobody is told. */
export type CrashKind = "process-kill" | "power-loss";

/** Offsets from `from` up to and without `to`. */
export type OffsetRange = { readonly from: number; readonly to: number };

/** Records `firstIndex .. endIndex` of a batch lie at the offsets from `offsetOfFirst` on. */
export type BatchVisitor = (batch: RecordBatch, firstIndex: number, endIndex: number, offsetOfFirst: number) => void;

/**
 * A partition as the screen and the history show it; leader -1 is none. Ends are those of the live leader's log; without one,
 * those on the disk of the broker that led last or will lead next.
 */
export type PartitionDescription = {
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly isr: readonly number[];
  readonly replicas: readonly number[];
  readonly logEndOffset: number;
  readonly highWatermark: number;
};

/** What a cluster is made of. */
export type ClusterOptions = {
  readonly config: ClusterConfig;
  readonly scheduler: Scheduler;
  readonly probe: Probe;
  readonly seed: number;
  readonly records: ProducerRecords;
};

/** What a producer is made of, beside the cluster it writes to. */
export type CreateProducerOptions = {
  readonly clientId: string;
  readonly topic: string;
  readonly config: ProducerConfig;
  readonly listener: DeliveryListener;
};

/** A broker: its disk, which outlives crashes, and its process while one runs. */
type Broker = {
  readonly disk: BrokerDisk;
  process: BrokerProcess | undefined;
  boot: EventHandle | undefined;
  lastCrash: CrashKind | undefined;
};

/**
 * A Kafka cluster in virtual time: brokers 1 to n, a controller, topics, producers, and the faults that can befall them.
 *
 * Invariants: (1) before the first event all brokers are registered and unfenced, as in a cluster that has been running; (2) a
 * broker's log is touched by its own process only; (3) reads see records below the high watermark of a live leader only.
 */
export class KafkaCluster {
  readonly #options: ClusterOptions;
  readonly #network: Network;
  readonly #controller: Controller;
  readonly #context: BrokerContext;
  readonly #brokers = new Map<number, Broker>();
  readonly #topics = new Map<string, readonly TopicPartition[]>();
  #partitionCount = 0;
  #clientCount = 0;

  constructor(options: ClusterOptions) {
    this.#options = options;
    const { config, scheduler, probe, seed } = options;
    const latencyUs = config.networkLatencyUs;
    this.#network = new Network(scheduler, { latencyUs, bandwidthBytesPerSecond: config.bandwidthBytesPerSecond });
    this.#network.addMachine(CONTROLLER_MACHINE);
    this.#controller = new Controller(config, this.#network, probe);
    let producerIds = 0;
    this.#context = {
      config,
      network: this.#network,
      probe,
      controller: this.#controller,
      directory: { endpointOf: (brokerId) => this.#brokers.get(brokerId)?.process },
      nextProducerId: () => producerIds++,
    };
    for (let brokerId = 1; brokerId <= config.brokerCount; brokerId++) this.#adoptBroker(brokerId);
    this.#controller.startTasks(new RandomStream(seed, "kafka/controller/phases"));
  }

  #adoptBroker(brokerId: number): void {
    this.#network.addMachine(brokerId);
    const disk: BrokerDisk = { logs: new Map(), fetchDelayUs: 0 };
    const process = new BrokerProcess(brokerId, this.#context, disk);
    this.#brokers.set(brokerId, { disk, process, boot: undefined, lastCrash: undefined });
    const connection = this.#network.openNow(brokerId, CONTROLLER_MACHINE, { closed() {} });
    const { brokerEpoch } = this.#controller.adopt(process, connection);
    const phases = this.#phasesOf(brokerId, 0);
    process.lifecycle.adopt(
      connection,
      brokerEpoch,
      phases.nextBelow(this.#options.config.brokerHeartbeatIntervalUs) + 1,
    );
    process.startTasks(phases);
  }

  #phasesOf(brokerId: number, start: number): RandomStream {
    return new RandomStream(this.#options.seed, `kafka/broker-${brokerId}/phases/${start}`);
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
    const machineId = FIRST_CLIENT_MACHINE + this.#clientCount++;
    this.#network.addMachine(machineId);
    const partitions = this.#partitionsOf(topic);
    const leaders: { leader: number; leaderEpoch: number }[] = [];
    for (const partition of partitions) leaders[partition.id] = this.#controller.registrationOf(partition);
    return new KafkaProducer({
      clientId,
      config,
      listener,
      partitions,
      machineId,
      brokerIds: [...this.#brokers.keys()],
      network: this.#network,
      directory: this.#context.directory,
      probe: this.#options.probe,
      seed: this.#options.seed,
      records: this.#options.records,
      metadata: { leaders },
    });
  }

  /**
   * By partition: the high watermark; undefined while no live leader answers, or while a new leader's watermark has not yet
   * reached the start of its epoch, lest offsets seem to go back (KIP-207). As ListOffsets(latest).
   */
  latestOffsets(topic: string): readonly (number | undefined)[] {
    return this.#partitionsOf(topic).map((partition) => {
      const leader = this.#liveLeader(partition);
      return leader?.hasReachedEpochStart === true ? leader.log.highWatermark : undefined;
    });
  }

  /** By partition: the log start offset; 0 while no live leader answers. As ListOffsets(earliest). */
  earliestOffsets(topic: string): readonly number[] {
    return this.#partitionsOf(topic).map((partition) => this.#liveLeader(partition)?.log.logStartOffset ?? 0);
  }

  /**
   * Visits the records of a range of offsets in order, from the live leader and below its high watermark. Errors:
   * LEADER_NOT_AVAILABLE without a live leader, OFFSET_NOT_AVAILABLE while its high watermark has yet to reach the range (both
   * pass), OFFSET_OUT_OF_RANGE when the range is not within the log: what was there is gone.
   */
  read(topic: string, partition: number, range: OffsetRange, visit: BatchVisitor): Result<void, KafkaError> {
    const at = assertDefined(this.#partitionsOf(topic)[partition], `topic ${topic} has no partition ${partition}`);
    const log = this.#liveLeader(at)?.log;
    if (log === undefined) return err(kafkaError("LEADER_NOT_AVAILABLE", `${at.label} has no live leader`));
    const problem = rangeProblem(log, range);
    if (problem !== undefined) {
      const wanted = `offsets ${range.from} to ${range.to} of ${at.label}`;
      return err(kafkaError(problem, `${wanted}: readable are ${log.logStartOffset} to ${log.highWatermark}`));
    }
    for (let index = log.batchIndexAt(range.from); index < log.batches.length; index++) {
      const batch = log.batches[index] as RecordBatch;
      if (batch.baseOffset >= range.to) break;
      const first = Math.max(0, range.from - batch.baseOffset);
      const end = Math.min(batch.recordIds.length, range.to - batch.baseOffset);
      if (end > first) visit(batch, first, end, batch.baseOffset + first);
    }
    return ok(undefined);
  }

  /** The leader that is alive and knows it; of two who think so, the one with the newer epoch. */
  #liveLeader(partition: TopicPartition): PartitionLeader | undefined {
    let newest: PartitionLeader | undefined;
    for (const { process } of this.#brokers.values()) {
      const leader = process?.leaderOf(partition);
      if (leader !== undefined && leader.leaderEpoch > (newest?.leaderEpoch ?? -1)) newest = leader;
    }
    return newest;
  }

  #partitionsOf(topic: string): readonly TopicPartition[] {
    return assertDefined(this.#topics.get(topic), `no topic ${topic}`);
  }

  /** By partition: leaders and ISRs as the controller knows them, ends as the live leader has them. */
  describeTopic(topic: string): readonly PartitionDescription[] {
    return this.#partitionsOf(topic).map((partition) => {
      const { leader, leaderEpoch, isr, replicas } = this.#controller.registrationOf(partition);
      const log = this.#knownLog(partition);
      return {
        leader,
        leaderEpoch,
        isr,
        replicas,
        logEndOffset: log?.logEndOffset ?? 0,
        highWatermark: log?.highWatermark ?? 0,
      };
    });
  }

  /** By partition the high watermark, from where `describeTopic` takes it. */
  highWatermarks(topic: string): readonly number[] {
    return this.#partitionsOf(topic).map((partition) => this.#knownLog(partition)?.highWatermark ?? 0);
  }

  /** The live leader's log; without one, that on the disk of the broker that led last or will lead next. */
  #knownLog(partition: TopicPartition): ReplicaLog | undefined {
    const live = this.#liveLeader(partition)?.log;
    if (live !== undefined) return live;
    const { leader, isr } = this.#controller.registrationOf(partition);
    const brokerId = leader < 0 ? isr[0] : leader;
    return brokerId === undefined ? undefined : this.#brokers.get(brokerId)?.disk.logs.get(partition.id);
  }

  /** All batches of one replica, dead or alive, for those who compare replicas. */
  replicaBatches(topic: string, partition: number, brokerId: number): readonly RecordBatch[] {
    const at = assertDefined(this.#partitionsOf(topic)[partition], `topic ${topic} has no partition ${partition}`);
    return this.#broker(brokerId).disk.logs.get(at.id)?.batches ?? [];
  }

  /** A broker's process dies, or its machine loses power. A broker that is already down only loses its page cache, if at all. */
  crashBroker(brokerId: number, kind: CrashKind): void {
    const broker = this.#broker(brokerId);
    if (broker.boot !== undefined) this.#options.scheduler.cancel(broker.boot);
    broker.boot = undefined;
    broker.process?.stop();
    broker.process = undefined;
    if (broker.lastCrash !== "power-loss") broker.lastCrash = kind;
    if (kind === "process-kill") this.#network.killProcess(brokerId);
    else this.#network.losePower(brokerId);
    this.#options.probe.event({
      kind: "broker-crashed",
      atUs: this.#options.scheduler.now(),
      subject: `broker-${brokerId}`,
      severity: "error",
      message:
        kind === "process-kill" ? `The process of broker ${brokerId} was killed` : `Broker ${brokerId} lost power`,
      fields: { broker: brokerId, crash: kind },
    });
  }

  /** A machine that lost power has it again while its process stays down: connections are refused, no longer unanswered. */
  restorePower(brokerId: number): void {
    this.#network.killProcess(brokerId);
    this.#options.probe.event({
      kind: "power-restored",
      atUs: this.#options.scheduler.now(),
      subject: `broker-${brokerId}`,
      severity: "info",
      message: `The machine of broker ${brokerId} has power again; the process is still down`,
      fields: { broker: brokerId },
    });
  }

  /** A dead broker starts again; it boots and recovers its logs, then it registers. */
  restartBroker(brokerId: number): void {
    const broker = this.#broker(brokerId);
    if (broker.process !== undefined || broker.boot !== undefined) return;
    broker.boot = this.#options.scheduler.after(durationUs(this.#options.config.diskRestartDurationUs), () => {
      broker.boot = undefined;
      this.#boot(brokerId, broker);
    });
  }

  #boot(brokerId: number, broker: Broker): void {
    this.#network.start(brokerId);
    const isPowerLoss = broker.lastCrash === "power-loss";
    let recordsLost = 0;
    for (const log of broker.disk.logs.values()) {
      if (isPowerLoss) recordsLost += log.recoverAfterPowerLoss();
      else log.recoverAfterProcessKill();
    }
    broker.lastCrash = undefined;
    this.#options.probe.event({
      kind: "broker-restarted",
      atUs: this.#options.scheduler.now(),
      subject: `broker-${brokerId}`,
      severity: recordsLost > 0 ? "warning" : "info",
      message:
        recordsLost > 0
          ? `Broker ${brokerId} is back; ${formatCount(recordsLost)} records of its replicas had not reached the disk and are gone`
          : `Broker ${brokerId} is back with everything it had`,
      fields: { broker: brokerId, recordsLost },
    });
    const process = new BrokerProcess(brokerId, this.#context, broker.disk);
    broker.process = process;
    process.startTasks(this.#phasesOf(brokerId, this.#options.scheduler.now()));
    process.lifecycle.register();
  }

  /** Makes the link between two machines slower, in both directions, or gives it back its speed. Broker ids; 0 is the controller. */
  slowLink(a: number, b: number, extraLatencyUs: number | undefined): void {
    this.#network.setExtraLatency(a, b, extraLatencyUs);
  }

  /** Makes a broker dawdle before each fetch that it sends as a follower, or lets it go at its own speed again. */
  slowFollower(brokerId: number, delayUs: number | undefined): void {
    this.#broker(brokerId).disk.fetchDelayUs = delayUs ?? 0;
  }

  #broker(brokerId: number): Broker {
    return assertDefined(this.#brokers.get(brokerId), `no broker ${brokerId}`);
  }
}

function rangeProblem(log: ReplicaLog, { from, to }: OffsetRange): KafkaErrorName | undefined {
  if (from < log.logStartOffset || to > log.logEndOffset) return "OFFSET_OUT_OF_RANGE";
  return to > log.highWatermark ? "OFFSET_NOT_AVAILABLE" : undefined;
}
