import { type CardPort, type EdgeEnd, edgeEndAt, portsOf, sidePorts } from "../pipeline/card-ports.ts";
import type { EdgeStyle, EdgeToDraw } from "../routing/edge-course.ts";
import type { EdgeCourses } from "../routing/edge-courses.ts";
import type { Obstacle } from "../routing/edge-router.ts";
import type { CanvasEdge, CanvasNode } from "./flow-model.ts";

/** The edges with how they run around the cards that are drawn. Frames and notes are no obstacles: edges run under them. */
export function withCourses(
  courses: EdgeCourses,
  edges: readonly CanvasEdge[],
  nodes: readonly CanvasNode[],
  style: EdgeStyle,
): CanvasEdge[] {
  const solid = new Map(nodes.flatMap((node) => (isSolid(node) ? [[node.id, node] as const] : [])));
  const lanes = new Map([...solid.keys()].map((id, lane) => [id, lane]));
  const toDraw = new Map(
    edges.flatMap((edge): [string, EdgeToDraw][] => {
      const from = endOf(solid.get(edge.source), edge.sourceHandle);
      const to = endOf(solid.get(edge.target), edge.targetHandle);
      return from === undefined || to === undefined ? [] : [[edge.id, { from, to, lane: lanes.get(edge.source) ?? 0 }]];
    }),
  );
  const found = courses.update(toDraw, [...solid.values()].map(obstacleOf), style);
  return edges.map((edge) => {
    const course = found.get(edge.id);
    return course === undefined || edge.data === undefined ? edge : { ...edge, data: { ...edge.data, course } };
  });
}

/** Cards that are seen, and the boxes of collapsed groups. */
function isSolid(node: CanvasNode): boolean {
  return node.type === "card" ? node.hidden !== true : node.type === "frame" && node.data.group.isCollapsed;
}

function obstacleOf({ id, position, width, height }: CanvasNode): Obstacle {
  return { id, ...position, width: width ?? 0, height: height ?? 0 };
}

function endOf(node: CanvasNode | undefined, handle: string | null | undefined): EdgeEnd | undefined {
  if (node === undefined) return undefined;
  const port = portsOfNode(node).find(({ name }) => name === handle);
  return port === undefined ? undefined : edgeEndAt(node.position, port);
}

function portsOfNode(node: CanvasNode): readonly CardPort[] {
  const size = { width: node.width ?? 0, height: node.height ?? 0 };
  return node.type === "card" ? portsOf(node.data.node.kind, size) : sidePorts(size);
}
