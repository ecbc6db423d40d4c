import { exactDuration, formatDuration } from "../../engine/base/time.ts";
import { formatClockMs } from "../format/format-time.ts";
import { showToast } from "../widgets/toast.ts";
import type { Workbench } from "../workbench/workbench.ts";
import type { PlainFault } from "./fault-draft.ts";
import { speakFault } from "./speak-fault.ts";

/** Whether a fault can strike now: a run goes on or waits, and its edge is what the screen shows. */
export function canStrike({ run, view }: Workbench): boolean {
  const { kind } = run.getState().phase;
  return (kind === "running" || kind === "paused") && view.getState().shownUs === undefined;
}

/** Lets a fault strike the run now, and tells what came of it. The answer is why it was refused. */
export async function strike({ runner, view }: Workbench, fault: PlainFault): Promise<string | undefined> {
  const words = speakFault(fault);
  const outcome = await runner.inject(fault, words);
  if (outcome.kind === "refused") {
    return outcome.problems.map(({ message, allowed }) => `${message}; allowed: ${allowed}.`).join(" ");
  }
  const at = formatClockMs(outcome.atUs);
  if (outcome.isWritten) {
    view.getState().announce(`${words}, at ${at}. The recipe has it.`);
    showToast(`${words}, at ${at}`, { detail: "Written into the recipe: the saved file gives the same run." });
    return undefined;
  }
  showToast(`${words}, at ${at}`, {
    tone: "error",
    detail:
      "The run has it, but the scenario's text cannot be read at the moment, so its recipe has not. Mend the text, then add it there.",
  });
  return undefined;
}

/** Writes a fault into the recipe for the next run, as one step; false when the text is too broken to take it. */
export function addToRecipe({ document, view }: Workbench, fault: PlainFault, atUs: number): boolean {
  const { drawing, applyEdits } = document.getState();
  const { fault: kind, ...rest } = fault;
  const isWhole = atUs % 1_000_000 === 0;
  const at = isWhole ? formatDuration(atUs).replaceAll(" ", "") : exactDuration(atUs);
  const value = { fault: kind ?? "", at, ...rest };
  const label = `${speakFault(fault)} at ${at}`;
  const isDone = applyEdits([{ path: ["chaos", drawing.faults.length], value }], { label });
  if (isDone) view.getState().announce(`${label}: added to the recipe.`);
  return isDone;
}
