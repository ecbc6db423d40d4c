import type { MiniMapNodeProps } from "@xyflow/react";
import { type ReactNode, useCallback } from "react";
import { healthOf } from "../pipeline/node-health.ts";
import type { Readings } from "../pipeline/readings.ts";
import { useLiveText, useSlos } from "../pipeline/use-live.ts";
import { useDocument } from "../workbench/workbench.ts";

/** A node on the minimap, in the colour of its state. */
export function MinimapNode({ id, x, y, width, height, selected }: MiniMapNodeProps): ReactNode {
  const node = useDocument((document) => document.drawing.nodes.find((candidate) => candidate.id === id));
  const slos = useSlos();
  const read = useCallback(
    (readings: Readings) => (node === undefined ? "line" : healthOf(node, readings, slos).state),
    [node, slos],
  );
  const state = useLiveText(read);
  return (
    <rect
      x={x}
      y={y}
      width={width}
      height={height}
      rx={16}
      fill={state === "line" ? "none" : `var(--${state})`}
      stroke={selected ? "var(--accent)" : "var(--line)"}
      strokeWidth={selected ? 16 : 4}
    />
  );
}
