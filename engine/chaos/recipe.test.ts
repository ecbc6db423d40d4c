import { describe, expect, it } from "vitest";
import { type ProbeEvent, SILENT_PROBE } from "../base/probe.ts";
import { VirtualClock } from "../base/scheduler.ts";
import { durationUs, MINUTE, SECOND, timeUs } from "../base/time.ts";
import type { Fault } from "../scenario/scenario.ts";
import { IdleTargets } from "../testing/idle-targets.ts";
import type { ChaosTargets } from "./fault-holds.ts";
import { FaultLog } from "./fault-log.ts";
import { type ChaosWitnesses, crashPointsOf, lastFaultEnd, scheduleRecipe } from "./recipe.ts";

const at = durationUs(2 * SECOND);
const span = durationUs(3 * SECOND);
const FAULTS: readonly Fault[] = [
  { fault: "broker-crash", brokers: [2], at, for: span },
  { fault: "power-loss", brokers: [1, 3], at: durationUs(10 * SECOND), for: span },
  { fault: "slow-link", from: 1, to: 2, at, for: span, latency: durationUs(7_000) },
  { fault: "slow-follower", broker: 3, at, for: span, fetchDelay: durationUs(9_000) },
  { fault: "driver-crash", job: "job", at: durationUs(20 * SECOND), for: durationUs(MINUTE) },
  { fault: "poison-record", source: "shop", at: durationUs(30 * SECOND), value: "bad", key: "k", count: 3 },
  { fault: "driver-crash", job: "job", at: { batch: 4, after: "silver.a" }, for: span },
];

function play(): { acts: string[]; faults: FaultLog } {
  const clock = new VirtualClock();
  const acts: string[] = [];
  const note = (...words: readonly unknown[]): void => {
    acts.push([clock.now() / SECOND, ...words].join(" "));
  };
  const targets: ChaosTargets = Object.assign(new IdleTargets(), {
    stopBroker: (broker, kind) => note("stop", broker, kind),
    restorePower: (broker) => note("power", broker),
    startBroker: (broker) => note("start", broker),
    setLinkLatency: (from, to, latency) => note("link", from, to, latency ?? "own"),
    setFetchDelay: (broker, delay) => note("fetch", broker, delay ?? "none"),
    stopDriver: (job, restart) => note("driver", job, restart / SECOND),
    sendPoison: (source, { key, value, count }) => note("poison", source, key ?? "none", value, count),
  } satisfies Partial<ChaosTargets>);
  const faultLog = new FaultLog();
  scheduleRecipe(FAULTS, { scheduler: clock, probe: SILENT_PROBE, targets, faultLog });
  clock.advance(timeUs(100 * SECOND), 1_000);
  return { acts, faults: faultLog };
}

function namesAt(faults: FaultLog, seconds: number): { readonly fault?: string } {
  return faults.during(seconds * SECOND, seconds * SECOND, () => true);
}

describe("a chaos recipe", () => {
  it("acts on its targets when its time comes, and takes each act back", () => {
    expect(play().acts).toEqual([
      "2 stop 2 process-kill",
      "2 link 1 2 7000",
      "2 fetch 3 9000",
      "5 start 2",
      "5 link 1 2 own",
      "5 fetch 3 none",
      "10 stop 1 power-loss",
      "10 stop 3 power-loss",
      "13 start 1",
      "13 start 3",
      "20 driver job 60",
      "30 poison shop k bad 3",
    ]);
  });

  it("knows which faults were in force at an instant, the end of a span included", () => {
    const { faults } = play();
    expect(namesAt(faults, 4)).toEqual({
      fault: "broker 2 down, slow link 1 to 2, slow follower 3",
    });
    expect(namesAt(faults, 13)).toEqual({ fault: "broker 1, 3 without power" });
    expect(namesAt(faults, 14)).toEqual({});
    expect(namesAt(faults, 30)).toEqual({ fault: "poison record from shop" });
    expect(namesAt(faults, 31)).toEqual({});
  });

  it("hands places in a batch to the job instead of the clock", () => {
    const witnesses = { scheduler: new VirtualClock(), probe: SILENT_PROBE, faultLog: new FaultLog() };
    expect(crashPointsOf(FAULTS, witnesses)).toEqual([
      { jobId: "job", batchId: 4, after: "silver.a", restartAfterUs: span, onTaken: expect.any(Function) },
    ]);
  });

  it("tells of a death at a place in a batch what it tells of one at a time", () => {
    const told = (begin: (witnesses: ChaosWitnesses, clock: VirtualClock) => void): readonly string[] => {
      const clock = new VirtualClock();
      const lines: string[] = [];
      const probe = {
        ...SILENT_PROBE,
        event: ({ atUs, kind, message }: ProbeEvent) => lines.push(`${atUs / SECOND} ${kind}: ${message}`),
      };
      begin({ scheduler: clock, probe, faultLog: new FaultLog() }, clock);
      clock.advance(timeUs(100 * SECOND), 1_000);
      return lines;
    };
    const atTime = told((witnesses) => {
      const fault = { fault: "driver-crash", job: "job", at, for: span } as const;
      scheduleRecipe([fault], { ...witnesses, targets: new IdleTargets() });
    });
    const atPlace = told((witnesses, clock) => {
      const [point] = crashPointsOf(FAULTS, witnesses);
      clock.at(timeUs(at), () => point?.onTaken?.());
    });
    expect(atPlace).toEqual([
      "2 fault-began: Fault: driver of job down for 3s",
      "5 fault-ended: Fault over: driver of job down",
    ]);
    expect(atTime).toEqual(atPlace);
  });

  it("is over when the last fault with a fixed time has passed", () => {
    expect(lastFaultEnd(FAULTS)).toBe(80 * SECOND);
    expect(lastFaultEnd([])).toBe(0);
  });
});
