import type { DrawnNode } from "../../engine/scenario/drawing.ts";
import type { Readings } from "./readings.ts";

/** A node against the same node of the baseline. */
export type NodeComparison = { readonly text: string; readonly verdict: "better" | "worse" | "same" };

/** What less of is better, by kind; kinds that are not here have nothing to compare. */
const LESS_IS_BETTER: Readonly<Record<string, { readonly key: string; readonly label: string }>> = {
  topic: { key: "lag-records", label: "lag" },
  "consumer-group": { key: "lag-records", label: "lag" },
  "kcl-application": { key: "lag-records", label: "lag" },
  "micro-batch": { key: "lag-records", label: "lag" },
  bronze: { key: "freshness-us", label: "age" },
  silver: { key: "freshness-us", label: "age" },
  gold: { key: "freshness-us", label: "age" },
  "dead-letter": { key: "rows", label: "rejects" },
};

/** A difference of less than this part is none. */
const SAME_WITHIN = 0.005;

/** Compares a node's main figure in two runs; undefined when one of them says nothing. */
export function compareNode(node: DrawnNode, now: Readings, baseline: Readings): NodeComparison | undefined {
  const measure = LESS_IS_BETTER[node.kind];
  if (measure === undefined) return undefined;
  const value = now.valueOf(node.id, measure.key);
  const before = baseline.valueOf(node.id, measure.key);
  if (value === undefined || before === undefined) return undefined;
  const change = value - before;
  if (Math.abs(change) <= SAME_WITHIN * Math.max(1, Math.abs(before))) return { text: measure.label, verdict: "same" };
  const part = before === 0 ? "new" : `${change > 0 ? "+" : "−"}${Math.round((100 * Math.abs(change)) / before)} %`;
  return { text: `${measure.label} ${part}`, verdict: change > 0 ? "worse" : "better" };
}
