import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { createContext, memo, type ReactNode, useCallback, useContext, useEffect } from "react";
import { formatCount } from "../format/format-value.ts";
import { type EdgeLive, edgeLive, parseEdgeLive } from "../pipeline/edge-live.ts";
import { problemsOfEdge } from "../pipeline/node-problems.ts";
import type { Readings } from "../pipeline/readings.ts";
import { useLiveText, useSlos } from "../pipeline/use-live.ts";
import type { Course } from "../routing/edge-course.ts";
import { useDocument } from "../workbench/workbench.ts";
import { EdgePaths } from "./edge-paths.ts";
import type { CanvasEdge, FlowData } from "./flow-model.ts";
import { Level } from "./node-card.tsx";

/** Where edges say how they run, for the particles. */
export const Paths = createContext<EdgePaths>(new EdgePaths());

/** How far above the line a label stands, in canvas pixels; small cards have larger labels. */
const LABEL_OFFSET = 14;
const LABEL_OFFSET_LARGE = 24;

/** An edge: as wide as its rate, in the colour of its state, with its label beside the line. */
export const FlowEdge = memo(function FlowEdge(props: EdgeProps<CanvasEdge>): ReactNode {
  const { id, data, selected } = props;
  const ends = data?.ends[0];
  const slos = useSlos();
  const drawing = useDocument((document) => document.drawing);
  const read = useCallback(
    (readings: Readings) =>
      ends === undefined ? "" : edgeLive({ nodes: drawing.nodes, edge: ends, flow: data?.flow }, readings, slos),
    [drawing, ends, data?.flow, slos],
  );
  const live = parseEdgeLive(useLiveText(read));
  const problem = useDocument((document) => (ends === undefined ? "" : problemsOfEdge(document.problems, ends.index)));
  const course = data?.course;
  const paths = useContext(Paths);
  useEffect(() => {
    if (course === undefined) return;
    paths.set(id, { line: course.line, live });
    return () => paths.delete(id);
  });
  if (course === undefined) return undefined;
  const isRejects = data?.flow === "rejects";
  const color = problem !== "" ? "var(--crit)" : selected ? "var(--accent)" : edgeColor(live);
  return (
    <>
      <BaseEdge
        id={id}
        path={course.path}
        interactionWidth={24}
        style={{
          stroke: color,
          strokeWidth: Math.min(5, 1.5 + 0.9 * Math.log10(1 + live.ratePerSecond)) + (selected ? 1 : 0),
          ...(isRejects || problem !== "" ? { strokeDasharray: "2 6", strokeLinecap: "round" } : {}),
        }}
      />
      <title>{titleOf(data, live, problem)}</title>
      <EdgeLabel live={live} problem={problem} place={course.label} />
    </>
  );
});

/** What the edge says under the pointer. */
function titleOf(data: FlowData | undefined, { ratePerSecond, note }: EdgeLive, problem: string): string {
  const names = (data?.ends ?? []).map(({ from, to }) => `${from.slice(0, 200)} → ${to.slice(0, 200)}`).join(", ");
  const rate = ratePerSecond > 0 ? `${formatCount(ratePerSecond)}/s` : "nothing flows";
  return [names, rate, note, problem].filter((part) => part !== "").join("\n");
}

type LabelPlace = Course["label"];
type EdgeLabelProps = { readonly live: EdgeLive; readonly problem: string; readonly place: LabelPlace };

/** The rate stands above the line, what waits below it; small cards leave no room for more than the rate. */
function EdgeLabel({ live, problem, place }: EdgeLabelProps): ReactNode {
  const level = useContext(Level);
  if (level === "dot") return undefined;
  const offset = level === "full" ? LABEL_OFFSET : LABEL_OFFSET_LARGE;
  const look = `${level === "full" ? "text-axis" : "compact-reason"} ${problem === "" ? "text-t2" : "text-crit-text"}`;
  const rate = live.ratePerSecond > 0 ? `${formatCount(live.ratePerSecond)}/s` : "";
  return (
    <EdgeLabelRenderer>
      <LabelText text={problem === "" ? rate : "cannot be joined"} look={look} place={place} offset={offset} />
      <LabelText text={level === "full" ? live.note : ""} look={look} place={place} offset={-offset} />
    </EdgeLabelRenderer>
  );
}

type LabelTextProps = {
  readonly text: string;
  readonly look: string;
  readonly place: LabelPlace;
  /** How far above the line, or beside it. */
  readonly offset: number;
};

function LabelText({ text, look, place: { x, y, isUpright }, offset }: LabelTextProps): ReactNode {
  if (text === "") return undefined;
  const transform = isUpright
    ? `translate(${offset > 0 ? "0" : "-100%"}, -50%) translate(${x + offset}px, ${y}px)`
    : `translate(-50%, -50%) translate(${x}px, ${y - offset}px)`;
  return (
    <div
      className={`pointer-events-none absolute rounded-control bg-canvas/80 px-1 font-mono whitespace-nowrap ${look}`}
      style={{ transform }}
    >
      {text}
    </div>
  );
}

function edgeColor({ state }: EdgeLive): string {
  return state === "warn" || state === "crit" || state === "recover" ? `var(--${state})` : "var(--edge)";
}
