import type { DurationUs } from "../base/time.ts";

/** A killed process keeps its page cache; a machine without power loses what was not flushed. */
export type StopKind = "process-kill" | "power-loss";

/** `count` records of one key and value; without a key they have none. */
export type PoisonRecords = { readonly key?: string | undefined; readonly value: string; readonly count: number };

/** What a fault does to the rooms. Each act is a cause; what follows from it is the rooms' own affair. */
export interface ChaosTargets {
  stopBroker(broker: number, kind: StopKind): void;
  /** A machine has power again, but its process is still held down. */
  restorePower(broker: number): void;
  startBroker(broker: number): void;
  /** Sets the one-way latency of a link; undefined gives it back its own. */
  setLinkLatency(from: number, to: number, latencyUs: DurationUs | undefined): void;
  /** Makes a follower pause before each fetch; undefined ends it. */
  setFetchDelay(broker: number, delayUs: DurationUs | undefined): void;
  stopDriver(job: string, restartAfterUs: DurationUs): void;
  /** The application of a source sends records that are none of its own. */
  sendPoison(source: string, poison: PoisonRecords): void;
}

/**
 * The faults that hold each target. Faults on one target may overlap: a broker is down as long as any of them holds it, without
 * power as long as a power loss does; a link or a follower is as slow as the slowest of them says.
 */
export class FaultHolds {
  readonly #targets: ChaosTargets;
  readonly #stops = new Holds<number, StopKind>();
  readonly #latencies = new Holds<string, DurationUs>();
  readonly #fetchDelays = new Holds<number, DurationUs>();

  constructor(targets: ChaosTargets) {
    this.#targets = targets;
  }

  /** A fault takes hold of a broker, or lets go of it. */
  holdBroker(broker: number, kind: StopKind, isOn: boolean): void {
    const before = conditionOf(this.#stops.on(broker));
    this.#stops.change(broker, kind, isOn);
    const after = conditionOf(this.#stops.on(broker));
    if (after === before) return;
    if (after === "up") this.#targets.startBroker(broker);
    else if (before === "power-loss") this.#targets.restorePower(broker);
    else this.#targets.stopBroker(broker, after);
  }

  /** A fault slows a link, which is the same one in both directions, or lets go of it. */
  holdLink([from, to]: readonly [number, number], latencyUs: DurationUs, isOn: boolean): void {
    const link = `${Math.min(from, to)}-${Math.max(from, to)}`;
    const before = slowest(this.#latencies.on(link));
    this.#latencies.change(link, latencyUs, isOn);
    const after = slowest(this.#latencies.on(link));
    if (after !== before) this.#targets.setLinkLatency(from, to, after);
  }

  /** A fault slows a follower, or lets go of it. */
  holdFollower(broker: number, delayUs: DurationUs, isOn: boolean): void {
    const before = slowest(this.#fetchDelays.on(broker));
    this.#fetchDelays.change(broker, delayUs, isOn);
    const after = slowest(this.#fetchDelays.on(broker));
    if (after !== before) this.#targets.setFetchDelay(broker, after);
  }
}

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

function conditionOf(stops: readonly StopKind[]): StopKind | "up" {
  if (stops.includes("power-loss")) return "power-loss";
  return stops.length > 0 ? "process-kill" : "up";
}

function slowest(wishes: readonly DurationUs[]): DurationUs | undefined {
  return wishes.reduce<DurationUs | undefined>(
    (slowestUs, wish) => (slowestUs === undefined || wish > slowestUs ? wish : slowestUs),
    undefined,
  );
}
