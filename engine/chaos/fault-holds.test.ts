import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assert } from "../base/assert.ts";
import { SILENT_PROBE } from "../base/probe.ts";
import { VirtualClock } from "../base/scheduler.ts";
import { durationUs, SECOND, timeUs } from "../base/time.ts";
import type { Fault } from "../scenario/scenario.ts";
import { IdleTargets } from "../testing/idle-targets.ts";
import type { StopKind } from "./fault-holds.ts";
import { FaultLog } from "./fault-log.ts";
import { scheduleRecipe } from "./recipe.ts";

const SEED = 20_261_126;
const BROKERS = [1, 2, 3] as const;
const END_SECONDS = 40;

/** What a broker is at an instant, and whether its page cache has been lost since it ran last. */
type BrokerState = {
  readonly condition: "up" | "shut-down" | "process-down" | "no-power";
  readonly hasLostCache: boolean;
};

/** Targets that only remember, and refuse what no machine can do: stop twice, or start while running. */
class RememberingTargets extends IdleTargets {
  readonly brokers = new Map<number, BrokerState>(
    BROKERS.map((broker) => [broker, { condition: "up", hasLostCache: false }]),
  );
  readonly latencies = new Map<string, number | undefined>();
  readonly fetchDelays = new Map<number, number | undefined>();
  readonly writeDelays = new Map<number, number | undefined>();

  #conditionOf(broker: number): BrokerState["condition"] {
    return this.brokers.get(broker)?.condition ?? "up";
  }

  override stopBroker(broker: number, kind: StopKind): void {
    const { condition, hasLostCache } = this.brokers.get(broker) ?? { condition: "up", hasLostCache: false };
    const order = ["up", "shut-down", "process-down", "no-power"] as const;
    const next = order[["shutdown", "process-kill", "power-loss"].indexOf(kind) + 1] ?? "no-power";
    assert(order.indexOf(next) > order.indexOf(condition), "it is down already");
    this.brokers.set(broker, { condition: next, hasLostCache: hasLostCache || kind === "power-loss" });
  }

  override restorePower(broker: number): void {
    assert(this.#conditionOf(broker) === "no-power", "it has power");
    this.brokers.set(broker, { condition: "process-down", hasLostCache: true });
  }

  override startBroker(broker: number): void {
    assert(this.#conditionOf(broker) !== "up", "it runs");
    this.brokers.set(broker, { condition: "up", hasLostCache: false });
  }

  override setLinkLatency(from: number, to: number, latencyUs: number | undefined): void {
    this.latencies.set([from, to].sort().join("-"), latencyUs);
  }

  override setFetchDelay(broker: number, delayUs: number | undefined): void {
    this.fetchDelays.set(broker, delayUs);
  }

  override setWriteDelay(broker: number, delayUs: number | undefined): void {
    this.writeDelays.set(broker, delayUs);
  }
}

const span = {
  at: fc.integer({ min: 0, max: 20 }).map((seconds) => durationUs(seconds * SECOND)),
  for: fc.integer({ min: 1, max: 15 }).map((seconds) => durationUs(seconds * SECOND)),
};
const broker = fc.constantFrom(...BROKERS);
const brokers = fc.uniqueArray(broker, { minLength: 1 });
const pause = fc.integer({ min: 1, max: 5 }).map((steps) => durationUs(steps * 100_000));
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ fault: fc.constant("broker-crash" as const), brokers, ...span }),
  fc.record({ fault: fc.constant("power-loss" as const), brokers, ...span }),
  fc.record({ fault: fc.constant("broker-stop" as const), brokers, ...span }),
  fc.record({ fault: fc.constant("slow-disk" as const), broker, writeDelay: pause, ...span }),
  fc.record({ fault: fc.constant("slow-follower" as const), broker, fetchDelay: pause, ...span }),
  fc
    .record({ fault: fc.constant("slow-link" as const), from: broker, to: broker, latency: pause, ...span })
    .filter(({ from, to }) => from !== to),
);

