import { type Edge, type Node, type NodeHandle, Position } from "@xyflow/react";
import { flowBetween, type PortType } from "../../engine/pipeline/node-catalogue.ts";
import type { Drawing, DrawnEdge, DrawnGroup, DrawnNode, DrawnNote } from "../../engine/scenario/drawing.ts";
import { type Box, boundsOf, CARD_WIDTH, cardHeight, type Point } from "../pipeline/card-geometry.ts";
import { type CardPort, PORT_SIZE, type PortName, portsOf, sidePorts } from "../pipeline/card-ports.ts";
import { inFlowOrder, isNodeKind } from "../pipeline/pipeline-order.ts";
import type { Course } from "../routing/edge-course.ts";

export type CardData = { readonly node: DrawnNode };
export type GroupData = { readonly group: DrawnGroup };
export type NoteData = { readonly note: DrawnNote };
export type FlowData = {
  readonly flow: PortType | undefined;
  readonly ends: readonly DrawnEdge[];
  /** How the edge runs; it is not known before the cards have their places. */
  readonly course?: Course;
};

export type CardFlowNode = Node<CardData, "card">;
export type GroupFlowNode = Node<GroupData, "frame">;
export type NoteFlowNode = Node<NoteData, "note">;
export type CanvasNode = CardFlowNode | GroupFlowNode | NoteFlowNode;
export type CanvasEdge = Edge<FlowData, "flow">;

/** The ids of a card's handles. */
export const HANDLE = { in: "in", out: "out", rejects: "rejects" } as const satisfies Record<PortName, PortName>;

const GROUP_PADDING = 20;
const GROUP_TITLE_HEIGHT = 28;
const COLLAPSED_HEIGHT = 96;
const NOTE_WIDTH = 208;
const NOTE_HEIGHT = 96;

/** Ids of what is no node of the pipeline; with a blank in them they are no valid node's id. */
export const groupFlowId = (index: number): string => `group ${index}`;
export const noteFlowId = (index: number): string => `note ${index}`;
export const edgeFlowId = (index: number): string => `edge ${index}`;

/** The position in its list that the id of a group, a note or an edge stands for; undefined for other ids. */
export function indexInFlowId(id: string, what: "group" | "note" | "edge"): number | undefined {
  const [word, digits, ...rest] = id.split(" ");
  return word === what && digits !== undefined && rest.length === 0 ? Number(digits) : undefined;
}

export type FlowInput = {
  readonly drawing: Drawing;
  /** Where nodes lie that the layout does not name. */
  readonly places: ReadonlyMap<string, Point>;
  /** What a drag that has not ended yet moved, by flow id. */
  readonly moved: ReadonlyMap<string, Point>;
  readonly selectedNodes: readonly string[];
  readonly selectedEdges: readonly number[];
  /** A node's name and state in words, for screen readers. */
  readonly describe: (node: DrawnNode) => string;
};

/** The box of every node of the drawing: where it lies, and how big its card is. The first of two nodes with one id counts. */
export function boxesOf({ drawing, places, moved }: Pick<FlowInput, "drawing" | "places" | "moved">): Map<string, Box> {
  const boxes = new Map<string, Box>();
  for (const node of drawing.nodes) {
    if (boxes.has(node.id)) continue;
    const place = moved.get(node.id) ?? drawing.layout.get(node.id) ?? places.get(node.id) ?? { x: 0, y: 0 };
    boxes.set(node.id, { x: place.x, y: place.y, width: CARD_WIDTH, height: cardHeight(node) });
  }
  return boxes;
}

/** What React Flow draws: frames behind, then cards from source to sink, which is the order of the focus, then notes. */
export function flowNodes(input: FlowInput): CanvasNode[] {
  const { drawing } = input;
  const boxes = boxesOf(input);
  const selected = new Set(input.selectedNodes);
  const collapsed = new Set(drawing.groups.filter((group) => group.isCollapsed).flatMap((group) => group.nodes));
  const seen = new Set<string>();
  const cards = inFlowOrder(drawing).flatMap((node): CardFlowNode[] => {
    const box = boxes.get(node.id);
    if (box === undefined || seen.has(node.id)) return [];
    seen.add(node.id);
    return [
      {
        id: node.id,
        type: "card",
        data: { node },
        ...placed(box),
        handles: handlesOf(node.kind, box),
        selected: selected.has(node.id),
        hidden: collapsed.has(node.id),
        ariaLabel: input.describe(node),
        zIndex: 1,
      },
    ];
  });
  return [
    ...drawing.groups.flatMap((group) => groupNode(group, boxes, selected)),
    ...cards,
    ...drawing.notes.map((note) => noteNode(note, input.moved, selected)),
  ];
}

function placed({ x, y, width, height }: Box) {
  return { position: { x, y }, width, height, measured: { width, height } };
}

