import type { EdgeChange, NodeChange } from "@xyflow/react";
import { useCallback, useMemo, useRef, useState } from "react";
import type { Point } from "../pipeline/card-geometry.ts";
import { useDocument, useView } from "../workbench/workbench.ts";
import { type CanvasEdge, type CanvasNode, flowEdges, flowNodes, keepSame } from "./flow-model.ts";
import { describeNode } from "./node-card.tsx";

const NOTHING_MOVED: ReadonlyMap<string, Point> = new Map();

export function useCanvasFlow() {
  const drawing = useDocument((document) => document.drawing);
  const selection = useView((view) => view.selection);
  const [moved, setMoved] = useState(NOTHING_MOVED);
  const lastNodes = useRef<CanvasNode[]>([]);
  const lastEdges = useRef<CanvasEdge[]>([]);
  const nodes = useMemo(() => {
    lastNodes.current = keepSame(
      lastNodes.current,
      flowNodes({
        drawing,
        places: NOTHING_MOVED,
        moved,
        selectedNodes: selection.nodes,
        selectedEdges: selection.edges,
        describe: describeNode,
      }),
    );
    return lastNodes.current;
  }, [drawing, moved, selection]);
  const edges = useMemo(() => {
    lastEdges.current = keepSame(lastEdges.current, flowEdges({ drawing, selectedEdges: selection.edges }));
    return lastEdges.current;
  }, [drawing, selection]);
  const onNodesChange = useCallback((changes: NodeChange<CanvasNode>[]) => {
    const places = changes.flatMap((change) =>
      change.type === "position" && change.position !== undefined ? [[change.id, change.position] as const] : [],
    );
    if (places.length > 0) setMoved((before) => new Map([...before, ...places]));
  }, []);
  const onEdgesChange = useCallback((_changes: EdgeChange<CanvasEdge>[]) => undefined, []);
  return { nodes, edges, onNodesChange, onEdgesChange };
}
