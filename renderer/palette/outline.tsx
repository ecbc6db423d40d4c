import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from "react";
import { controlsOf } from "../canvas/canvas-controls.ts";
import { nodeEntries } from "../canvas/canvas-menu.ts";
import { inFlowOrder } from "../pipeline/pipeline-order.ts";
import { EmptyState } from "../widgets/empty-state.tsx";
import type { MenuEntry } from "../widgets/menu-entry.ts";
import { RightClickMenu } from "../widgets/right-click-menu.tsx";
import { useDocument, useView, useWorkbench } from "../workbench/workbench.ts";
import { OutlineItem } from "./outline-item.tsx";

/**
 * The canvas as a tree, from source to sink: every node with its state in words and its edges below it. Arrows walk, Enter goes to
 * the node on the canvas, the menu key opens what can be done; the canvas's keys work here too.
 */
export function Outline(): ReactNode {
  const workbench = useWorkbench();
  const drawing = useDocument((document) => document.drawing);
  const selected = useView((view) => view.selection.nodes);
  const nodes = useMemo(() => inFlowOrder(drawing), [drawing]);
  const [entries, setEntries] = useState<readonly MenuEntry[]>([]);
  const tree = useRef<HTMLDivElement>(null);
  if (nodes.length === 0)
    return (
      <EmptyState title="Nothing to list" text="The outline shows the nodes of the drawing from source to sink." />
    );
  const current = selected.find((id) => nodes.some((node) => node.id === id)) ?? nodes[0]?.id;
  return (
    <RightClickMenu entries={entries}>
      <div
        ref={tree}
        role="tree"
        aria-label="Outline of the pipeline"
        data-scope="canvas"
        className="p-1"
        onKeyDown={(event) => walk(event, tree.current)}
        onContextMenuCapture={(event) => {
          const id = idOf(event.target);
          if (id === undefined) return;
          workbench.view.getState().select({ nodes: [id] });
          setEntries(nodeEntries(workbench, id));
        }}
      >
        {nodes.map((node) => (
          <OutlineItem
            key={node.index}
            node={node}
            edges={drawing.edges}
            isSelected={selected.includes(node.id)}
            isCurrent={node.id === current}
            onSelect={() => workbench.view.getState().select({ nodes: [node.id] })}
            onOpen={() => controlsOf(workbench)?.fitNodes([node.id])}
          />
        ))}
      </div>
    </RightClickMenu>
  );
}

function idOf(target: EventTarget): string | undefined {
  if (!(target instanceof Element)) return undefined;
  const item = target.closest("[data-node]");
  return item instanceof HTMLElement ? item.dataset["node"] : undefined;
}

/** Arrows, Home and End, as a tree has them. */
function walk(event: KeyboardEvent, tree: HTMLElement | null): void {
  if (tree === null || !(event.target instanceof HTMLElement)) return;
  const items = [...tree.querySelectorAll<HTMLElement>("[role=treeitem]")];
  const at = items.indexOf(event.target);
  const target = at < 0 ? undefined : itemFor(event.key, items, at);
  if (target === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  target.focus();
}

function itemFor(key: string, items: readonly HTMLElement[], at: number): HTMLElement | undefined {
  switch (key) {
    case "ArrowDown":
      return items[at + 1] ?? items[at];
    case "ArrowUp":
      return items[at - 1] ?? items[at];
    case "Home":
      return items[0];
    case "End":
      return items.at(-1);
    case "ArrowLeft":
      return items.slice(0, at).findLast((item) => item.dataset["node"] !== undefined) ?? items[at];
    case "ArrowRight":
      return items[at + 1] ?? items[at];
    default:
      return undefined;
  }
}
