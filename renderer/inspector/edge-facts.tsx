import { type ReactNode, useCallback } from "react";
import { flowBetween, whyNotJoined } from "../../engine/pipeline/node-catalogue.ts";
import type { DrawnEdge, DrawnNode } from "../../engine/scenario/drawing.ts";
import { formatCount, formatWhole } from "../format/format-value.ts";
import { asksForNoAnswer } from "../pipeline/node-words.ts";
import { isNodeKind } from "../pipeline/pipeline-order.ts";
import type { Readings } from "../pipeline/readings.ts";
import { useLiveText } from "../pipeline/use-live.ts";
import { Button } from "../widgets/button.tsx";
import { useDocument, useWorkbench } from "../workbench/workbench.ts";
import { type Fact, FactList } from "./fact-list.tsx";

/** Which counter tells how much goes along an edge of each kind of flow: of which end, under which key. */
const COUNTERS = {
  records: { end: "from", key: "records-acknowledged", unit: "records" },
  "failed records": { end: "from", key: "dead-letters", unit: "records" },
  offsets: { end: "to", key: "records-read", unit: "records" },
  shards: { end: "to", key: "records-read", unit: "records" },
  batch: { end: "to", key: "rows-added", unit: "rows" },
  "raw table": { end: "to", key: "rows-added", unit: "rows" },
  "typed table": { end: "to", key: "rows-added", unit: "rows" },
  rejects: { end: "to", key: "rows-added", unit: "rows" },
} as const;

/** What an edge carries, and how much of it at the shown instant. */
export function EdgeFacts({ edge }: { readonly edge: DrawnEdge }): ReactNode {
  const { document, view } = useWorkbench();
  const nodes = useDocument((state) => state.drawing.nodes);
  const from = nodes.find(({ id }) => id === edge.from);
  const to = nodes.find(({ id }) => id === edge.to);
  const read = useCallback((readings: Readings) => JSON.stringify(liveFacts(from, to, readings)), [from, to]);
  const live = JSON.parse(useLiveText(read)) as readonly Fact[];
  const remove = (): void => {
    const label = `Remove ${edge.from} -> ${edge.to}`;
    const edits = [{ path: ["pipeline", "edges", edge.index], remove: true }] as const;
    if (document.getState().applyEdits(edits, { label })) view.getState().select({});
  };
  return (
    <div className="flex flex-col gap-3 p-3">
      <FactList
        facts={[
          { name: "from", text: edge.from },
          { name: "to", text: edge.to },
          { name: "carries", text: carried(from, to) },
          ...live,
        ]}
      />
      <Button className="self-start" onClick={remove}>
        Remove this edge
      </Button>
    </div>
  );
}

function carried(from: DrawnNode | undefined, to: DrawnNode | undefined): string {
  if (from === undefined || to === undefined) return "nothing: one of its ends does not exist";
  if (!isNodeKind(from.kind) || !isNodeKind(to.kind)) return "nothing: one of its ends is no kind of node";
  return flowBetween(from.kind, to.kind) ?? `nothing: ${whyNotJoined(from.kind, to.kind)}`;
}

function liveFacts(from: DrawnNode | undefined, to: DrawnNode | undefined, readings: Readings): readonly Fact[] {
  if (from === undefined || to === undefined || !isNodeKind(from.kind) || !isNodeKind(to.kind)) return [];
  const flow = flowBetween(from.kind, to.kind);
  if (flow === undefined || flow === "lookup table") return [];
  const { end, unit } = COUNTERS[flow];
  const key = flow === "records" && asksForNoAnswer(from) ? "records-sent" : COUNTERS[flow].key;
  const subject = end === "from" ? from.id : to.id;
  const total = readings.valueOf(subject, key);
  const rate = readings.rateOf(subject, key);
  const lag = flow === "offsets" || flow === "shards" ? readings.valueOf(to.id, "lag-records") : undefined;
  return [
    ...(total === undefined ? [] : [{ name: "so far", text: `${formatWhole(total)} ${unit}` }]),
    ...(rate === undefined ? [] : [{ name: "rate", text: `${formatCount(rate)} ${unit}/s` }]),
    ...(lag === undefined ? [] : [{ name: "lag", text: `${formatWhole(lag)} records wait for ${to.id}` }]),
  ];
}
