import { assertDefined } from "../../base/assert.ts";
import type { EventHandle } from "../../base/event-queue.ts";
import { formatCount } from "../../base/format-number.ts";
import type { EventField, Severity } from "../../base/probe.ts";
import { RandomStream } from "../../base/random-stream.ts";
import { durationUs, formatDuration } from "../../base/time.ts";
import type { BrokerContext } from "./broker-context.ts";
import { BrokerDisk, type DiskSpeed } from "./broker-disk.ts";
import { BrokerProcess } from "./broker-process.ts";
import type { Controller } from "./controller/controller.ts";
import type { PartitionLeader } from "./partition-leader.ts";
import type { ReplicaLog } from "./storage/replica-log.ts";
import type { TopicPartition } from "./topic-partition.ts";

/** process-kill: the page cache survives, connections are reset. power-loss: what was not flushed is gone, nobody is told. */
export type CrashKind = "process-kill" | "power-loss";

/** A broker: its disk, which outlives crashes, and its process while one runs. */
type Broker = {
  disk: BrokerDisk;
  process: BrokerProcess | undefined;
  boot: EventHandle | undefined;
  lastCrash: CrashKind | undefined;
  /** A controlled shutdown is under way. */
  isStopping: boolean;
  /** Asked for while it stopped. */
  mustStartAgain: boolean;
  /** Exchanged since it ran last. */
  isDiskNew: boolean;
};

/** What the machines are made of. */
export type MachinesOptions = {
  readonly context: BrokerContext;
  readonly controller: Controller;
  readonly seed: number;
};

/**
 * The brokers' machines: their disks, the processes that run on them, and how those die and come back.
 *
 * Invariant: a broker's log is touched by its own process only.
 */
export class BrokerMachines {
  readonly #options: MachinesOptions;
  readonly #brokers = new Map<number, Broker>();

  constructor(options: MachinesOptions) {
    this.#options = options;
  }