function groupNode(group: DrawnGroup, boxes: ReadonlyMap<string, Box>, selected: ReadonlySet<string>): GroupFlowNode[] {
  const bounds = boundsOf(group.nodes.flatMap((id) => boxes.get(id) ?? []));
  if (bounds === undefined) return [];
  const id = groupFlowId(group.index);
  const box = group.isCollapsed
    ? { x: bounds.x, y: bounds.y, width: CARD_WIDTH, height: COLLAPSED_HEIGHT }
    : framed(bounds);
  return [
    {
      id,
      type: "frame",
      data: { group },
      ...placed(box),
      handles: group.isCollapsed ? sidePorts(box).map(handleOf) : [],
      selected: selected.has(id),
      ariaLabel: `Group ${group.title}, ${group.nodes.length} nodes`,
      zIndex: group.isCollapsed ? 1 : -1,
    },
  ];
}

/** A group's frame around the boxes of its nodes. */
function framed({ x, y, width, height }: Box): Box {
  return {
    x: x - GROUP_PADDING,
    y: y - GROUP_PADDING - GROUP_TITLE_HEIGHT,
    width: width + 2 * GROUP_PADDING,
    height: height + 2 * GROUP_PADDING + GROUP_TITLE_HEIGHT,
  };
}

function noteNode(note: DrawnNote, moved: ReadonlyMap<string, Point>, selected: ReadonlySet<string>): NoteFlowNode {
  const id = noteFlowId(note.index);
  const { x, y } = moved.get(id) ?? note;
  const box = { x, y, width: note.width ?? NOTE_WIDTH, height: note.height ?? NOTE_HEIGHT };
  return {
    id,
    type: "note",
    data: { note },
    ...placed(box),
    handles: [],
    selected: selected.has(id),
    ariaLabel: "Note",
    zIndex: 2,
  };
}

const POSITIONS = { left: Position.Left, right: Position.Right, top: Position.Top, bottom: Position.Bottom } as const;

/** The handles that a kind of node has, where they lie on its card. */
export function handlesOf(kind: string, size: Pick<Box, "width" | "height">): NodeHandle[] {
  return portsOf(kind, size).map(handleOf);
}

function handleOf({ name, side, x, y }: CardPort): NodeHandle {
  return {
    id: name,
    type: name === "in" ? "target" : "source",
    position: POSITIONS[side],
    x: x - PORT_SIZE / 2,
    y: y - PORT_SIZE / 2,
    width: PORT_SIZE,
    height: PORT_SIZE,
  };
}

/** The edges between nodes that are there; those of a collapsed group end at its box, and those inside it are not drawn. */
export function flowEdges({ drawing, selectedEdges }: Pick<FlowInput, "drawing" | "selectedEdges">): CanvasEdge[] {
  const nodes = new Map(drawing.nodes.map((node) => [node.id, node]));
  const boxOf = new Map(
    drawing.groups
      .filter((group) => group.isCollapsed)
      .flatMap((group) => group.nodes.map((id) => [id, groupFlowId(group.index)] as const)),
  );
  const selected = new Set(selectedEdges);
  const drawn = new Map<string, CanvasEdge>();
  for (const edge of drawing.edges) {
    const from = nodes.get(edge.from);
    const to = nodes.get(edge.to);
    if (from === undefined || to === undefined || from === to) continue;
    const source = boxOf.get(edge.from) ?? edge.from;
    const target = boxOf.get(edge.to) ?? edge.to;
    if (source === target) continue;
    const flow = isNodeKind(from.kind) && isNodeKind(to.kind) ? flowBetween(from.kind, to.kind) : undefined;
    const isRejects = flow === "rejects" && source === edge.from;
    const pair = `${source} -> ${target}`;
    const merged = drawn.get(pair);
    const isDrawn = merged !== undefined;
    const ends = [...(merged?.data?.ends ?? []), edge];
    drawn.set(pair, {
      id: isDrawn ? merged.id : edgeFlowId(edge.index),
      type: "flow",
      source,
      target,
      sourceHandle: isRejects ? HANDLE.rejects : HANDLE.out,
      targetHandle: HANDLE.in,
      data: { flow, ends },
      selected: ends.some(({ index }) => selected.has(index)),
      ariaLabel: `Edge from ${edge.from} to ${edge.to}`,
      focusable: false,
    });
  }
  return [...drawn.values()];
}

/** Takes over what did not change from the last list, so that React Flow draws only what did. */
export function keepSame<T extends CanvasNode | CanvasEdge>(before: readonly T[], now: readonly T[]): T[] {
  const byId = new Map(before.map((item) => [item.id, item]));
  return now.map((item) => {
    const last = byId.get(item.id);
    return last !== undefined && isAlike(last, item) ? last : item;
  });
}

/** Data first by identity: while the document stays as it is, comparing is cheap. */
function isAlike(left: CanvasNode | CanvasEdge, right: CanvasNode | CanvasEdge): boolean {
  const { data: leftData, ...leftRest } = left;
  const { data: rightData, ...rightRest } = right;
  if (JSON.stringify(leftRest) !== JSON.stringify(rightRest)) return false;
  return subjectOf(leftData) === subjectOf(rightData) || JSON.stringify(leftData) === JSON.stringify(rightData);
}

function subjectOf(data: CardData | GroupData | NoteData | FlowData | undefined): unknown {
  if (data === undefined) return undefined;
  if ("node" in data) return data.node;
  if ("group" in data) return data.group;
  return "note" in data ? data.note : data;
}
