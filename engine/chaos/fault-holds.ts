import type { DurationUs } from "../base/time.ts";
import type { FaultOfKind } from "../scenario/scenario.ts";

/** A killed process keeps its page cache; a machine without power loses what was not flushed; a shutdown is in order. */
export type StopKind = "process-kill" | "power-loss" | "shutdown";

/** `count` records of one key and value; without a key they have none. */
export type PoisonRecords = { readonly key?: string | undefined; readonly value: string; readonly count: number };

/** A machine, or machines, at one end of a cut: a broker by its number, the controller, or every client. */
export type CutEnd = number | "controller" | "clients";

/** Which ways are cut. */
export type Cut = { readonly from: readonly CutEnd[]; readonly to: readonly CutEnd[]; readonly isOneWay: boolean };

/** What a fault does to brokers, their disks and what lies between them. Each act is a cause; what follows is the rooms' own affair. */
export interface BrokerTargets {
  stopBroker(broker: number, kind: StopKind): void;
  /** A machine has power again, but its process is still held down. */
  restorePower(broker: number): void;
  startBroker(broker: number): void;
  /** The disk of a broker that is down is exchanged for an empty one. */
  replaceDisk(broker: number): void;
  /** Sets the one-way latency of a link; undefined gives it back its own. */
  setLinkLatency(from: number, to: number, latencyUs: DurationUs | undefined): void;
  /** Makes a follower pause before each fetch; undefined ends it. */
  setFetchDelay(broker: number, delayUs: DurationUs | undefined): void;
  /** How much longer each append takes; undefined ends it. */
  setWriteDelay(broker: number, delayUs: DurationUs | undefined): void;
  /** The disk takes no more, or has room again, with which a broker that stopped for it starts. */
  setDiskFull(broker: number, isFull: boolean): void;
  /** Messages between two sets of machines are lost, or travel again; cuts add up, and each is mended by itself. */
  setCut(cut: Cut, isCut: boolean): void;
  /** The active controller dies; returns what starts it again. */
  stopController(): () => void;
}

/** What an administrator does to the cluster. */
export interface AdminTargets {
  addBroker(broker: number): void;
  decommissionBroker(broker: number, throttleBytesPerSecond: number | undefined): void;
  reassign(move: FaultOfKind<"reassign-partition">): void;
  addPartitions(topic: string, partitions: number): void;
  electPreferredLeaders(): void;
}

/** How a member of a group stops: killed, at a standstill in its processing, or with its whole process. */
export type MemberStop = "crash" | "stall" | "pause";

/** What befalls the clients of the log. */
export interface ClientTargets {
  stopDriver(job: string, restartAfterUs: DurationUs): void;
  /** The application of a source sends records that are none of its own. */
  sendPoison(source: string, poison: PoisonRecords): void;
  stopProducer(source: string): void;
  startProducer(source: string): void;
  /** Members are counted from 1. */
  stopMember(group: string, member: number, stop: MemberStop): void;
  startMember(group: string, member: number, stop: MemberStop): void;
  addMembers(group: string, members: number): void;
  removeMembers(group: string, members: number): void;
}

/** How a worker of a KCL application stops: killed, or with its process at a standstill. */
export type WorkerStop = "crash" | "pause";

/** What befalls Kinesis streams and those that read them. */
export interface KinesisTargets {
  /** Workers are counted from 1. */
  stopWorker(application: string, worker: number, stop: WorkerStop): void;
  startWorker(application: string, worker: number, stop: WorkerStop): void;
  updateShardCount(stream: string, shards: number): void;
  splitShard(stream: string, shard: number): void;
}

/** All that the faults of a recipe can act on. */
export type ChaosTargets = BrokerTargets & AdminTargets & ClientTargets & KinesisTargets;

/**
 * The faults that hold each target. Faults on one target may overlap: a broker is down as long as any of them holds it, without
 * power as long as a power loss does; a link, a disk or a follower is as slow as the slowest of them says.
 */
export class FaultHolds {
  readonly #targets: ChaosTargets;
  readonly #stops = new Holds<number, StopKind>();
  readonly #conditions = new Map<number, Condition>();
  readonly #latencies = new Holds<string, DurationUs>();
  readonly #fetchDelays = new Holds<number, DurationUs>();
  readonly #writeDelays = new Holds<number, DurationUs>();
  readonly #fullDisks = new Holds<number, true>();
  readonly #producers = new Holds<string, true>();
  readonly #members = new Holds<string, true>();
  readonly #workers = new Holds<string, true>();

  constructor(targets: ChaosTargets) {
    this.#targets = targets;
  }

