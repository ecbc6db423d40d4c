import { Handle, type NodeProps, Position } from "@xyflow/react";
import { Zap } from "lucide-react";
import { createContext, memo, type ReactNode, useCallback, useContext } from "react";
import { SECOND } from "../../engine/base/time.ts";
import type { DrawnNode } from "../../engine/scenario/drawing.ts";
import { formatCount } from "../format/format-value.ts";
import { PORT_Y } from "../pipeline/card-geometry.ts";
import { faultOn } from "../pipeline/faults-on-node.ts";
import { figuresOf, lagOf, mainFigureOf, trendOf } from "../pipeline/node-figures.ts";
import { HEALTH_WORDS, type HealthState, healthOf, type NodeHealth } from "../pipeline/node-health.ts";
import { NodeIcon } from "../pipeline/node-icon.tsx";
import { kindTitle, type Layer, layerOf, sublineOf } from "../pipeline/node-words.ts";
import type { Readings } from "../pipeline/readings.ts";
import { useLiveText, useReadings, useSlos } from "../pipeline/use-live.ts";
import { ProblemBadge } from "../problems/problem-badge.tsx";
import { useDocument } from "../workbench/workbench.ts";
import { CardBody } from "./card-body.tsx";
import { CardName } from "./card-name.tsx";
import { CompareChip } from "./compare-chip.tsx";
import { type CardFlowNode, handlesOf } from "./flow-model.ts";
import { HEALTH_TEXT, HealthRing } from "./health-ring.tsx";
import type { LevelOfDetail } from "./level-of-detail.ts";
import { shownName } from "./name-ends.ts";
import { Sparkline } from "./sparkline.tsx";

/** The sparkline: the last five minutes. */
const TREND = { count: 60, stepUs: 5 * SECOND };

/** How much the cards show at the canvas's zoom. */
export const Level = createContext<LevelOfDetail>("full");

/** A node of the pipeline on the canvas. */
export const NodeCard = memo(function NodeCard({ data: { node }, selected, width, height }: NodeProps<CardFlowNode>) {
  const level = useContext(Level);
  const layer = layerOf(node);
  const outline = selected ? "outline-2 outline-offset-1 outline-accent" : "";
  return (
    <div
      className={`relative flex contain-size contain-layout rounded-card border border-line bg-raised text-t1 ${outline}`}
      style={{ width, height }}
      data-kind={node.kind}
    >
      {layer !== undefined && <LayerStripe layer={layer} isWide={level !== "full"} />}
      <Face node={node} level={level} />
      <ProblemBadge id={node.id} scale={level === "full" ? 1 : 1.6} />
      {handlesOf(node.kind, { width: width ?? 0, height: height ?? 0 }).map((handle) => (
        <Handle
          key={handle.id}
          id={handle.id ?? null}
          type={handle.type}
          position={handle.position}
          className="canvas-handle"
          data-handle={handle.id}
          style={handle.position === Position.Left || handle.position === Position.Right ? { top: PORT_Y } : {}}
        />
      ))}
    </div>
  );
});

function Face({ node, level }: { readonly node: DrawnNode; readonly level: LevelOfDetail }): ReactNode {
  switch (level) {
    case "full":
      return <FullFace node={node} />;
    case "compact":
      return <CompactFace node={node} />;
    case "dot":
      return <DotFace node={node} />;
  }
}

function LayerStripe({ layer, isWide }: { readonly layer: Layer; readonly isWide: boolean }): ReactNode {
  return (
    <span
      className={`grid shrink-0 place-items-center rounded-l-[7px] font-semibold ${isWide ? "w-5.5 text-page" : "w-3.5 text-axis"}`}
      style={{ background: `var(--${layer.name})`, color: `var(--on-${layer.name})` }}
      title={`${layer.name} layer`}
    >
      {layer.letter}
    </span>
  );
}

function FullFace({ node }: { readonly node: DrawnNode }): ReactNode {
  const readings = useReadings();
  const health = healthOf(node, readings, useSlos());
  const trend = trendOf(node, readings, TREND);
  const lag = lagOf(node, readings);
  return (
    <div className="flex min-w-0 flex-1 flex-col px-2.5 pb-1.5" data-health={health.state}>
      <div className="flex h-7.5 shrink-0 items-center gap-1.5">
        <NodeIcon kind={node.kind} size={14} />
        <CardName node={node} text={node.id} className="text-body" />
        {lag !== undefined && <LagBadge lag={lag} state={health.state} />}
        <span title={health.reason}>
          <HealthRing state={health.state} budgetLeft={health.budgetLeft} />
          <StateInWords state={health.state} reason={health.reason} />
        </span>
      </div>
      <div className="h-4.5 shrink-0 truncate text-meta text-t3" dir="auto" title={sublineOf(node)}>
        {sublineOf(node)}
      </div>
      <CardBody node={node} readings={readings} />
      {trend !== undefined && (
        <div className="h-9 shrink-0 overflow-hidden" title={`${trend.title}, the last five minutes`}>
          <Sparkline samples={trend.samples} slots={TREND.count} color={trendColor(health.state)} />
        </div>
      )}
      <Figures node={node} readings={readings} />
      <FaultChip node={node} isLarge={false} />
      <CompareChip node={node} readings={readings} />
    </div>
  );
}

/** The state for those who see no ring. */
function StateInWords({ state, reason }: Pick<NodeHealth, "state" | "reason">): ReactNode {
  return (
    <span className="sr-only">
      {HEALTH_WORDS[state]}: {reason}
    </span>
  );
}

