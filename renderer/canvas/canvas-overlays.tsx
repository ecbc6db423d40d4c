import { Panel, useStore, ViewportPortal } from "@xyflow/react";
import { Map as MapIcon, Maximize, Minus, Plus, Route, Wand2 } from "lucide-react";
import type { ReactNode } from "react";
import { CommandButton } from "../widgets/command-button.tsx";
import { useSettings } from "../workbench/workbench.ts";
import type { Guide } from "./alignment.ts";
import type { Refusal } from "./use-connecting.ts";

/** The lines that a dragged card is level with. */
export function Guides({ guides }: { readonly guides: readonly Guide[] }): ReactNode {
  return (
    <ViewportPortal>
      {guides.map(({ axis, at, from, to }) => (
        <div
          key={axis}
          className="pointer-events-none absolute bg-accent"
          style={
            axis === "x"
              ? { left: at, top: from - 16, width: 1, height: to - from + 32 }
              : { top: at, left: from - 16, height: 1, width: to - from + 32 }
          }
        />
      ))}
    </ViewportPortal>
  );
}

/** Why an edge cannot end here, beside the cursor. */
export function RefusalTip({ refusal }: { readonly refusal: Refusal | undefined }): ReactNode {
  if (refusal === undefined) return undefined;
  return (
    <div
      role="status"
      className="pointer-events-none fixed z-50 max-w-72 rounded-button border border-crit bg-panel px-2 py-1 text-table text-crit-text shadow-float"
      style={{ left: Math.min(refusal.screen.x + 16, window.innerWidth - 300), top: refusal.screen.y + 16 }}
    >
      {refusal.text}
    </div>
  );
}

/** Zoom, fit, arrange and the like, at the bottom left. */
export function CanvasTools(): ReactNode {
  const percent = useStore((store) => Math.round(store.transform[2] * 100));
  const isMinimapShown = useSettings((settings) => settings.isMinimapShown);
  const edgeStyle = useSettings((settings) => settings.edgeStyle);
  return (
    <Panel position="bottom-left">
      <div role="toolbar" aria-label="Canvas" className="floating flex items-center gap-0.5 rounded-button p-0.5">
        <CommandButton command="canvas.zoom-out" side="top">
          <Minus size={16} />
        </CommandButton>
        <span className="w-11 text-center font-mono text-meta text-t2">{percent} %</span>
        <CommandButton command="canvas.zoom-in" side="top">
          <Plus size={16} />
        </CommandButton>
        <CommandButton command="canvas.fit-all" side="top">
          <Maximize size={16} />
        </CommandButton>
        <CommandButton command="canvas.auto-layout" side="top">
          <Wand2 size={16} />
        </CommandButton>
        <CommandButton command="canvas.edge-style" side="top" isOn={edgeStyle === "orthogonal"}>
          <Route size={16} />
        </CommandButton>
        <CommandButton command="canvas.minimap" side="top" isOn={isMinimapShown}>
          <MapIcon size={16} />
        </CommandButton>
      </div>
    </Panel>
  );
}