  /** A fault takes hold of a broker, or lets go of it. */
  holdBroker(broker: number, kind: StopKind, isOn: boolean): void {
    const before = this.#conditions.get(broker) ?? "up";
    this.#stops.change(broker, kind, isOn);
    const after = conditionOf(this.#stops.on(broker), before);
    this.#conditions.set(broker, after);
    if (after === before) return;
    if (after === "up") this.#targets.startBroker(broker);
    else if (SEVERITY[after] > SEVERITY[before]) this.#targets.stopBroker(broker, after);
    else this.#targets.restorePower(broker);
  }

  /** A fault slows a link, which is the same one in both directions, or lets go of it. */
  holdLink([from, to]: readonly [number, number], latencyUs: DurationUs, isOn: boolean): void {
    const link = `${Math.min(from, to)}-${Math.max(from, to)}`;
    slow(this.#latencies, link, { wish: latencyUs, isOn }, (after) => this.#targets.setLinkLatency(from, to, after));
  }

  /** A fault slows a follower, or lets go of it. */
  holdFollower(broker: number, delayUs: DurationUs, isOn: boolean): void {
    slow(this.#fetchDelays, broker, { wish: delayUs, isOn }, (after) => this.#targets.setFetchDelay(broker, after));
  }

  /** A fault slows a disk, or lets go of it. */
  holdDisk(broker: number, delayUs: DurationUs, isOn: boolean): void {
    slow(this.#writeDelays, broker, { wish: delayUs, isOn }, (after) => this.#targets.setWriteDelay(broker, after));
  }

  /** A fault fills a disk, or lets go of it. */
  holdFull(broker: number, isOn: boolean): void {
    flip(this.#fullDisks, broker, isOn, (isFull) => this.#targets.setDiskFull(broker, isFull));
  }

  /** A fault keeps the application of a source down, or lets go of it. */
  holdProducer(source: string, isOn: boolean): void {
    flip(this.#producers, source, isOn, (isDown) => {
      if (isDown) this.#targets.stopProducer(source);
      else this.#targets.startProducer(source);
    });
  }

  /** A fault stops a member of a group in one way, or lets go of it. */
  holdMember({ group, member, stop }: HeldMember, isOn: boolean): void {
    flip(this.#members, `${group} ${member} ${stop}`, isOn, (isStopped) => {
      if (isStopped) this.#targets.stopMember(group, member, stop);
      else this.#targets.startMember(group, member, stop);
    });
  }

  /** A fault stops a worker of a KCL application in one way, or lets go of it. */
  holdWorker({ application, worker, stop }: HeldWorker, isOn: boolean): void {
    flip(this.#workers, `${application} ${worker} ${stop}`, isOn, (isStopped) => {
      if (isStopped) this.#targets.stopWorker(application, worker, stop);
      else this.#targets.startWorker(application, worker, stop);
    });
  }
}

/** Which worker of which KCL application, and how it stops. */
export type HeldWorker = { readonly application: string; readonly worker: number; readonly stop: WorkerStop };

/** Which member of which group, and how it stops. */
export type HeldMember = { readonly group: string; readonly member: number; readonly stop: MemberStop };

/** By target: what the faults that hold it now want of it. */
class Holds<Target, Wish> {
  readonly #wishes = new Map<Target, readonly Wish[]>();

  on(target: Target): readonly Wish[] {
    return this.#wishes.get(target) ?? [];
  }

  change(target: Target, wish: Wish, isOn: boolean): void {
    const wishes = this.on(target);
    const index = wishes.indexOf(wish);
    this.#wishes.set(target, isOn ? [...wishes, wish] : wishes.filter((_, place) => place !== index));
  }
}

/** Changes what one fault wants of a target that can be slow; `act` is told when the slowest wish is another one. */
function slow<Target>(
  holds: Holds<Target, DurationUs>,
  target: Target,
  change: { readonly wish: DurationUs; readonly isOn: boolean },
  act: (slowestUs: DurationUs | undefined) => void,
): void {
  const before = slowest(holds.on(target));
  holds.change(target, change.wish, change.isOn);
  const after = slowest(holds.on(target));
  if (after !== before) act(after);
}

/** Changes whether one fault holds a target; `act` is told when the first takes hold and when the last lets go. */
function flip<Target>(holds: Holds<Target, true>, target: Target, isOn: boolean, act: (isHeld: boolean) => void): void {
  const before = holds.on(target).length > 0;
  holds.change(target, true, isOn);
  const after = holds.on(target).length > 0;
  if (after !== before) act(after);
}

type Condition = StopKind | "up";

const SEVERITY: Readonly<Record<Condition, number>> = { up: 0, shutdown: 1, "process-kill": 2, "power-loss": 3 };

/** What a broker is under these faults; one that was killed stays so, whatever holds it down now. */
function conditionOf(stops: readonly StopKind[], before: Condition): Condition {
  if (stops.length === 0) return "up";
  const least: Condition = SEVERITY[before] > SEVERITY.shutdown ? "process-kill" : "shutdown";
  return stops.reduce<Condition>((worst, stop) => (SEVERITY[stop] > SEVERITY[worst] ? stop : worst), least);
}

function slowest(wishes: readonly DurationUs[]): DurationUs | undefined {
  return wishes.reduce<DurationUs | undefined>(
    (slowestUs, wish) => (slowestUs === undefined || wish > slowestUs ? wish : slowestUs),
    undefined,
  );
}