function trendColor(state: HealthState): string {
  return state === "warn" || state === "crit" ? `var(--${state})` : "var(--s1)";
}

function Figures({ node, readings }: { readonly node: DrawnNode; readonly readings: Readings }): ReactNode {
  return (
    <dl className="mt-auto flex h-9.5 shrink-0 gap-2">
      {figuresOf(node, readings).map(({ label, text, term }) => (
        <div key={label} className="min-w-0 flex-1" title={term}>
          <dt className="text-axis text-t3">{label}</dt>
          <dd className="truncate font-mono text-body font-semibold">{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function LagBadge({ lag, state }: { readonly lag: number; readonly state: HealthState }): ReactNode {
  return (
    <span
      className="shrink-0 rounded-control px-1 font-mono text-meta font-semibold text-t1"
      style={{ background: `color-mix(in srgb, var(--${state}) 22%, transparent)` }}
      title="Lag: records that wait to be read and committed"
    >
      {formatCount(lag)}
    </span>
  );
}

/** What a small card says, as one text: drawn again only when it changes. */
type SmallFace = NodeHealth & { readonly figure: string };

function useSmallFace(node: DrawnNode): SmallFace {
  const slos = useSlos();
  const read = useCallback(
    (readings: Readings) => {
      const { state, reason, budgetLeft } = healthOf(node, readings, slos);
      const figure = mainFigureOf(node, readings);
      const shown = figure === undefined ? "" : `${figure.label}\t${figure.text}`;
      return [state, reason, shown, budgetLeft === undefined ? "" : budgetLeft.toFixed(1)].join("\n");
    },
    [node, slos],
  );
  const [state = "idle", reason = "", figure = "", budget = ""] = useLiveText(read).split("\n");
  return { state: state as HealthState, reason, figure, budgetLeft: budget === "" ? undefined : Number(budget) };
}

function CompactFace({ node }: { readonly node: DrawnNode }): ReactNode {
  const { state, reason, figure, budgetLeft } = useSmallFace(node);
  const [label = "", text = ""] = figure.split("\t");
  return (
    <div className="flex min-w-0 flex-1 flex-col px-3 py-1.5" data-health={state}>
      <div className="flex shrink-0 items-center gap-2">
        <NodeIcon kind={node.kind} size={22} />
        <CardName node={node} text={shownName(node)} className="compact-name" />
        <span title={reason}>
          <HealthRing state={state} budgetLeft={budgetLeft} size={34} />
          <StateInWords state={state} reason={reason} />
        </span>
      </div>
      <div className="truncate font-mono compact-figure font-semibold">
        {text} <span className="compact-reason font-normal text-t2">{label}</span>
      </div>
      {node.kind === "topic" && <MiniPartitions node={node} />}
      <FaultChip node={node} isLarge />
      {node.kind !== "reference" && (
        <p
          className={`compact-reason mt-auto ${node.kind === "topic" ? "line-clamp-2" : "truncate"} ${HEALTH_TEXT[state]}`}
        >
          {reason}
        </p>
      )}
    </div>
  );
}

/** The partitions of a topic as bars side by side: their share of the lag. */
function MiniPartitions({ node }: { readonly node: DrawnNode }): ReactNode {
  const read = useCallback((readings: Readings) => miniBars(node, readings), [node]);
  const bars = useLiveText(read).split(" ");
  return (
    <div className="mt-1 flex h-3.5 items-end gap-1" aria-hidden="true">
      {bars.map((bar, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its partition
        <span key={index} className="flex-1 rounded-[2px] bg-s1" style={{ height: `${bar}%` }} />
      ))}
    </div>
  );
}

function miniBars(node: DrawnNode, readings: Readings): string {
  const lags = Array.from({ length: Math.min(12, Number(node.value["partitions"]) || 1) }, (_, partition) => {
    const end = readings.valueOf(`${node.id}-${partition}`, "high-watermark") ?? 0;
    return Math.max(0, end - (readings.valueOf(`${node.id}-${partition}`, "committed-offset") ?? 0));
  });
  const most = Math.max(1, ...lags);
  return lags.map((lag) => Math.max(14, Math.round((20 * lag) / most) * 5)).join(" ");
}

function DotFace({ node }: { readonly node: DrawnNode }): ReactNode {
  const { state, reason } = useSmallFace(node);
  return (
    <div
      className="grid flex-1 place-items-center rounded-r-[7px]"
      style={{ background: `color-mix(in srgb, var(--${state}) 38%, var(--raised))` }}
      title={`${node.id}: ${reason}`}
      data-health={state}
    >
      <NodeIcon kind={node.kind} size={64} />
    </div>
  );
}

/** What a fault does to the node right now, above the card. */
function FaultChip({ node, isLarge }: { readonly node: DrawnNode; readonly isLarge: boolean }): ReactNode {
  const faults = useDocument((document) => document.drawing.faults);
  const read = useCallback((readings: Readings) => faultOn(node, faults, readings) ?? "", [node, faults]);
  const text = useLiveText(read);
  if (text === "") return undefined;
  return (
    <span
      className={`absolute right-2 bottom-full mb-1 flex items-center gap-1 rounded-full bg-crit px-2 font-semibold whitespace-nowrap text-on-crit ${isLarge ? "compact-reason" : "text-meta"}`}
    >
      <Zap size={isLarge ? 18 : 12} aria-hidden="true" /> {text}
    </span>
  );
}

/** A node's name and kind, for screen readers; its state stands in the card. */
export function describeNode(node: DrawnNode): string {
  return `${node.id}, ${kindTitle(node.kind)}`;
}
