import type { ReactNode } from "react";
import type { DrawnNode } from "../../engine/scenario/drawing.ts";
import { compareNode } from "../pipeline/compare-node.ts";
import { Readings } from "../pipeline/readings.ts";
import { useRun } from "../workbench/workbench.ts";

const LOOKS = { better: "text-ok-text", worse: "text-crit-text", same: "text-t2" } as const;
const ARROWS = { better: "▼", worse: "▲", same: "=" } as const;

/** How the node does against the baseline run at the same instant; nothing without a baseline. */
export function CompareChip({ node, readings }: { readonly node: DrawnNode; readonly readings: Readings }): ReactNode {
  const baseline = useRun((run) => run.baseline);
  if (baseline === undefined) return undefined;
  const comparison = compareNode(node, readings, new Readings(baseline.history, readings.atUs));
  if (comparison === undefined) return undefined;
  const { text, verdict } = comparison;
  return (
    <span
      className={`absolute right-3 -bottom-2.5 rounded-full border border-line bg-panel px-2 text-meta font-semibold ${LOOKS[verdict]}`}
      title="Against the baseline run at the same instant"
    >
      {text} {ARROWS[verdict]} {verdict}
    </span>
  );
}
