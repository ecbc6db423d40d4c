import type { KeyboardEvent } from "react";
import { formatClock } from "../format/format-time.ts";
import type { PlannedFault } from "../incident/planned-faults.ts";
import type { Workbench } from "../workbench/workbench.ts";
import type { LaneItem } from "./lane-items.ts";
import { type FaultPlace, moveFault, removeFault } from "./move-fault.ts";
import { showInstantOrLive } from "./scrub.ts";

const SECOND_US = 1_000_000;

/** The recipe's entry behind a mark of the lane. */
export function planOf(item: LaneItem): PlannedFault | undefined {
  return item.kind === "reactions" ? undefined : item.plan;
}

/** Moves a fault of the recipe, and says what came of it. */
export function movePlan({ document, view }: Workbench, item: LaneItem, place: FaultPlace): void {
  const plan = planOf(item);
  if (plan === undefined) return;
  const isDone = moveFault(document, plan, place);
  view
    .getState()
    .announce(
      isDone
        ? `${plan.description} is planned for ${formatClock(place.fromUs)}. The next run has it there.`
        : "The scenario's text has an error that keeps the fault from being moved. Repair it first (Problems, F8).",
    );
}

/** Shows the instant of a mark, and selects what it stands for everywhere. */
export function choose(workbench: Workbench, item: LaneItem): void {
  const event =
    item.kind === "fault" ? item.event : item.kind === "reactions" ? item.reactions[0]?.events[0] : undefined;
  workbench.view.getState().select({ event, fault: planOf(item)?.index });
  if (item.kind !== "planned") showInstantOrLive(workbench, item.fromUs);
}

type LaneKeys = {
  readonly workbench: Workbench;
  readonly items: readonly LaneItem[];
  readonly active: LaneItem | undefined;
  readonly setActiveId: (id: string | undefined) => void;
};

/** Left and right walk along the marks, Enter shows one, Alt with them moves a planned fault by a second, Delete takes it out. */
export function handleKey(event: KeyboardEvent, { workbench, items, active, setActiveId }: LaneKeys): boolean {
  const step = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
  const plan = active === undefined ? undefined : planOf(active);
  if (step !== 0 && event.altKey) {
    if (plan === undefined || plan.isEstimate) return true;
    const fromUs = plan.fromUs + step * SECOND_US * (event.shiftKey ? 10 : 1);
    moveFault(workbench.document, plan, { ...plan, fromUs }, { burst: `move fault ${plan.index}` });
    return true;
  }
  if (step !== 0) {
    const at = items.findIndex(({ id }) => id === active?.id);
    setActiveId(items[Math.min(items.length - 1, Math.max(0, at + step))]?.id);
    return true;
  }
  if ((event.key === "Enter" || event.key === " ") && active !== undefined) {
    choose(workbench, active);
    return true;
  }
  if (event.key === "Delete" && plan !== undefined) {
    if (removeFault(workbench.document, plan)) {
      workbench.view.getState().announce(`${plan.description} is no longer in the recipe.`);
    }
    return true;
  }
  return false;
}
