import {
  ArrowRightFromLine,
  Check,
  CheckCheck,
  Copy,
  FileX,
  ListStart,
  Logs,
  type LucideIcon,
  OctagonX,
  Replace,
  RotateCcw,
  Table2,
  TriangleAlert,
} from "lucide-react";
import type { JourneyStep, JourneyStepKind } from "../../engine/protocol/inspection.ts";

type StepLook = { readonly icon: LucideIcon; readonly word: string; readonly tone: "plain" | "ok" | "crit" };

const LOOKS: Readonly<Record<JourneyStepKind, StepLook>> = {
  "handed-over": { icon: ArrowRightFromLine, word: "Handed over", tone: "plain" },
  appended: { icon: Logs, word: "Appended", tone: "plain" },
  replicated: { icon: Copy, word: "Replicated", tone: "plain" },
  acknowledged: { icon: CheckCheck, word: "Acknowledged", tone: "ok" },
  unconfirmed: { icon: Check, word: "Unconfirmed", tone: "plain" },
  planned: { icon: ListStart, word: "Planned", tone: "plain" },
  written: { icon: Table2, word: "Written", tone: "ok" },
  superseded: { icon: Replace, word: "Superseded", tone: "plain" },
  committed: { icon: CheckCheck, word: "Committed", tone: "ok" },
  replayed: { icon: RotateCcw, word: "Replayed", tone: "plain" },
  lost: { icon: FileX, word: "Lost", tone: "crit" },
  rejected: { icon: OctagonX, word: "Rejected", tone: "crit" },
  failed: { icon: TriangleAlert, word: "Failed", tone: "crit" },
};

/** How a step is drawn: an icon and a word, so that no colour has to be seen. */
export function lookOf({ kind }: Pick<JourneyStep, "kind">): StepLook {
  return LOOKS[kind];
}

/** Where and as what a step left the record: `partition 3, offset 1,812`. */
export function placeWords({ partition, offset, batchId, version }: JourneyStep): string {
  const parts = [
    partition === undefined ? "" : `partition ${partition}`,
    offset === undefined ? "" : `offset ${offset}`,
    batchId === undefined ? "" : `batch ${batchId}`,
    version === undefined ? "" : `version ${version}`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** Steps in a row at one stage, in the order of time: a stage that is visited twice is there twice. */
export function groupByStage(
  steps: readonly JourneyStep[],
): readonly { readonly stage: string; readonly steps: readonly JourneyStep[] }[] {
  const groups: { readonly stage: string; readonly steps: JourneyStep[] }[] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last?.stage === step.stage) last.steps.push(step);
    else groups.push({ stage: step.stage, steps: [step] });
  }
  return groups;
}