  get brokerIds(): readonly number[] {
    return [...this.#brokers.keys()];
  }

  /** The process that runs on a broker's machine now. */
  processOf(brokerId: number): BrokerProcess | undefined {
    return this.#brokers.get(brokerId)?.process;
  }

  /** The leader of a partition that is alive and knows it; of two who think so, the one with the newer epoch. */
  liveLeaderOf(partition: TopicPartition): PartitionLeader | undefined {
    let newest: PartitionLeader | undefined;
    for (const { process } of this.#brokers.values()) {
      const leader = process?.leaderOf(partition);
      if (leader !== undefined && leader.leaderEpoch > (newest?.leaderEpoch ?? -1)) newest = leader;
    }
    return newest;
  }

  /** A replica on a broker's disk, dead or alive. */
  replicaOf(partition: TopicPartition, brokerId: number): ReplicaLog | undefined {
    return this.#broker(brokerId).disk.logs.get(partition.id);
  }

  /** Takes in a broker that was registered and unfenced before the run began. */
  adopt(brokerId: number): void {
    const { context, controller } = this.#options;
    const process = this.#newBroker(brokerId);
    const connection = process.lifecycle.adopt();
    const { brokerEpoch } = controller.adopt(process, connection, context.rackOf(brokerId));
    const phases = this.#phasesOf(brokerId, 0);
    process.lifecycle.begin(brokerEpoch, phases.nextBelow(context.config.brokerHeartbeatIntervalUs) + 1);
    process.startTasks(phases);
  }

  /** A new machine with an empty disk: its broker registers and waits for replicas. */
  add(brokerId: number): void {
    this.#event(brokerId, ["broker-added", "info"], `Broker ${brokerId} has been added: it has no replicas yet`);
    const process = this.#newBroker(brokerId);
    process.startTasks(this.#phasesOf(brokerId, this.#nowUs()));
    process.lifecycle.register();
  }

  #newBroker(brokerId: number): BrokerProcess {
    const { context } = this.#options;
    const rack = context.rackOf(brokerId);
    context.network.addMachine(brokerId);
    if (rack !== undefined) context.network.links.setRack(brokerId, rack);
    const disk = new BrokerDisk();
    const process = new BrokerProcess(brokerId, context, disk);
    this.#brokers.set(brokerId, {
      disk,
      process,
      boot: undefined,
      lastCrash: undefined,
      isStopping: false,
      mustStartAgain: false,
      isDiskNew: false,
    });
    return process;
  }

  #phasesOf(brokerId: number, start: number): RandomStream {
    return new RandomStream(this.#options.seed, `kafka/broker-${brokerId}/phases/${start}`);
  }

  #nowUs(): number {
    return this.#options.context.network.scheduler.now();
  }

  #event(
    brokerId: number,
    [kind, severity]: readonly [kind: string, severity: Severity],
    message: string,
    fields: Readonly<Record<string, EventField>> = {},
  ): void {
    const { network, probe } = this.#options.context;
    const atUs = network.scheduler.now();
    probe.event({
      kind,
      atUs,
      subject: `broker-${brokerId}`,
      severity,
      message,
      fields: { broker: brokerId, ...fields },
    });
  }

  /** A broker's process dies, or its machine loses power. A broker that is already down only loses its page cache, if at all. */
  crash(brokerId: number, kind: CrashKind): void {
    const message =
      kind === "process-kill" ? `The process of broker ${brokerId} was killed` : `Broker ${brokerId} lost power`;
    this.#goDown(brokerId, kind);
    this.#event(brokerId, ["broker-crashed", "error"], message, { crash: kind });
  }

  #goDown(brokerId: number, kind: CrashKind): void {
    const { network } = this.#options.context;
    const broker = this.#broker(brokerId);
    if (broker.boot !== undefined) network.scheduler.cancel(broker.boot);
    broker.boot = undefined;
    broker.process?.stop();
    broker.process = undefined;
    broker.isStopping = false;
    broker.mustStartAgain = false;
    if (broker.lastCrash !== "power-loss") broker.lastCrash = kind;
    if (kind === "process-kill") network.killProcess(brokerId);
    else network.losePower(brokerId);
  }

  /**
   * A broker is told to stop (SIGTERM): its leaderships move first, then it writes everything down and exits. Without
   * controlled.shutdown.enable it does the latter at once. As BrokerServer.shutdown.
   */
  stop(brokerId: number): void {
    const { config } = this.#options.context;
    const broker = this.#broker(brokerId);
    const { process } = broker;
    if (process === undefined || broker.isStopping) {
      if (broker.boot !== undefined) this.#goDown(brokerId, "process-kill");
      return;
    }
    broker.isStopping = true;
    this.#event(brokerId, ["broker-stopping", "info"], `Broker ${brokerId} stops: its leaderships move away first`);
    const stopped = () => {
      if (broker.process !== process) return;
      const { mustStartAgain } = broker;
      this.#goDown(brokerId, "process-kill");
      this.#event(brokerId, ["broker-stopped", "info"], `Broker ${brokerId} has stopped in order`);
      if (mustStartAgain) this.restart(brokerId);
    };
    if (config.isControlledShutdownEnabled) process.shutDown(stopped);
    else {
      process.writeDown();
      stopped();
    }
  }

  /** A machine that lost power has it again while its process stays down: connections are refused, no longer unanswered. */
  restorePower(brokerId: number): void {
    this.#options.context.network.killProcess(brokerId);
    const message = `The machine of broker ${brokerId} has power again; the process is still down`;
    this.#event(brokerId, ["power-restored", "info"], message);
  }

  /** A dead broker starts again, one that is stopping when it has stopped; it boots and recovers its logs, then it registers. */
  restart(brokerId: number): void {
    const { network, config } = this.#options.context;
    const broker = this.#broker(brokerId);
    if (broker.isStopping) broker.mustStartAgain = true;
    if (broker.process !== undefined || broker.boot !== undefined) return;
    broker.boot = network.scheduler.after(durationUs(config.diskRestartDurationUs), () => {
      broker.boot = undefined;
      this.#boot(brokerId, broker);
    });
  }

  #boot(brokerId: number, broker: Broker): void {
    const { context } = this.#options;
    if (broker.disk.isFull) {
      const message = `Broker ${brokerId} does not start: its disk is full`;
      this.#event(brokerId, ["broker-start-failed", "error"], message);
      return;
    }
    context.network.start(brokerId);
    const isPowerLoss = broker.lastCrash === "power-loss";
    let recordsLost = 0;
    for (const log of broker.disk.logs.values()) {
      if (isPowerLoss) recordsLost += log.recoverAfterPowerLoss();
      else log.recoverAfterProcessKill();
    }
    broker.lastCrash = undefined;
    const message = broker.isDiskNew
      ? `Broker ${brokerId} is back with an empty disk: it copies its replicas from their leaders`
      : recordsLost > 0
        ? `Broker ${brokerId} is back; ${formatCount(recordsLost)} records of its replicas had not reached the disk and are gone`
        : `Broker ${brokerId} is back with everything it had`;
    this.#event(brokerId, ["broker-restarted", recordsLost > 0 || broker.isDiskNew ? "warning" : "info"], message, {
      recordsLost,
    });
    broker.isDiskNew = false;
    const process = new BrokerProcess(brokerId, context, broker.disk);
    broker.process = process;
    process.startTasks(this.#phasesOf(brokerId, this.#nowUs()));
    process.lifecycle.register();
  }

  /** Makes a broker dawdle before each fetch that it sends as a follower, or lets it go at its own speed again. */
  slowFollower(brokerId: number, delayUs: number | undefined): void {
    this.#broker(brokerId).disk.fetchDelayUs = delayUs ?? 0;
  }

  /** Makes a broker's disk slow, or gives it back its usual speed: appends wait for it and hold a request handler meanwhile. */
  slowDisk(brokerId: number, speed: DiskSpeed | undefined): void {
    this.#broker(brokerId).disk.setSpeed(speed);
    const message =
      speed === undefined
        ? `The disk of broker ${brokerId} is as fast as it was`
        : `The disk of broker ${brokerId} takes ${formatDuration(speed.writeLatencyUs)} for each write`;
    const fields =
      speed === undefined ? {} : { writeLatencyUs: speed.writeLatencyUs, bytesPerSecond: speed.bytesPerSecond };
    this.#event(brokerId, [speed === undefined ? "disk-recovered" : "disk-slow", "warning"], message, fields);
  }

  /** The disk is full: the broker's next write takes its only log directory offline, and it stops. */
  fillDisk(brokerId: number): void {
    this.#broker(brokerId).disk.isFull = true;
    this.#event(brokerId, ["disk-full", "error"], `The disk of broker ${brokerId} is full`);
  }

  /** There is room on the disk again; a broker that has stopped for want of it does not start by itself. */
  freeDisk(brokerId: number): void {
    this.#broker(brokerId).disk.isFull = false;
    this.#event(brokerId, ["disk-freed", "info"], `There is room on the disk of broker ${brokerId} again`);
  }

  /** A write failed: the log directory is offline, and a broker without any exits. As LogDirFailureHandler. */
  storageFailed(brokerId: number): void {
    this.#goDown(brokerId, "process-kill");
    const message = `Broker ${brokerId} exits: all its log directories have failed (KAFKA_STORAGE_ERROR)`;
    this.#event(brokerId, ["log-dir-failed", "error"], message, { error: "KAFKA_STORAGE_ERROR" });
  }

  /** Puts an empty disk in the place of a broker's own; a broker that runs is killed. It comes back with `restart`. */
  replaceDisk(brokerId: number): void {
    const broker = this.#broker(brokerId);
    if (broker.process !== undefined || broker.boot !== undefined) this.#goDown(brokerId, "process-kill");
    const replicas = broker.disk.logs.size;
    broker.disk = new BrokerDisk();
    broker.isDiskNew = true;
    const message = `The disk of broker ${brokerId} was replaced by an empty one: ${formatCount(replicas)} replicas are gone from it`;
    this.#event(brokerId, ["disk-replaced", "error"], message, { replicas });
  }

  #broker(brokerId: number): Broker {
    return assertDefined(this.#brokers.get(brokerId), `no broker ${brokerId}`);
  }
}
