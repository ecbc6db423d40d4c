import { CirclePause, Zap } from "lucide-react";
import type { ReactNode } from "react";
import { ChaosMenu } from "../inject/chaos-menu.tsx";
import { Button } from "../widgets/button.tsx";
import { useWorkbench } from "../workbench/workbench.ts";

/** What can be done to a node's run: break it, or stop at it. */
export function NodeActions({ node }: { readonly node: string }): ReactNode {
  const { view } = useWorkbench();
  return (
    <footer className="flex shrink-0 flex-wrap gap-2 border-t border-line p-2">
      <ChaosMenu node={node}>
        <Button>
          <Zap size={14} aria-hidden /> Apply chaos
        </Button>
      </ChaosMenu>
      <Button onClick={() => view.getState().openDialog("breakpoints", node)}>
        <CirclePause size={14} aria-hidden /> Break here
      </Button>
    </footer>
  );
}
