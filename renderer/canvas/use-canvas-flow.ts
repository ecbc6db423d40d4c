import type { EdgeChange, NodeChange } from "@xyflow/react";
import { useCallback, useMemo, useRef, useState } from "react";
import { perform } from "../acts/act.ts";
import { move } from "../acts/arrange.ts";
import { type Box, type Point, snap } from "../pipeline/card-geometry.ts";
import { EdgeCourses } from "../routing/edge-courses.ts";
import { useDocument, useSettings, useView, useWorkbench } from "../workbench/workbench.ts";
import { type Alignment, align, type Guide } from "./alignment.ts";
import { withCourses } from "./drawn-courses.ts";
import {
  boxesOf,
  type CanvasEdge,
  type CanvasNode,
  flowEdges,
  flowNodes,
  indexInFlowId,
  keepSame,
} from "./flow-model.ts";
import { describeNode } from "./node-card.tsx";
import { usePlaces } from "./use-places.ts";

const NOTHING_MOVED: ReadonlyMap<string, Point> = new Map();
const NO_GUIDES: readonly Guide[] = [];

/** The drawing as React Flow wants it, and what a person's dragging and selecting does to it. A drag is one step, written when it ends. */
export function useCanvasFlow() {
  const workbench = useWorkbench();
  const drawing = useDocument((document) => document.drawing);
  const selection = useView((view) => view.selection);
  const places = usePlaces(drawing);
  const [moved, setMoved] = useState(NOTHING_MOVED);
  const movedNow = useRef(NOTHING_MOVED);
  const [guides, setGuides] = useState(NO_GUIDES);
  const lastNodes = useRef<CanvasNode[]>([]);
  const lastEdges = useRef<CanvasEdge[]>([]);
  const nodes = useMemo(() => {
    const selected = { selectedNodes: selection.nodes, selectedEdges: selection.edges };
    const now = flowNodes({ drawing, places, moved, ...selected, describe: describeNode });
    lastNodes.current = keepSame(lastNodes.current, now);
    return lastNodes.current;
  }, [drawing, places, moved, selection]);
  const style = useSettings((settings) => settings.edgeStyle);
  const [courses] = useState(() => new EdgeCourses());
  const edges = useMemo(() => {
    const now = flowEdges({ drawing, selectedEdges: selection.edges });
    lastEdges.current = keepSame(lastEdges.current, withCourses(courses, now, nodes, style));
    return lastEdges.current;
  }, [drawing, selection, courses, nodes, style]);

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      selectNodes(workbench, changes);
      const positions = changes.flatMap((change) =>
        change.type === "position" && change.position !== undefined && change.dragging === true
          ? [[change.id, change.position] as const]
          : [],
      );
      if (positions.length === 0) return;
      const boxes = boxesOf({ drawing, places, moved: movedNow.current });
      const alignment = positions.length === 1 ? alignOne(positions[0], boxes) : undefined;
      const [id] = positions[0] ?? [""];
      const wanted = alignment === undefined ? positions : [[id, alignment.place] as const];
      movedNow.current = withMoved(movedNow.current, wanted, lastNodes.current);
      setGuides(alignment?.guides ?? NO_GUIDES);
      setMoved(movedNow.current);
    },
    [workbench, drawing, places],
  );

  const onDragEnd = useCallback(() => {
    const dragged = movedNow.current;
    movedNow.current = NOTHING_MOVED;
    if (dragged.size > 0) writeMove(workbench, dragged, places);
    setGuides(NO_GUIDES);
    setMoved(NOTHING_MOVED);
  }, [workbench, places]);

  const onEdgesChange = useCallback(
    (changes: EdgeChange<CanvasEdge>[]) => selectEdges(workbench, changes),
    [workbench],
  );
  return { nodes, edges, guides, places, onNodesChange, onEdgesChange, onDragEnd };
}

function alignOne(
  position: readonly [string, Point] | undefined,
  boxes: ReadonlyMap<string, Box>,
): Alignment | undefined {
  if (position === undefined) return undefined;
  const [id, place] = position;
  const box = boxes.get(id);
  if (box === undefined) return undefined;
  const others = [...boxes].filter(([other]) => other !== id).map(([, other]) => other);
  return align({ ...box, x: snap(place.x), y: snap(place.y) }, others);
}

/** What is moved after some positions changed: a frame takes its nodes along. */
function withMoved(
  before: ReadonlyMap<string, Point>,
  positions: readonly (readonly [string, Point])[],
  nodes: readonly CanvasNode[],
): ReadonlyMap<string, Point> {
  const moved = new Map(before);
  const own = new Set(positions.map(([id]) => id));
  for (const [id, place] of positions) {
    const frame = nodes.find((node) => node.id === id);
    if (frame?.type !== "frame") {
      moved.set(id, place);
      continue;
    }
    const shift = { x: snap(place.x - frame.position.x), y: snap(place.y - frame.position.y) };
    for (const member of nodes) {
      if (member.type !== "card" || own.has(member.id) || !frame.data.group.nodes.includes(member.id)) continue;
      moved.set(member.id, { x: member.position.x + shift.x, y: member.position.y + shift.y });
    }
  }
  return moved;
}

type Bench = ReturnType<typeof useWorkbench>;

function writeMove(workbench: Bench, dragged: ReadonlyMap<string, Point>, unwritten: ReadonlyMap<string, Point>): void {
  const notes = new Map<number, Point>();
  const nodes = new Map<string, Point>();
  for (const [id, { x, y }] of dragged) {
    const note = indexInFlowId(id, "note");
    const place = { x: Math.round(x), y: Math.round(y) };
    if (note === undefined) nodes.set(id, place);
    else notes.set(note, place);
  }
  const [first = "note"] = nodes.keys();
  const label = nodes.size + notes.size > 1 ? `Move ${nodes.size + notes.size} things` : `Move ${first}`;
  perform(workbench, (draft) => move(draft, { nodes, notes, unwritten, label }));
}

function selectNodes({ view }: Bench, changes: readonly NodeChange<CanvasNode>[]): void {
  const { selection, select } = view.getState();
  const ids = new Set(selection.nodes);
  let isChanged = false;
  for (const change of changes) {
    if (change.type !== "select" || ids.has(change.id) === change.selected) continue;
    isChanged = true;
    if (change.selected) ids.add(change.id);
    else ids.delete(change.id);
  }
  if (isChanged) select({ nodes: [...ids], edges: selection.edges });
}

function selectEdges({ view }: Bench, changes: readonly EdgeChange<CanvasEdge>[]): void {
  const { selection, select } = view.getState();
  const indexes = new Set(selection.edges);
  let isChanged = false;
  for (const change of changes) {
    const index = change.type === "select" ? indexInFlowId(change.id, "edge") : undefined;
    if (change.type !== "select" || index === undefined || indexes.has(index) === change.selected) continue;
    isChanged = true;
    if (change.selected) indexes.add(index);
    else indexes.delete(index);
  }
  if (isChanged) select({ nodes: selection.nodes, edges: [...indexes] });
}
