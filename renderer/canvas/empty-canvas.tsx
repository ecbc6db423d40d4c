import { Workflow } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../widgets/button.tsx";
import { EmptyState } from "../widgets/empty-state.tsx";
import { useDocument, useWorkbench } from "../workbench/workbench.ts";
import { askQuickAdd } from "./canvas-request.ts";

/** What the canvas says while there is no node. */
export function EmptyCanvas(): ReactNode {
  const workbench = useWorkbench();
  const isEmpty = useDocument((document) => document.drawing.nodes.length === 0 && document.drawing.notes.length === 0);
  if (!isEmpty) return undefined;
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
          <Button onClick={() => void workbench.commands.run("file.new", workbench)}>Start from a template</Button>
          <Button onClick={() => void workbench.commands.run("file.openDemo", workbench)}>Open the demo</Button>
        </EmptyState>
      </div>
    </div>
  );
}
