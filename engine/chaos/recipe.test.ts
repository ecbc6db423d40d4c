import { describe, expect, it } from "vitest";
import { SILENT_PROBE } from "../base/probe.ts";
import { VirtualClock } from "../base/scheduler.ts";
import { durationUs, MINUTE, SECOND, timeUs } from "../base/time.ts";
import type { Fault } from "../scenario/scenario.ts";
import { FaultLog } from "./fault-log.ts";
import { type ChaosTargets, crashPointsOf, lastFaultEnd, scheduleRecipe } from "./recipe.ts";

const at = durationUs(2 * SECOND);
const span = durationUs(3 * SECOND);
const FAULTS: readonly Fault[] = [
  { fault: "broker-crash", brokers: [2], at, for: span },
  { fault: "power-loss", brokers: [1, 3], at: durationUs(10 * SECOND), for: span },
  { fault: "slow-link", from: 1, to: 2, at, for: span, latency: durationUs(7_000) },
  { fault: "slow-follower", broker: 3, at, for: span, fetchDelay: durationUs(9_000) },
  { fault: "driver-crash", job: "job", at: durationUs(20 * SECOND), for: durationUs(MINUTE) },
  { fault: "driver-crash", job: "job", at: { batch: 4, after: "silver.a" }, for: span },
];

function play(): { acts: string[]; faults: FaultLog } {
  const clock = new VirtualClock();
  const acts: string[] = [];
  const note = (...words: readonly unknown[]): void => {
    acts.push([clock.now() / SECOND, ...words].join(" "));
  };
  const targets: ChaosTargets = {
    stopBroker: (broker, kind) => note("stop", broker, kind),
    startBroker: (broker) => note("start", broker),
    setLinkLatency: (from, to, latency) => note("link", from, to, latency ?? "own"),
    setFetchDelay: (broker, delay) => note("fetch", broker, delay ?? "none"),
    stopDriver: (job, restart) => note("driver", job, restart / SECOND),
  };
  const faultLog = new FaultLog();
  scheduleRecipe(FAULTS, { scheduler: clock, probe: SILENT_PROBE, targets, faultLog });
  clock.advance(timeUs(100 * SECOND), 1_000);
  return { acts, faults: faultLog };
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
    ]);
  });

  it("knows which faults were in force at an instant, the end of a span included", () => {
    const { faults } = play();
    expect(faults.describe(timeUs(4 * SECOND))).toEqual({
      fault: "broker 2 down, slow link 1 to 2, slow follower 3",
    });
    expect(faults.describe(timeUs(13 * SECOND))).toEqual({ fault: "broker 1, 3 without power" });
    expect(faults.describe(timeUs(14 * SECOND))).toEqual({});
  });

  it("hands places in a batch to the job instead of the clock", () => {
    expect(crashPointsOf(FAULTS)).toEqual([{ jobId: "job", batchId: 4, after: "silver.a", restartAfterUs: span }]);
  });

  it("is over when the last fault with a fixed time has passed", () => {
    expect(lastFaultEnd(FAULTS)).toBe(80 * SECOND);
    expect(lastFaultEnd([])).toBe(0);
  });
});
