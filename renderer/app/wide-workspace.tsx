import { type ReactNode, useRef } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import { Inspector } from "../inspector/inspector.tsx";
import type { PanelSizes } from "../stores/settings-store.ts";
import { useView, useWorkbench } from "../workbench/workbench.ts";
import { BottomDock } from "./bottom-dock.tsx";
import { CanvasArea } from "./canvas-area.tsx";
import { LeftPanel } from "./left-panel.tsx";
import { PanelBoundary } from "./panel-boundary.tsx";
import { InspectorRail, LeftRail } from "./rails.tsx";

/** The workspace where there is room: palette, canvas and inspector side by side over the lower panel, all resizable. */
export function WideWorkspace(): ReactNode {
  const isLeftOpen = useView((view) => view.isLeftOpen);
  const isInspectorOpen = useView((view) => view.isInspectorOpen);
  const isBottomOpen = useView((view) => view.isBottomOpen);
  const { sizes, remember } = usePanelSizes();
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <Group orientation="vertical" className="min-h-0 flex-1">
        <Panel id="upper" minSize="160px">
          <div className="flex h-full">
            {!isLeftOpen && <LeftRail />}
            <Group orientation="horizontal" className="min-w-0 flex-1">
              {isLeftOpen && (
                <Panel
                  id="left"
                  groupResizeBehavior="preserve-pixel-size"
                  defaultSize={sizes.leftPx}
                  minSize={160}
                  maxSize={420}
                  onResize={({ inPixels }) => remember({ leftPx: inPixels })}
                >
                  <PanelBoundary name="palette">
                    <LeftPanel />
                  </PanelBoundary>
                </Panel>
              )}
              {isLeftOpen && <Divider orientation="vertical" label="Resize the palette" />}
              <Panel id="canvas-column" minSize={240}>
                <CanvasArea />
              </Panel>
              {isInspectorOpen && <Divider orientation="vertical" label="Resize the inspector" />}
              {isInspectorOpen && (
                <Panel
                  id="inspector"
                  groupResizeBehavior="preserve-pixel-size"
                  defaultSize={sizes.inspectorPx}
                  minSize={280}
                  maxSize={720}
                  onResize={({ inPixels }) => remember({ inspectorPx: inPixels })}
                >
                  <aside aria-label="Inspector" className="h-full">
                    <PanelBoundary name="inspector">
                      <Inspector />
                    </PanelBoundary>
                  </aside>
                </Panel>
              )}
            </Group>
            {!isInspectorOpen && <InspectorRail />}
          </div>
        </Panel>
        {isBottomOpen && <Divider orientation="horizontal" label="Resize the lower panel" />}
        {isBottomOpen && (
          <Panel
            id="bottom"
            groupResizeBehavior="preserve-pixel-size"
            defaultSize={sizes.bottomPx}
            minSize={140}
            maxSize="70%"
            onResize={({ inPixels }) => remember({ bottomPx: inPixels })}
          >
            <BottomDock />
          </Panel>
        )}
      </Group>
      {!isBottomOpen && <BottomDock />}
    </div>
  );
}

/** The sizes that were kept, and how a new one is. They are read once: a drag must not draw the whole app again. */
function usePanelSizes(): { readonly sizes: PanelSizes; readonly remember: (change: Partial<PanelSizes>) => void } {
  const { settings } = useWorkbench();
  const sizes = useRef(settings.getState().panelSizes);
  const remember = (change: Partial<PanelSizes>): void => {
    const [size] = Object.values(change);
    // A panel that is being closed passes through nothing.
    if (size === undefined || size < 100) return;
    sizes.current = { ...sizes.current, ...change };
    settings.getState().change({ panelSizes: sizes.current });
  };
  return { sizes: sizes.current, remember };
}

function Divider({ orientation, label }: { readonly orientation: "horizontal" | "vertical"; readonly label: string }) {
  const size = orientation === "vertical" ? "w-px" : "h-px";
  return (
    <Separator
      aria-label={label}
      className={`${size} bg-line hover:bg-accent focus-visible:bg-accent focus-visible:outline-2 data-[separator=active]:bg-accent`}
    />
  );
}
