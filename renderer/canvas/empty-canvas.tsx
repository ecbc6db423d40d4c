import { Workflow } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../widgets/button.tsx";
import { EmptyState } from "../widgets/empty-state.tsx";
import { useDocument, useWorkbench } from "../workbench/workbench.ts";
import { askQuickAdd } from "./canvas-request.ts";

const DEMO = "flights-broker-crash.scenario.yaml";

/** What the canvas says while there is no node. */
export function EmptyCanvas(): ReactNode {
  const workbench = useWorkbench();
  const isEmpty = useDocument((document) => document.drawing.nodes.length === 0 && document.drawing.notes.length === 0);
  if (!isEmpty) return undefined;
  const openDemo = async (): Promise<void> => {
    const { host, document, view } = workbench;
    const demo = await host.readShipped(DEMO);
    if (demo.ok) document.getState().open({ text: demo.value, origin: { kind: "shipped", name: DEMO, path: DEMO } });
    else view.getState().announce(demo.error);
  };
  return (
    <div className="pointer-events-none absolute inset-0 z-10 grid place-items-center">
      <div className="pointer-events-auto max-w-md">
        <EmptyState
          icon={<Workflow size={32} />}
          title="Nothing is drawn yet"
          text="Start with a source: press A, double-click here, or drag one from the palette. You can also drop a scenario file on the window."
        >
          <Button
            tone="primary"
            onClick={() =>
              askQuickAdd(workbench.view, { at: undefined, screen: undefined, joint: undefined, mustJoin: false })
            }
          >
            Add a node
          </Button>
          <Button onClick={() => void workbench.activity.during("opening the demo", openDemo)}>Open the demo</Button>
        </EmptyState>
      </div>
    </div>
  );
}
