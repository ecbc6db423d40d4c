import { assertNever } from "../base/assert.ts";
import type { Probe, Severity } from "../base/probe.ts";
import type { Scheduler } from "../base/scheduler.ts";
import { addTime, type DurationUs, formatDuration, type TimeUs, timeUs } from "../base/time.ts";
import type { Fault, FaultOfKind } from "../scenario/scenario.ts";
import type { CrashPoint } from "../stream/crash-points.ts";
import type { FaultLog } from "./fault-log.ts";

/** What a fault does to the rooms. Each act is a cause; what follows from it is the rooms' own affair. */
export interface ChaosTargets {
  /** A killed process keeps its page cache; a machine without power loses what was not flushed. */
  stopBroker(broker: number, kind: "process-kill" | "power-loss"): void;
  startBroker(broker: number): void;
  /** Sets the one-way latency of a link; undefined gives it back its own. */
  setLinkLatency(from: number, to: number, latencyUs: DurationUs | undefined): void;
  /** Makes a follower pause before each fetch; undefined ends it. */
  setFetchDelay(broker: number, delayUs: DurationUs | undefined): void;
  stopDriver(job: string, restartAfterUs: DurationUs): void;
}

/** What a recipe needs of the run. */
export type ChaosContext = {
  readonly scheduler: Scheduler;
  readonly probe: Probe;
  readonly targets: ChaosTargets;
  readonly faultLog: FaultLog;
};

/** Puts every fault of a recipe on the timeline. Faults at a place in a batch are not here: see `crashPointsOf`. */
export function scheduleRecipe(faults: readonly Fault[], context: ChaosContext): void {
  for (const fault of faults) scheduleFault(fault, context);
}

/** The deaths of drivers that are bound to a place inside a batch. */
export function crashPointsOf(faults: readonly Fault[]): readonly CrashPoint[] {
  return faults.flatMap((fault) => {
    if (fault.fault !== "driver-crash" || typeof fault.at === "number") return [];
    return [{ jobId: fault.job, batchId: fault.at.batch, after: fault.at.after, restartAfterUs: fault.for }];
  });
}

/** When the last fault with a fixed time has passed; 0 without one. */
export function lastFaultEnd(faults: readonly Fault[]): TimeUs {
  const ends = faults.map((fault) => (typeof fault.at === "number" ? fault.at + fault.for : 0));
  return timeUs(Math.max(0, ...ends));
}

function scheduleFault(fault: Fault, context: ChaosContext): void {
  const { targets } = context;
  switch (fault.fault) {
    case "broker-crash":
    case "power-loss":
      scheduleBrokers(fault, context);
      return;
    case "slow-link":
      scheduleSpan(context, fault, `slow link ${fault.from} to ${fault.to}`, (isOn) =>
        targets.setLinkLatency(fault.from, fault.to, isOn ? fault.latency : undefined),
      );
      return;
    case "slow-follower":
      scheduleSpan(context, fault, `slow follower ${fault.broker}`, (isOn) =>
        targets.setFetchDelay(fault.broker, isOn ? fault.fetchDelay : undefined),
      );
      return;
    case "driver-crash": {
      if (typeof fault.at !== "number") return;
      const span = { at: fault.at, for: fault.for };
      scheduleSpan(context, span, `driver of ${fault.job} down`, (isOn) => {
        if (isOn) targets.stopDriver(fault.job, fault.for);
      });
      return;
    }
    default:
      assertNever(fault);
  }
}

function scheduleBrokers(fault: FaultOfKind<"broker-crash"> | FaultOfKind<"power-loss">, context: ChaosContext): void {
  const kind = fault.fault === "power-loss" ? "power-loss" : "process-kill";
  const names = fault.brokers.join(", ");
  const what = kind === "power-loss" ? "without power" : "down";
  scheduleSpan(context, fault, `broker ${names} ${what}`, (isOn) => {
    for (const broker of fault.brokers) {
      if (isOn) context.targets.stopBroker(broker, kind);
      else context.targets.startBroker(broker);
    }
  });
}

function scheduleSpan(
  context: ChaosContext,
  span: { readonly at: DurationUs; readonly for: DurationUs },
  description: string,
  act: (isOn: boolean) => void,
): void {
  const { scheduler, probe, faultLog } = context;
  const begin = timeUs(span.at);
  const report = (kind: string, severity: Severity, message: string): void =>
    probe.event({ kind, atUs: scheduler.now(), subject: "chaos", severity, message, fields: { description } });
  scheduler.at(begin, () => {
    report("fault-began", "warning", `Fault: ${description} for ${formatDuration(span.for)}`);
    const end = faultLog.begin(description, begin);
    act(true);
    scheduler.at(addTime(begin, span.for), () => {
      end(scheduler.now());
      report("fault-ended", "info", `Fault over: ${description}`);
      act(false);
    });
  });
}
