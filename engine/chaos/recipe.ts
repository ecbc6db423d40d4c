import { assertNever } from "../base/assert.ts";
import type { Probe, Severity } from "../base/probe.ts";
import type { Scheduler } from "../base/scheduler.ts";
import { type DurationUs, formatDuration, type TimeUs, timeUs } from "../base/time.ts";
import type { Fault } from "../scenario/scenario.ts";
import type { CrashPoint } from "../stream/crash-points.ts";
import { type ChaosTargets, FaultHolds } from "./fault-holds.ts";
import type { FaultLog, FaultNote } from "./fault-log.ts";
import { driverDown, type FaultHands, type PlannedFault, planFault } from "./planned-fault.ts";

/** Whom a recipe tells that a fault has begun or is over. */
export type ChaosWitnesses = { readonly scheduler: Scheduler; readonly probe: Probe; readonly faultLog: FaultLog };

/** What a recipe needs of the run. */
export type ChaosContext = ChaosWitnesses & { readonly targets: ChaosTargets };

/**
 * Puts every fault of a recipe on the timeline, and returns what puts one more on it while the run goes on. Faults come first at
 * their instant, in the recipe's order. Faults at a place in a batch are not here: see `crashPointsOf`.
 */
export function scheduleRecipe(faults: readonly Fault[], context: ChaosContext): (fault: Fault) => void {
  const hands = { targets: context.targets, holds: new FaultHolds(context.targets) };
  const schedule = (fault: Fault): void => schedulePlanned(planFault(fault), hands, context);
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
  return timeUs(Math.max(0, ...faults.map((fault) => endOf(planFault(fault)))));
}

function endOf(planned: PlannedFault): number {
  switch (planned.kind) {
    case "span":
      return planned.at + planned.lasts;
    case "deed":
      return planned.at;
    case "in-batch":
      return 0;
    default:
      return assertNever(planned);
  }
}

function schedulePlanned(planned: PlannedFault, hands: FaultHands, witnesses: ChaosWitnesses): void {
  if (planned.kind === "in-batch") return;
  witnesses.scheduler.atFirst(timeUs(planned.at), () => {
    if (planned.kind === "span") strike(planned.note, planned.lasts, witnesses, (isOn) => planned.act(hands, isOn));
    else perform(planned, hands, witnesses);
  });
}

/** Over as soon as it has begun: what follows is the pipeline's affair. */
function perform(
  { note, message, fields, act }: Extract<PlannedFault, { kind: "deed" }>,
  hands: FaultHands,
  { scheduler, probe, faultLog }: ChaosWitnesses,
): void {
  const atUs = scheduler.now();
  probe.event({ kind: "fault-struck", atUs, subject: "chaos", severity: "warning", message, fields });
  faultLog.begin(note, atUs)(atUs);
  act(hands);
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
