import { assertDefined } from "../../base/assert.ts";
import type { EventHandle } from "../../base/event-queue.ts";
import { formatCount } from "../../base/format-number.ts";
import { RandomStream } from "../../base/random-stream.ts";
import { durationUs } from "../../base/time.ts";
import { type BrokerContext, type BrokerDisk, BrokerProcess } from "./broker-process.ts";
import type { Controller } from "./controller/controller.ts";
import { CONTROLLER_MACHINE } from "./network.ts";
import type { PartitionLeader } from "./partition-leader.ts";
import type { ReplicaLog } from "./storage/replica-log.ts";
import type { TopicPartition } from "./topic-partition.ts";

/** process-kill: the page cache survives, connections are reset. power-loss: what was not flushed is gone, nobody is told. */
export type CrashKind = "process-kill" | "power-loss";

/** A broker: its disk, which outlives crashes, and its process while one runs. */
type Broker = {
  readonly disk: BrokerDisk;
  process: BrokerProcess | undefined;
  boot: EventHandle | undefined;
  lastCrash: CrashKind | undefined;
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
    const { network, config } = context;
    network.addMachine(brokerId);
    const disk: BrokerDisk = { logs: new Map(), fetchDelayUs: 0 };
    const process = new BrokerProcess(brokerId, context, disk);
    this.#brokers.set(brokerId, { disk, process, boot: undefined, lastCrash: undefined });
    const connection = network.openNow(brokerId, CONTROLLER_MACHINE, { closed() {} });
    const { brokerEpoch } = controller.adopt(process, connection);
    const phases = this.#phasesOf(brokerId, 0);
    process.lifecycle.adopt(connection, brokerEpoch, phases.nextBelow(config.brokerHeartbeatIntervalUs) + 1);
    process.startTasks(phases);
  }

  #phasesOf(brokerId: number, start: number): RandomStream {
    return new RandomStream(this.#options.seed, `kafka/broker-${brokerId}/phases/${start}`);
  }

  #nowUs(): number {
    return this.#options.context.network.scheduler.now();
  }

  /** A broker's process dies, or its machine loses power. A broker that is already down only loses its page cache, if at all. */
  crash(brokerId: number, kind: CrashKind): void {
    const { network, probe } = this.#options.context;
    const broker = this.#broker(brokerId);
    if (broker.boot !== undefined) network.scheduler.cancel(broker.boot);
    broker.boot = undefined;
    broker.process?.stop();
    broker.process = undefined;
    if (broker.lastCrash !== "power-loss") broker.lastCrash = kind;
    if (kind === "process-kill") network.killProcess(brokerId);
    else network.losePower(brokerId);
    probe.event({
      kind: "broker-crashed",
      atUs: network.scheduler.now(),
      subject: `broker-${brokerId}`,
      severity: "error",
      message:
        kind === "process-kill" ? `The process of broker ${brokerId} was killed` : `Broker ${brokerId} lost power`,
      fields: { broker: brokerId, crash: kind },
    });
  }

  /** A machine that lost power has it again while its process stays down: connections are refused, no longer unanswered. */
  restorePower(brokerId: number): void {
    const { network, probe } = this.#options.context;
    network.killProcess(brokerId);
    probe.event({
      kind: "power-restored",
      atUs: network.scheduler.now(),
      subject: `broker-${brokerId}`,
      severity: "info",
      message: `The machine of broker ${brokerId} has power again; the process is still down`,
      fields: { broker: brokerId },
    });
  }

  /** A dead broker starts again; it boots and recovers its logs, then it registers. */
  restart(brokerId: number): void {
    const { network, config } = this.#options.context;
    const broker = this.#broker(brokerId);
    if (broker.process !== undefined || broker.boot !== undefined) return;
    broker.boot = network.scheduler.after(durationUs(config.diskRestartDurationUs), () => {
      broker.boot = undefined;
      this.#boot(brokerId, broker);
    });
  }

  #boot(brokerId: number, broker: Broker): void {
    const { context } = this.#options;
    context.network.start(brokerId);
    const isPowerLoss = broker.lastCrash === "power-loss";
    let recordsLost = 0;
    for (const log of broker.disk.logs.values()) {
      if (isPowerLoss) recordsLost += log.recoverAfterPowerLoss();
      else log.recoverAfterProcessKill();
    }
    broker.lastCrash = undefined;
    context.probe.event({
      kind: "broker-restarted",
      atUs: context.network.scheduler.now(),
      subject: `broker-${brokerId}`,
      severity: recordsLost > 0 ? "warning" : "info",
      message:
        recordsLost > 0
          ? `Broker ${brokerId} is back; ${formatCount(recordsLost)} records of its replicas had not reached the disk and are gone`
          : `Broker ${brokerId} is back with everything it had`,
      fields: { broker: brokerId, recordsLost },
    });
    const process = new BrokerProcess(brokerId, context, broker.disk);
    broker.process = process;
    process.startTasks(this.#phasesOf(brokerId, this.#nowUs()));
    process.lifecycle.register();
  }

  /** Makes a broker dawdle before each fetch that it sends as a follower, or lets it go at its own speed again. */
  slowFollower(brokerId: number, delayUs: number | undefined): void {
    this.#broker(brokerId).disk.fetchDelayUs = delayUs ?? 0;
  }

  #broker(brokerId: number): Broker {
    return assertDefined(this.#brokers.get(brokerId), `no broker ${brokerId}`);
  }
}
