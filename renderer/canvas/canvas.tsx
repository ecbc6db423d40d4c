import { Background, BackgroundVariant, MiniMap, ReactFlow, ReactFlowProvider, useStore } from "@xyflow/react";
import "./canvas.css";
import { type ReactNode, useMemo, useState } from "react";
import { useDocument, useSettings } from "../workbench/workbench.ts";
import { EdgePaths } from "./edge-paths.ts";
import { FlowEdge, Paths } from "./flow-edge.tsx";
import { type LevelOfDetail, levelAt } from "./level-of-detail.ts";
import { Level, NodeCard } from "./node-card.tsx";
import { LitBroker } from "./replica-dot.tsx";
import { useCanvasFlow } from "./use-canvas-flow.ts";

const NODE_TYPES = { card: NodeCard };
const EDGE_TYPES = { flow: FlowEdge };

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
  const isMinimapShown = useSettings((settings) => settings.isMinimapShown);
  const flow = useCanvasFlow();
  const [paths] = useState(() => new EdgePaths());
  const [broker, light] = useState<number | undefined>(undefined);
  const lit = useMemo(() => ({ broker, light }), [broker]);
  const level = useLevelOfDetail();
  return (
    <div className="relative h-full" data-scope="canvas" tabIndex={-1}>
      <Level value={level}>
        <LitBroker value={lit}>
          <Paths value={paths}>
            <ReactFlow
              key={opened}
              nodeTypes={NODE_TYPES}
              edgeTypes={EDGE_TYPES}
              {...flow}
              fitView
              minZoom={0.1}
              maxZoom={2}
              deleteKeyCode={null}
              disableKeyboardA11y
              zoomOnDoubleClick={false}
              proOptions={{ hideAttribution: true }}
            >
              <Background variant={BackgroundVariant.Dots} gap={24} size={1} />
              {isMinimapShown && <MiniMap pannable zoomable position="bottom-right" />}
            </ReactFlow>
          </Paths>
        </LitBroker>
      </Level>
    </div>
  );
}

function useLevelOfDetail(): LevelOfDetail {
  const zoom = useStore((store) => store.transform[2]);
  const [level, setLevel] = useState<LevelOfDetail>("full");
  const now = levelAt(zoom, level);
  if (now !== level) setLevel(now);
  return now;
}
