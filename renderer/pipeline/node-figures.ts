import { variableOf } from "../../engine/pipeline/state-variables.ts";
import type { VariableUnit } from "../../engine/pipeline/variable-entry.ts";
import type { DrawnNode } from "../../engine/scenario/drawing.ts";
import type { NodeKind } from "../../engine/scenario/scenario.ts";
import { formatCount, formatVariable } from "../format/format-value.ts";
import { isNodeKind } from "./pipeline-order.ts";
import type { Readings, Sampling } from "./readings.ts";

/** A number on a card: a label of a word, the value as text, and the glossary's term behind the label. */
export type Figure = { readonly label: string; readonly text: string; readonly term: string };

/** Which variable a figure shows, as it is or as a rate. */
type FigureSpec = { readonly label: string; readonly key: string; readonly isRate: boolean };

const is = (label: string, key: string): FigureSpec => ({ label, key, isRate: false });
const rate = (label: string, key: string): FigureSpec => ({ label, key, isRate: true });

const TABLE_FIGURES = [is("rows", "rows"), is("fresh", "freshness-us"), is("dup", "duplicates")];

/** The three figures of each kind. */
const FIGURES: Readonly<Record<NodeKind, readonly FigureSpec[]>> = {
  source: [rate("out", "records-sent"), is("pending", "records-pending"), is("failed", "records-failed")],
  topic: [rate("in", "records-in"), rate("out", "records-out"), is("under-repl.", "under-replicated-partitions")],
  "consumer-group": [rate("rate", "records-read"), is("to clear", "time-to-clear-us"), is("dup", "duplicates")],
  "kinesis-stream": [rate("in", "records-in"), is("age", "iterator-age-us"), rate("throttled", "write-throttled")],
  "kcl-application": [rate("rate", "records-read"), is("age", "iterator-age-us"), is("dup", "duplicates")],
  "micro-batch": [rate("rate", "records-read"), is("P95", "latency-p95-us"), is("batch", "batch-duration-us")],
  bronze: TABLE_FIGURES,
  silver: TABLE_FIGURES,
  gold: TABLE_FIGURES,
  "dead-letter": [is("rows", "rows"), rate("rate", "rows-added"), is("dup", "duplicates")],
  reference: [is("rows", "rows")],
};

/** What the sparkline of each kind draws. */
const TREND: Readonly<Record<NodeKind, string | undefined>> = {
  source: "records-sent",
  topic: "lag-records",
  "kinesis-stream": "records-in",
  "consumer-group": "lag-records",
  "kcl-application": "lag-records",
  "micro-batch": "batch-duration-us",
  bronze: "freshness-us",
  silver: "freshness-us",
  gold: "freshness-us",
  "dead-letter": "rows",
  reference: undefined,
};

const NOTHING = "–";

/** The figures of a node at an instant; a dash stands for what no run has said. */
export function figuresOf(node: DrawnNode, readings: Readings): readonly Figure[] {
  if (!isNodeKind(node.kind)) return [];
  const { kind } = node;
  return FIGURES[kind].map(({ label, key, isRate }) => {
    const { title, unit } = variableOf(kind, key);
    const value = isRate ? readings.rateOf(node.id, key) : readings.valueOf(node.id, key);
    return { label, text: figureText(key, value, isRate ? "per-second" : unit), term: title };
  });
}

function figureText(key: string, value: number | undefined, unit: VariableUnit): string {
  if (value === undefined) return NOTHING;
  // What is clear already takes no time.
  if (key === "time-to-clear-us" && value === 0) return "clear";
  return formatVariable(unit === "per-second" ? tidyRate(value) : value, unit);
}

/** The one number that a small card shows: the lag where there is one, else the first figure. */
export function mainFigureOf(node: DrawnNode, readings: Readings): Figure | undefined {
  const lag = lagOf(node, readings);
  if (lag !== undefined) return { label: "lag", text: formatCount(lag), term: "Lag" };
  return figuresOf(node, readings)[0];
}

const LAGGING: ReadonlySet<string> = new Set<NodeKind>(["topic", "consumer-group", "micro-batch"]);

/** Records that wait in a topic, for a group or for a job. */
export function lagOf(node: DrawnNode, readings: Readings): number | undefined {
  if (!LAGGING.has(node.kind)) return undefined;
  return readings.valueOf(node.id, "lag-records");
}

/** The samples of a card's sparkline: what they are, and the last of them. */
export function trendOf(
  node: DrawnNode,
  readings: Readings,
  sampling: Sampling,
): { readonly title: string; readonly samples: readonly number[] } | undefined {
  if (!isNodeKind(node.kind)) return undefined;
  const key = TREND[node.kind];
  if (key === undefined) return undefined;
  const variable = variableOf(node.kind, key);
  return { title: variable.title, samples: readings.samplesOf(node.id, variable, sampling) };
}

/** A rate without digits that only tell of the window. */
function tidyRate(value: number): number {
  return value >= 10 ? Math.round(value) : Math.round(value * 10) / 10;
}
