import { perform } from "../acts/act.ts";
import { remove } from "../acts/remove.ts";
import type { Point } from "../pipeline/card-geometry.ts";
import type { MenuEntry } from "../widgets/menu-entry.ts";
import type { Workbench } from "../workbench/workbench.ts";
import { askQuickAdd } from "./canvas-request.ts";
import { indexInFlowId } from "./flow-model.ts";

/** What a context menu was opened on. */
export type MenuTarget =
  | { readonly kind: "node"; readonly id: string }
  | { readonly kind: "group" | "note" }
  | { readonly kind: "edge"; readonly index: number }
  | { readonly kind: "canvas"; readonly screen: Point; readonly at: Point };

/** Finds what an element of the canvas belongs to. */
export function menuTargetOf(element: Element, screen: Point, at: Point): MenuTarget {
  const node = element.closest(".react-flow__node");
  const edge = element.closest(".react-flow__edge");
  if (node instanceof HTMLElement) {
    const id = node.dataset["id"] ?? "";
    if (indexInFlowId(id, "group") !== undefined) return { kind: "group" };
    return indexInFlowId(id, "note") === undefined ? { kind: "node", id } : { kind: "note" };
  }
  const index = edge === null ? undefined : indexInFlowId(edge.getAttribute("data-id") ?? "", "edge");
  return index === undefined ? { kind: "canvas", screen, at } : { kind: "edge", index };
}

/** A command as a line of a menu, with its key and the reason against it. */
export function commandEntry(workbench: Workbench, id: string, label?: string): MenuEntry {
  const command = workbench.commands.get(id);
  return {
    kind: "item",
    label: label ?? command?.title ?? id,
    keys: command?.keys?.[0],
    whyNot: command?.whyNot?.(workbench),
    isDanger: id === "canvas.delete",
    onSelect: () => void workbench.commands.run(id, workbench),
  };
}

const LINE: MenuEntry = { kind: "line" };

/** The lines of a context menu. */
export function menuEntries(workbench: Workbench, target: MenuTarget): readonly MenuEntry[] {
  const of = (id: string, label?: string): MenuEntry => commandEntry(workbench, id, label);
  switch (target.kind) {
    case "node":
      return nodeEntries(workbench, target.id);
    case "group":
      return [of("canvas.collapse"), of("canvas.ungroup"), LINE, of("canvas.copy"), of("canvas.duplicate")];
    case "note":
      return [of("canvas.delete", "Delete the note")];
    case "edge":
      return edgeEntries(workbench, target.index);
    case "canvas":
      return [
        {
          kind: "item",
          label: "Add a node here",
          keys: "a",
          onSelect: () =>
            askQuickAdd(workbench.view, { at: target.at, screen: target.screen, joint: undefined, mustJoin: false }),
        },
        of("canvas.add-note"),
        of("canvas.paste"),
        LINE,
        of("canvas.select-all"),
        of("canvas.auto-layout"),
        of("canvas.fit-all"),
        of("canvas.actual-size"),
        LINE,
        of("canvas.minimap"),
        of("canvas.edge-style"),
      ];
  }
}

/** What can be done to a node: the same on the canvas and in the outline. */
export function nodeEntries(workbench: Workbench, id: string): readonly MenuEntry[] {
  const of = (command: string, label?: string): MenuEntry => commandEntry(workbench, command, label);
  const { view } = workbench;
  const joined = (side: "after" | "before", label: string): MenuEntry => ({
    kind: "item",
    label,
    onSelect: () => askQuickAdd(view, { at: undefined, screen: undefined, joint: { id, side }, mustJoin: true }),
  });
  return [
    joined("after", "Add a node after it"),
    joined("before", "Add a node before it"),
    of("canvas.connect", "Connect to another node"),
    of("canvas.rename", "Rename"),
    LINE,
    of("canvas.copy", "Copy as YAML"),
    of("canvas.cut", "Cut"),
    of("canvas.duplicate", "Duplicate"),
    of("canvas.group", "Group"),
    LINE,
    {
      kind: "item",
      label: "Inject a fault here",
      onSelect: () => view.getState().openDialog("inject", `${faultFor(workbench, id)}:${id}`),
    },
    {
      kind: "item",
      label: "Show its settings",
      onSelect: () => view.getState().openTab({ inspector: "configure" }),
    },
    { kind: "item", label: "Show its metrics", onSelect: () => view.getState().openTab({ inspector: "metrics" }) },
    LINE,
    of("canvas.delete", "Delete"),
  ];
}

/** What a person most often wants to see happen to a node of a kind. */
const FIRST_FAULT: Readonly<Record<string, string>> = {
  "micro-batch": "driver-crash",
  "consumer-group": "member-crash",
  "kcl-application": "worker-crash",
  source: "producer-crash",
};

function faultFor({ document }: Workbench, id: string): string {
  const kind = document.getState().drawing.nodes.find((node) => node.id === id)?.kind;
  return FIRST_FAULT[kind ?? ""] ?? "broker-crash";
}

/** What can be done to an edge. */
export function edgeEntries(workbench: Workbench, index: number): readonly MenuEntry[] {
  const edge = workbench.document.getState().drawing.edges.find((candidate) => candidate.index === index);
  if (edge === undefined) return [];
  const { view } = workbench;
  return [
    { kind: "item", label: `Go to ${edge.from}`, onSelect: () => view.getState().select({ nodes: [edge.from] }) },
    { kind: "item", label: `Go to ${edge.to}`, onSelect: () => view.getState().select({ nodes: [edge.to] }) },
    LINE,
    {
      kind: "item",
      label: "Delete the edge",
      isDanger: true,
      onSelect: () => void perform(workbench, (draft) => remove(draft, { nodes: [], edges: [index] })),
    },
  ];
}
