import type { ElkNode } from "elkjs/lib/elk-api.js";
import workerUrl from "elkjs/lib/elk-worker.min.js?url";
import type { Drawing, DrawnNode } from "../../engine/scenario/drawing.ts";
import { CARD_WIDTH, cardHeight, type Point, snap } from "../pipeline/card-geometry.ts";
import { flowEdges, HANDLE, handlesOf } from "./flow-model.ts";
import { wrapColumns } from "./wrap-columns.ts";

const OPTIONS: Readonly<Record<string, string>> = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.spacing.nodeNodeBetweenLayers": "84",
  "elk.spacing.nodeNode": "32",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.randomSeed": "1",
};

/** Between a silver table and the dead letters below it, in canvas pixels. */
const HANGING_GAP = 80;

const SIDES: Readonly<Record<string, string>> = { left: "WEST", right: "EAST", top: "NORTH", bottom: "SOUTH" };

/** Places for all nodes, from source to sink, in rows where they are many, computed in a worker of the layout engine. */
export async function autoLayout(drawing: Drawing): Promise<ReadonlyMap<string, Point>> {
  const { default: Elk } = await import("elkjs/lib/elk-api.js");
  const elk = new Elk({ workerFactory: () => new Worker(workerUrl) });
  try {
    const hung = hungBelow(drawing);
    const { children = [] } = await elk.layout(elkGraph(drawing, hung));
    const boxes = children.map(({ id, x = 0, y = 0, width = 0, height = 0 }) => {
      return { id, x: snap(x), y: snap(y), width, height };
    });
    const places = new Map(wrapColumns(boxes));
    for (const [owner, dead] of hung) {
      const place = places.get(owner.id);
      if (place !== undefined) places.set(dead.id, { x: place.x, y: snap(place.y + cardHeight(owner) + HANGING_GAP) });
    }
    return places;
  } finally {
    elk.terminateWorker();
  }
}

/** Each silver table with its dead letters, which hang below it: on the way to gold they would be in the way. */
function hungBelow({ nodes, edges }: Drawing): ReadonlyMap<DrawnNode, DrawnNode> {
  const hung = new Map<DrawnNode, DrawnNode>();
  for (const dead of nodes) {
    if (dead.kind !== "dead-letter") continue;
    const feeder = edges.find((edge) => edge.to === dead.id)?.from;
    const owner = nodes.find((node) => node.id === feeder && node.kind === "silver");
    if (owner !== undefined && !hung.has(owner)) hung.set(owner, dead);
  }
  return hung;
}

function elkGraph(drawing: Drawing, hung: ReadonlyMap<DrawnNode, DrawnNode>): ElkNode {
  const hanging = new Set([...hung.values()].map(({ id }) => id));
  const expanded = { ...drawing, nodes: drawing.nodes.filter(({ id }) => !hanging.has(id)), groups: [] };
  const unique = [...new Map(expanded.nodes.toReversed().map((node) => [node.id, node])).values()].toReversed();
  return {
    id: "pipeline",
    layoutOptions: OPTIONS,
    children: unique.map((node) => {
      const size = { width: CARD_WIDTH, height: cardHeight(node) };
      const dead = hung.get(node);
      const room = dead === undefined ? 0 : cardHeight(dead) + HANGING_GAP;
      return {
        id: node.id,
        width: size.width,
        height: size.height + room,
        layoutOptions: { "elk.portConstraints": "FIXED_POS" },
        ports: handlesOf(node.kind, size).map((handle) => ({
          id: portId(node.id, handle.id ?? ""),
          x: handle.x + (handle.width ?? 0) / 2,
          y: handle.y + (handle.height ?? 0) / 2,
          width: 0,
          height: 0,
          layoutOptions: { "elk.port.side": SIDES[handle.position] ?? "EAST" },
        })),
      };
    }),
    edges: flowEdges({ drawing: expanded, selectedEdges: [] }).map((edge) => ({
      id: edge.id,
      sources: [portId(edge.source, edge.sourceHandle ?? HANDLE.out)],
      targets: [portId(edge.target, edge.targetHandle ?? HANDLE.in)],
    })),
  };
}

/** A blank cannot be in a node's id, so a port is never mistaken for a node. */
function portId(id: string, handle: string): string {
  return `${id} ${handle}`;
}
