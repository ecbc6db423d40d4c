import { assertNever } from "../../engine/base/assert.ts";
import { formatClock, speakTime } from "../format/format-time.ts";
import { formatWhole } from "../format/format-value.ts";
import type { RunFacts, RunPhase, RunRecord, RunSpeed } from "../stores/run-store.ts";

/** A speed as its button says it: "60×". */
export function speedLabel(speed: RunSpeed): string {
  return speed === "max" ? "max" : `${speed}×`;
}

/** A speed in words, for tooltips and screen readers. */
export function speakSpeed(speed: RunSpeed): string {
  return speed === "max" ? "as fast as the machine can" : `${speed} virtual seconds a second`;
}

/** The phase in a word or two, as the status beside the clock says it. */
export function phaseLabel(phase: RunPhase): string {
  switch (phase.kind) {
    case "idle":
      return "Not started";
    case "starting":
      return "Starting";
    case "running":
      return "Running";
    case "paused":
      return "Paused";
    case "checking":
      return "Checking";
    case "finished":
      return "Finished";
    case "refused":
      return "Cannot run";
    case "lost":
      return "Engine lost";
    default:
      return assertNever(phase);
  }
}

/** The change of a phase as a sentence for screen readers. */
export function speakPhase({ phase, current }: Pick<RunFacts, "phase" | "current">): string {
  const at = current === undefined ? "" : ` at ${speakTime(current.nowUs)}`;
  switch (phase.kind) {
    case "idle":
      return "Ready to run.";
    case "starting":
      return `${phase.what}.`;
    case "running":
      return `Running${at}.`;
    case "paused":
      // Without a time where a person paused: the slice that is on its way still moves the edge.
      return phase.stopped === undefined ? "Paused." : `Stopped${at}: ${phase.stopped.message}.`;
    case "checking":
      return "The run is over. Checking its tables.";
    case "finished":
      return current === undefined ? "The run is over." : `Run ${current.number}: ${verdictOf(current).words}.`;
    case "refused":
      return `The scenario cannot run: ${countOf(phase.problems.length, "problem")}.`;
    case "lost":
      return `The engine is gone${at}: ${phase.message}`;
    default:
      return assertNever(phase);
  }
}

/** What a run came to, with a tone for its badge. */
export type Verdict = { readonly tone: "ok" | "crit" | "warn" | "neutral"; readonly words: string };

/** A run's verdict: by its expectations where it states any, else by its checks; a run that was broken off has none. */
export function verdictOf({ report, nowUs }: Pick<RunRecord, "report" | "nowUs">): Verdict {
  if (report === undefined) return { tone: "neutral", words: `ended at ${formatClock(nowUs)}, not checked` };
  const violated = report.checks.filter(({ verdict }) => verdict === "violated").length;
  const unmet = report.expectations.filter(({ isMet }) => !isMet).length;
  const unknown = report.checks.filter(({ verdict }) => verdict === "unknown").length;
  const held = report.checks.length - violated - unknown;
  if (violated > 0) {
    const asExpected = unmet === 0 && report.expectations.length > 0 ? ", as expected" : "";
    return { tone: "crit", words: `${countOf(violated, "check")} violated${asExpected}` };
  }
  if (unmet > 0) return { tone: "warn", words: `${countOf(unmet, "expectation")} not met` };
  if (unknown > 0) return { tone: "warn", words: `${countOf(unknown, "check")} unknown` };
  return { tone: "ok", words: `all ${countOf(held, "check")} hold` };
}

/** A count with its noun: "1 problem", "3 problems". */
export function countOf(count: number, noun: string): string {
  return `${formatWhole(count)} ${noun}${count === 1 ? "" : "s"}`;
}
