import {
  Background,
  BackgroundVariant,
  ConnectionLineType,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
} from "@xyflow/react";
import "./canvas.css";
import { type CSSProperties, type MouseEvent, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { GRID } from "../pipeline/card-geometry.ts";
import type { MenuEntry } from "../widgets/menu-entry.ts";
import { RightClickMenu } from "../widgets/right-click-menu.tsx";
import { useDocument, useSettings, useView, useWorkbench } from "../workbench/workbench.ts";
import { CanvasDialogs } from "./canvas-dialogs.tsx";
import { menuEntries, menuTargetOf } from "./canvas-menu.ts";
import { CanvasTools, Guides, RefusalTip } from "./canvas-overlays.tsx";
import { hearClipboard } from "./clipboard-commands.ts";
import { EdgePaths } from "./edge-paths.ts";
import { EmptyCanvas } from "./empty-canvas.tsx";
import { FlowEdge, Paths } from "./flow-edge.tsx";
import { GroupFrame } from "./group-frame.tsx";
import { compactSizes, type LevelOfDetail, levelAt, type CompactSizes as Sizes } from "./level-of-detail.ts";
import { MinimapNode } from "./minimap-node.tsx";
import { Level, NodeCard } from "./node-card.tsx";
import { NoteCard } from "./note-card.tsx";
import { ParticleLayer } from "./particle-layer.tsx";
import { LitBroker } from "./replica-dot.tsx";
import { fitOptions, useCanvasControls } from "./use-canvas-controls.ts";
import { useCanvasFlow } from "./use-canvas-flow.ts";
import { useCanvasPointer } from "./use-canvas-pointer.ts";
import { useConnecting } from "./use-connecting.ts";
import { useFocusSelects } from "./use-focus-selects.ts";
import { useRevealSelected } from "./use-reveal-selected.ts";

const NODE_TYPES = { card: NodeCard, frame: GroupFrame, note: NoteCard };
const EDGE_TYPES = { flow: FlowEdge };
const SNAP: [number, number] = [GRID, GRID];
/** Left and middle button; with Shift the left one draws a frame instead. */
const PAN_BUTTONS = [0, 1];
const MINIMAP = { width: 168, height: 112 };
const SEVERAL = ["Meta", "Control"];
/** Up to so many nodes all are drawn, so that Tab reaches those beyond the border too. */
const DRAWN_WHOLE_MAX = 60;
const HIDE_ATTRIBUTION = { hideAttribution: true };
const LABELS = {
  "node.a11yDescription.default":
    "Arrow keys move it, Enter follows its edge, C connects it, F2 renames it, Delete removes it.",
  "node.a11yDescription.keyboardDisabled":
    "Arrow keys move it, Enter follows its edge, C connects it, F2 renames it, Delete removes it.",
  "minimap.ariaLabel": "Minimap",
};

/** The pipeline as a drawing that a person can change. */
export function Canvas(): ReactNode {
  return (
    <ReactFlowProvider>
      <CanvasView />
    </ReactFlowProvider>
  );
}

function CanvasView(): ReactNode {
  const opened = useDocument((document) => document.opened);
  const { places, onDragEnd, guides, ...flow } = useCanvasFlow();
  const { refusal, handlers, onPointerMove } = useConnecting();
  const pointer = useCanvasPointer();
  const onFocusCapture = useFocusSelects();
  const workbench = useWorkbench();
  useEffect(() => hearClipboard(workbench), [workbench]);
  const [entries, noteTarget] = useMenu();
  useCanvasControls(places);
  useRevealSelected();
  return (
    <RightClickMenu entries={entries}>
      <div
        className="relative h-full outline-none"
        data-scope="canvas"
        data-tour="canvas"
        tabIndex={-1}
        onPointerMove={onPointerMove}
        onContextMenuCapture={noteTarget}
        onFocusCapture={onFocusCapture}
        {...pointer}
      >
        <Surroundings>
          <Flow
            key={opened}
            {...flow}
            {...handlers}
            onNodeDragStop={onDragEnd}
            onSelectionDragStop={onDragEnd}
            guides={guides}
          />
        </Surroundings>
        <EmptyCanvas />
        <RefusalTip refusal={refusal} />
        <CanvasDialogs />
      </div>
    </RightClickMenu>
  );
}

type FlowProps = Omit<ReturnType<typeof useCanvasFlow>, "places" | "onDragEnd"> &
  ReturnType<typeof useConnecting>["handlers"] & {
    readonly onNodeDragStop: () => void;
    readonly onSelectionDragStop: () => void;
  };

function Flow({ guides, ...rest }: FlowProps): ReactNode {
  // A drawing that is opened is shown whole; one that is begun here stays where the first node was put.
  const level = useContext(Level);
  const [isFitted] = useState(rest.nodes.length > 0);
  const isMinimapShown = useSettings((settings) => settings.isMinimapShown);
  const isSmooth = useSettings((settings) => settings.edgeStyle === "smooth");
  const isPictured = useView((view) => view.isPictured);
  return (
    <ReactFlow
      aria-label="Pipeline drawing"
      nodeTypes={NODE_TYPES}
      edgeTypes={EDGE_TYPES}
      {...rest}
      fitView={isFitted}
      fitViewOptions={fitOptions(isMinimapShown)}
      minZoom={0.05}
      maxZoom={2}
      snapToGrid
      snapGrid={SNAP}
      panOnDrag={PAN_BUTTONS}
      selectionKeyCode="Shift"
      multiSelectionKeyCode={SEVERAL}
      panActivationKeyCode="Space"
      deleteKeyCode={null}
      disableKeyboardA11y
      edgesFocusable={false}
      zoomOnDoubleClick={false}
      onlyRenderVisibleElements={rest.nodes.length > DRAWN_WHOLE_MAX && level !== "dot" && !isPictured}
      connectionRadius={28}
      connectionLineType={isSmooth ? ConnectionLineType.Bezier : ConnectionLineType.SmoothStep}
      ariaLabelConfig={LABELS}
      proOptions={HIDE_ATTRIBUTION}
    >
      <Background variant={BackgroundVariant.Dots} gap={24} size={1} />
      <ParticleLayer />
      <Guides guides={guides} />
      <CanvasTools />
      {isMinimapShown && (
        <MiniMap pannable zoomable position="bottom-right" style={MINIMAP} nodeComponent={MinimapNode} />
      )}
    </ReactFlow>
  );
}

/** What cards and edges look up: the level of detail, the broker under the pointer, where edges tell their course. */
function Surroundings({ children }: { readonly children: ReactNode }): ReactNode {
  const [paths] = useState(() => new EdgePaths());
  const [broker, light] = useState<number | undefined>(undefined);
  const lit = useMemo(() => ({ broker, light }), [broker]);
  return (
    <Level value={useLevelOfDetail()}>
      <CompactSizes>
        <LitBroker value={lit}>
          <Paths value={paths}>{children}</Paths>
        </LitBroker>
      </CompactSizes>
    </Level>
  );
}

/** Hands the sizes of compact cards down by CSS, which reaches all cards without drawing them again. */
function CompactSizes({ children }: { readonly children: ReactNode }): ReactNode {
  const sizes = useStore((store) => JSON.stringify(compactSizes(store.transform[2])));
  const { name, figure, reason }: Sizes = JSON.parse(sizes);
  const style = { "--compact-name": `${name}px`, "--compact-figure": `${figure}px`, "--compact-reason": `${reason}px` };
  return (
    <div className="h-full" style={style as CSSProperties}>
      {children}
    </div>
  );
}

function useLevelOfDetail(): LevelOfDetail {
  const zoom = useStore((store) => store.transform[2]);
  const [level, setLevel] = useState<LevelOfDetail>("full");
  const now = levelAt(zoom, level);
  if (now !== level) setLevel(now);
  return useView((view) => view.isPictured) ? "full" : now;
}

/** The context menu's lines, and what notes on which thing it is opened: that is selected first, as everywhere. */
function useMenu(): [readonly MenuEntry[], (event: MouseEvent) => void] {
  const workbench = useWorkbench();
  const { screenToFlowPosition } = useReactFlow();
  const [entries, setEntries] = useState<readonly MenuEntry[]>([]);
  const note = (event: MouseEvent): void => {
    if (!(event.target instanceof Element)) return;
    const screen = { x: event.clientX, y: event.clientY };
    const target = menuTargetOf(event.target, screen, screenToFlowPosition(screen));
    const { selection, select } = workbench.view.getState();
    if (target.kind === "node" && !selection.nodes.includes(target.id)) select({ nodes: [target.id] });
    if (target.kind === "edge") select({ edges: [target.index] });
    setEntries(menuEntries(workbench, target));
  };
  return [entries, note];
}
