import { Tooltip } from "radix-ui";
import type { ReactNode } from "react";
import { Group, Panel, Separator } from "react-resizable-panels";
import { Canvas } from "../canvas/canvas.tsx";
import { Inspector } from "../inspector/inspector.tsx";
import { ReviewBar } from "../timeline/review-bar.tsx";
import { ToastHost } from "../widgets/toast-host.tsx";
import { useView } from "../workbench/workbench.ts";
import { BottomDock } from "./bottom-dock.tsx";
import { LeftPanel } from "./left-panel.tsx";
import { StatusBar } from "./status-bar.tsx";
import { TitleBar } from "./title-bar.tsx";
import { useIdleSignal } from "./use-idle-signal.ts";
import { useKeymap } from "./use-keymap.ts";
import { useTheme } from "./use-theme.ts";

/** The whole screen: title bar, palette, canvas, inspector, bottom dock, status bar. */
export function App(): ReactNode {
  useTheme();
  useIdleSignal();
  useKeymap();
  const isLeftOpen = useView((view) => view.isLeftOpen);
  const isInspectorOpen = useView((view) => view.isInspectorOpen);
  const isBottomOpen = useView((view) => view.isBottomOpen);
  return (
    <Tooltip.Provider delayDuration={500}>
      <div className="flex h-full flex-col bg-canvas text-t1">
        <h1 className="sr-only">Spillway</h1>
        <TitleBar />
        <Group orientation="vertical" className="min-h-0 flex-1">
          <Panel id="upper" minSize="30%">
            <Group orientation="horizontal">
              {isLeftOpen && (
                <Panel id="left" defaultSize="208px" minSize="160px" maxSize="360px">
                  <LeftPanel />
                </Panel>
              )}
              {isLeftOpen && <Divider orientation="vertical" label="Resize the palette" />}
              <Panel id="canvas" minSize="20%">
                <main className="relative h-full" aria-label="Pipeline">
                  <Canvas />
                  <ReviewBar />
                </main>
              </Panel>
              {isInspectorOpen && <Divider orientation="vertical" label="Resize the inspector" />}
              {isInspectorOpen && (
                <Panel id="inspector" defaultSize="360px" minSize="280px" maxSize="640px">
                  <Inspector />
                </Panel>
              )}
            </Group>
          </Panel>
          {isBottomOpen && <Divider orientation="horizontal" label="Resize the lower panel" />}
          {isBottomOpen && (
            <Panel id="bottom" defaultSize="248px" minSize="120px" maxSize="60%">
              <BottomDock />
            </Panel>
          )}
        </Group>
        <StatusBar />
      </div>
      <ToastHost isLight={false} />
    </Tooltip.Provider>
  );
}

function Divider({ orientation, label }: { readonly orientation: "horizontal" | "vertical"; readonly label: string }) {
  const size = orientation === "vertical" ? "w-px" : "h-px";
  return (
    <Separator
      aria-label={label}
      className={`${size} bg-line hover:bg-accent focus-visible:bg-accent focus-visible:outline-none`}
    />
  );
}
