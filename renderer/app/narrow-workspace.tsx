import type { ReactNode } from "react";
import { Inspector } from "../inspector/inspector.tsx";
import { useView, useWorkbench } from "../workbench/workbench.ts";
import { BottomDock } from "./bottom-dock.tsx";
import { CanvasArea } from "./canvas-area.tsx";
import { LeftPanel } from "./left-panel.tsx";
import { PanelBoundary } from "./panel-boundary.tsx";
import { InspectorRail, LeftRail } from "./rails.tsx";

type NarrowWorkspaceProps = {
  readonly isLow: boolean;
  readonly isBottomOpen: boolean;
};

/** The workspace at 200 % zoom or in a small window: rails at both sides, panels over the canvas, one at a time. */
export function NarrowWorkspace({ isLow, isBottomOpen }: NarrowWorkspaceProps): ReactNode {
  const { view } = useWorkbench();
  const isLeftOpen = useView((state) => state.isLeftOpen);
  const isInspectorOpen = useView((state) => state.isInspectorOpen);
  const close = (): void => view.setState({ isLeftOpen: false, isInspectorOpen: false });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc closes whatever panel the focus is in; every panel has a button for it too.
    <div
      className="relative flex min-h-0 flex-1"
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented && (isLeftOpen || isInspectorOpen)) close();
      }}
    >
      <LeftRail />
      <div className="flex min-w-0 flex-1 flex-col">
        <div className={`min-h-0 flex-1 ${isLow && isBottomOpen ? "hidden" : ""}`}>
          <CanvasArea />
        </div>
        <div className={`border-t border-line ${isBottomOpen ? (isLow ? "min-h-0 flex-1" : "h-2/5") : ""}`}>
          <BottomDock />
        </div>
      </div>
      <InspectorRail />
      {isLeftOpen && (
        <div className="floating absolute inset-y-0 left-11 z-30 w-[min(320px,calc(100%-88px))]">
          <PanelBoundary name="palette">
            <LeftPanel />
          </PanelBoundary>
        </div>
      )}
      {isInspectorOpen && (
        <div className="floating absolute inset-y-0 right-11 z-30 w-[min(400px,calc(100%-88px))]">
          <aside aria-label="Inspector" className="h-full">
            <PanelBoundary name="inspector">
              <Inspector />
            </PanelBoundary>
          </aside>
        </div>
      )}
    </div>
  );
}
