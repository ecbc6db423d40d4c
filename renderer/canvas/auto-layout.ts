import type { ElkNode } from "elkjs/lib/elk-api.js";
import workerUrl from "elkjs/lib/elk-worker.min.js?url";
import type { Drawing } from "../../engine/scenario/drawing.ts";
import { CARD_WIDTH, cardHeight, type Point, snap } from "../pipeline/card-geometry.ts";
import { flowEdges, HANDLE, handlesOf } from "./flow-model.ts";

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

const SIDES: Readonly<Record<string, string>> = { left: "WEST", right: "EAST", top: "NORTH", bottom: "SOUTH" };

/** Places for all nodes, from source to sink, computed in a worker of the layout engine. */
export async function autoLayout(drawing: Drawing): Promise<ReadonlyMap<string, Point>> {
  const { default: Elk } = await import("elkjs/lib/elk-api.js");
  const elk = new Elk({ workerFactory: () => new Worker(workerUrl) });
  try {
    const { children = [] } = await elk.layout(elkGraph(drawing));
    return new Map(children.map(({ id, x = 0, y = 0 }) => [id, { x: snap(x), y: snap(y) }]));
  } finally {
    elk.terminateWorker();
  }
}

function elkGraph(drawing: Drawing): ElkNode {
  const expanded = { ...drawing, groups: [] };
  const unique = [...new Map(drawing.nodes.toReversed().map((node) => [node.id, node])).values()].toReversed();
  return {
    id: "pipeline",
    layoutOptions: OPTIONS,
    children: unique.map((node) => {
      const size = { width: CARD_WIDTH, height: cardHeight(node) };
      return {
        id: node.id,
        ...size,
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
