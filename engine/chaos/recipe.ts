import { assertNever } from "../base/assert.ts";
import { formatCount } from "../base/format-number.ts";
import type { Probe, Severity } from "../base/probe.ts";
import type { Scheduler } from "../base/scheduler.ts";
import { type DurationUs, formatDuration, type TimeUs, timeUs } from "../base/time.ts";
import type { Fault, FaultOfKind } from "../scenario/scenario.ts";
import type { CrashPoint } from "../stream/crash-points.ts";
import { type ChaosTargets, FaultHolds } from "./fault-holds.ts";
import type { FaultLog, FaultNote } from "./fault-log.ts";

/** Whom a recipe tells that a fault has begun or is over. */
export type ChaosWitnesses = { readonly scheduler: Scheduler; readonly probe: Probe; readonly faultLog: FaultLog };

/** What a recipe needs of the run. */
export type ChaosContext = ChaosWitnesses & { readonly targets: ChaosTargets };

/**
 * Puts every fault of a recipe on the timeline, and returns what puts one more on it while the run goes on. Faults come first at
 * their instant, in the recipe's order. Faults at a place in a batch are not here: see `crashPointsOf`.
 */
export function scheduleRecipe(faults: readonly Fault[], context: ChaosContext): (fault: Fault) => void {
  const holds = new FaultHolds(context.targets);
  const schedule = (fault: Fault): void => scheduleFault(fault, { ...context, holds });
  for (const fault of faults) schedule(fault);
  return schedule;
}

/** The deaths of drivers that are bound to a place inside a batch; each is told of when it comes. */
export function crashPointsOf(faults: readonly Fault[], witnesses: ChaosWitnesses): readonly CrashPoint[] {
  return faults.flatMap((fault) => {
    if (fault.fault !== "driver-crash" || typeof fault.at === "number") return [];
    const { job, at } = fault;
    const onTaken = (): void => strike(driverDown(fault), fault.for, witnesses, () => {});
    return [{ jobId: job, batchId: at.batch, after: at.after, restartAfterUs: fault.for, onTaken }];
  });
}

/** When the last fault with a fixed time has passed; 0 without one. */
export function lastFaultEnd(faults: readonly Fault[]): TimeUs {
  const ends = faults.map((fault) => {
    if (fault.fault === "poison-record") return fault.at;
    return typeof fault.at === "number" ? fault.at + fault.for : 0;
  });
  return timeUs(Math.max(0, ...ends));
}

type HeldContext = ChaosContext & { readonly holds: FaultHolds };

function scheduleFault(fault: Fault, context: HeldContext): void {
  const { holds, targets } = context;
  switch (fault.fault) {
    case "broker-crash":
    case "power-loss":
      scheduleBrokers(fault, context);
      return;
    case "slow-link": {
      const brokers = [fault.from, fault.to] as const;
      const note = { description: `slow link ${fault.from} to ${fault.to}`, scope: { kind: "link", brokers } } as const;
      scheduleSpan(context, fault, note, (isOn) => holds.holdLink(brokers, fault.latency, isOn));
      return;
    }
    case "slow-follower": {
      const scope = { kind: "brokers", brokers: [fault.broker] } as const;
      const note = { description: `slow follower ${fault.broker}`, scope };
      scheduleSpan(context, fault, note, (isOn) => holds.holdFollower(fault.broker, fault.fetchDelay, isOn));
      return;
    }
    case "driver-crash": {
      if (typeof fault.at !== "number") return;
      const span = { at: fault.at, for: fault.for };
      scheduleSpan(context, span, driverDown(fault), (isOn) => {
        if (isOn) targets.stopDriver(fault.job, fault.for);
      });
      return;
    }
    case "poison-record":
      context.scheduler.atFirst(timeUs(fault.at), () => sendPoison(fault, context));
      return;
    default:
      assertNever(fault);
  }
}

/** Over as soon as it has begun: what follows is the pipeline's affair. */
function sendPoison({ source, key, value, count }: FaultOfKind<"poison-record">, context: ChaosContext): void {
  const { scheduler, probe, faultLog, targets } = context;
  const atUs = scheduler.now();
  const description = `poison record from ${source}`;
  const message = `Fault: ${source} sends ${formatCount(count)} poison ${count === 1 ? "record" : "records"}`;
  const fields = { description, source, records: count };
  probe.event({ kind: "fault-struck", atUs, subject: "chaos", severity: "warning", message, fields });
  faultLog.begin({ description, scope: { kind: "source", source } }, atUs)(atUs);
  targets.sendPoison(source, { key, value, count });
}

function driverDown({ job }: FaultOfKind<"driver-crash">): FaultNote {
  return { description: `driver of ${job} down`, scope: { kind: "driver", job } };
}

function scheduleBrokers(fault: FaultOfKind<"broker-crash"> | FaultOfKind<"power-loss">, context: HeldContext): void {
  const { brokers } = fault;
  const kind = fault.fault === "power-loss" ? "power-loss" : "process-kill";
  const what = kind === "power-loss" ? "without power" : "down";
  const note = { description: `broker ${brokers.join(", ")} ${what}`, scope: { kind: "brokers", brokers } } as const;
  scheduleSpan(context, fault, note, (isOn) => {
    for (const broker of brokers) context.holds.holdBroker(broker, kind, isOn);
  });
}

function scheduleSpan(
  context: ChaosContext,
  span: { readonly at: DurationUs; readonly for: DurationUs },
  note: FaultNote,
  act: (isOn: boolean) => void,
): void {
  context.scheduler.atFirst(timeUs(span.at), () => strike(note, span.for, context, act));
}

/**
 * A fault begins now and is over after `lastsUs`. A driver's death stands in the fault log for as long as it has consequences, which
 * the job's own events tell: until the batch that it interrupted is committed.
 */
function strike(
  { description, scope }: FaultNote,
  lastsUs: DurationUs,
  { scheduler, probe, faultLog }: ChaosWitnesses,
  act: (isOn: boolean) => void,
): void {
  const report = (kind: string, severity: Severity, message: string): void =>
    probe.event({ kind, atUs: scheduler.now(), subject: "chaos", severity, message, fields: { description } });
  report("fault-began", "warning", `Fault: ${description} for ${formatDuration(lastsUs)}`);
  const end = scope.kind === "driver" ? undefined : faultLog.begin({ description, scope }, scheduler.now());
  scheduler.after(lastsUs, () => {
    end?.(scheduler.now());
    report("fault-ended", "info", `Fault over: ${description}`);
    act(false);
  });
  act(true);
}