/** The slow way: looks at every fault at every second, and walks back to where the broker ran last. */
class Model {
  readonly #faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    this.#faults = faults;
  }

  #inForce(atUs: number): readonly Fault[] {
    return this.#faults.filter(
      (each) => "for" in each && typeof each.at === "number" && each.at <= atUs && atUs < each.at + each.for,
    );
  }

  #condition(id: number, atUs: number): BrokerState["condition"] {
    const holding = this.#inForce(atUs).filter((each) => "brokers" in each && each.brokers.includes(id));
    if (holding.some((each) => each.fault === "power-loss")) return "no-power";
    if (holding.some((each) => each.fault === "broker-crash")) return "process-down";
    return holding.length > 0 ? "shut-down" : "up";
  }

  broker(id: number, atUs: number): BrokerState {
    let hasLostCache = false;
    let wasKilled = false;
    for (let us = atUs; us >= 0 && this.#condition(id, us) !== "up"; us -= SECOND) {
      hasLostCache ||= this.#condition(id, us) === "no-power";
      wasKilled ||= this.#condition(id, us) !== "shut-down";
    }
    const condition = this.#condition(id, atUs);
    // What was killed is not shut down by being held down on.
    return { condition: condition === "shut-down" && wasKilled ? "process-down" : condition, hasLostCache };
  }

  latency(link: string, atUs: number): number | undefined {
    return greatest(
      this.#inForce(atUs).flatMap((each) =>
        each.fault === "slow-link" && [each.from, each.to].sort().join("-") === link ? [each.latency] : [],
      ),
    );
  }

  writeDelay(id: number, atUs: number): number | undefined {
    return greatest(
      this.#inForce(atUs).flatMap((each) =>
        each.fault === "slow-disk" && each.broker === id ? [each.writeDelay] : [],
      ),
    );
  }

  fetchDelay(id: number, atUs: number): number | undefined {
    return greatest(
      this.#inForce(atUs).flatMap((each) =>
        each.fault === "slow-follower" && each.broker === id ? [each.fetchDelay] : [],
      ),
    );
  }
}

function greatest(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : Math.max(...values);
}

function schedule(faults: readonly Fault[]): { clock: VirtualClock; targets: RememberingTargets } {
  const clock = new VirtualClock();
  const targets = new RememberingTargets();
  scheduleRecipe(faults, { scheduler: clock, probe: SILENT_PROBE, targets, faultLog: new FaultLog() });
  return { clock, targets };
}

describe("faults that overlap on one target", () => {
  it(`hold it as the slow model says at every second (seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.array(fault, { maxLength: 8 }), (faults) => {
        const { clock, targets } = schedule(faults);
        const model = new Model(faults);
        for (let seconds = 0; seconds < END_SECONDS; seconds++) {
          const atUs = timeUs(seconds * SECOND);
          clock.advance(atUs, 1_000);
          for (const id of BROKERS) {
            expect(targets.brokers.get(id)).toEqual(model.broker(id, atUs));
            expect(targets.fetchDelays.get(id)).toBe(model.fetchDelay(id, atUs));
            expect(targets.writeDelays.get(id)).toBe(model.writeDelay(id, atUs));
          }
          for (const link of ["1-2", "1-3", "2-3"]) expect(targets.latencies.get(link)).toBe(model.latency(link, atUs));
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  const seconds = (from: number, lasts: number) => ({ at: durationUs(from * SECOND), for: durationUs(lasts * SECOND) });

  it("lose the page cache when the power goes while the process is down already, and keep it down when power is back", () => {
    const { clock, targets } = schedule([
      { fault: "broker-crash", brokers: [1], ...seconds(10, 60) },
      { fault: "power-loss", brokers: [1, 2], ...seconds(20, 5) },
    ]);
    clock.advance(timeUs(30 * SECOND), 1_000);
    expect(targets.brokers.get(1)).toEqual({ condition: "process-down", hasLostCache: true });
    expect(targets.brokers.get(2)).toEqual({ condition: "up", hasLostCache: false });
  });

  it("leave a follower as slow as the slowest of them says", () => {
    const { clock, targets } = schedule([
      { fault: "slow-follower", broker: 3, fetchDelay: durationUs(SECOND), ...seconds(10, 50) },
      { fault: "slow-follower", broker: 3, fetchDelay: durationUs(10_000), ...seconds(15, 5) },
    ]);
    clock.advance(timeUs(30 * SECOND), 1_000);
    expect(targets.fetchDelays.get(3)).toBe(SECOND);
    clock.advance(timeUs(60 * SECOND), 1_000);
    expect(targets.fetchDelays.get(3)).toBeUndefined();
  });
});
