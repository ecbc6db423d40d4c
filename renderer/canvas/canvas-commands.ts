import { perform } from "../acts/act.ts";
import { addNote, collapse, group, move, ungroup } from "../acts/arrange.ts";
import { remove } from "../acts/remove.ts";
import { type Point, snap } from "../pipeline/card-geometry.ts";
import { inFlowOrder } from "../pipeline/pipeline-order.ts";
import { placeMissing } from "../pipeline/place-missing.ts";
import type { AppCommand, Workbench } from "../workbench/workbench.ts";
import { autoLayout } from "./auto-layout.ts";
import { controlsOf } from "./canvas-controls.ts";
import { askQuickAdd, connectTargets } from "./canvas-request.ts";
import { nodesWithGroups, onlyNode, selectionOf } from "./canvas-selection.ts";
import { clipboardCommands } from "./clipboard-commands.ts";
import { viewportCommands } from "./viewport-commands.ts";

const NEEDS_NODE = "Select one node first.";
const NEEDS_NODES = "Select nodes first.";

const needsNode = (workbench: Workbench): string | undefined =>
  onlyNode(workbench) === undefined ? NEEDS_NODE : undefined;
const needsNodes = (workbench: Workbench): string | undefined =>
  nodesWithGroups(workbench).length === 0 ? NEEDS_NODES : undefined;

const drawingCommands: readonly AppCommand[] = [
  {
    id: "canvas.quick-add",
    title: "Add a node",
    group: "Canvas",
    keys: ["a"],
    scope: "canvas",
    run: (workbench) => {
      const id = onlyNode(workbench);
      const joint = id === undefined ? undefined : ({ id, side: "after" } as const);
      askQuickAdd(workbench.view, { at: undefined, screen: undefined, joint, mustJoin: false });
    },
  },
  {
    id: "canvas.connect",
    title: "Connect the selected node",
    group: "Canvas",
    keys: ["c"],
    scope: "canvas",
    whyNot: (workbench) => {
      const id = onlyNode(workbench);
      if (id === undefined) return NEEDS_NODE;
      return connectTargets(workbench, id).length === 0 ? "There is no other node to connect it to." : undefined;
    },
    run: (workbench) => workbench.view.getState().openDialog("connect", onlyNode(workbench)),
  },
  {
    id: "canvas.rename",
    title: "Rename the selected node",
    group: "Canvas",
    keys: ["F2"],
    scope: "canvas",
    whyNot: needsNode,
    run: (workbench) => workbench.view.getState().openDialog("rename", onlyNode(workbench)),
  },
  {
    id: "canvas.delete",
    title: "Delete what is selected",
    group: "Canvas",
    keys: ["Delete", "Backspace"],
    scope: "canvas",
    whyNot: (workbench) => {
      const { nodes, edges, groups, notes } = selectionOf(workbench);
      return nodes.length + edges.length + groups.length + notes.length === 0
        ? "Select a node, an edge, a group or a note first."
        : undefined;
    },
    run: (workbench) => {
      const removal = selectionOf(workbench);
      perform(workbench, (draft) => remove(draft, removal));
    },
  },
  {
    id: "canvas.select-all",
    title: "Select all nodes",
    group: "Canvas",
    keys: ["$mod+A"],
    scope: "canvas",
    run: ({ document, view }) => {
      const { drawing } = document.getState();
      view.getState().select({ nodes: drawing.nodes.map(({ id }) => id) });
    },
  },
  {
    id: "canvas.group",
    title: "Group the selected nodes",
    group: "Canvas",
    keys: ["$mod+G"],
    scope: "canvas",
    whyNot: needsNodes,
    run: (workbench) => {
      const ids = nodesWithGroups(workbench);
      perform(workbench, (draft) => group(draft, ids));
    },
  },
  {
    id: "canvas.ungroup",
    title: "Ungroup",
    group: "Canvas",
    keys: ["$mod+Shift+G"],
    scope: "canvas",
    whyNot: (workbench) =>
      groupsOfSelection(workbench).length === 0 ? "Select a group, or a node of one, first." : undefined,
    run: (workbench) => {
      const indexes = groupsOfSelection(workbench);
      perform(workbench, () => ungroup(indexes));
    },
  },
  {
    id: "canvas.collapse",
    title: "Collapse or expand the group",
    group: "Canvas",
    keys: ["Shift+C"],
    scope: "canvas",
    whyNot: (workbench) =>
      groupsOfSelection(workbench).length === 0 ? "Select a group, or a node of one, first." : undefined,
    run: (workbench) => {
      const [index = 0] = groupsOfSelection(workbench);
      const drawn = workbench.document.getState().drawing.groups.find((candidate) => candidate.index === index);
      perform(workbench, () => collapse(index, drawn?.isCollapsed !== true));
      workbench.view.getState().select({ nodes: [`group ${index}`] });
    },
  },
  {
    id: "canvas.add-note",
    title: "Add a note",
    group: "Canvas",
    keys: ["n"],
    scope: "canvas",
    run: (workbench) => {
      const at = controlsOf(workbench)?.middle() ?? { x: 0, y: 0 };
      perform(workbench, (draft) => addNote(draft, { x: snap(at.x), y: snap(at.y) }));
    },
  },
  {
    id: "canvas.auto-layout",
    title: "Arrange the drawing",
    group: "Canvas",
    keys: ["l"],
    scope: "canvas",
    whyNot: ({ document }) =>
      document.getState().drawing.nodes.length === 0 ? "There is nothing to arrange." : undefined,
    run: arrange,
  },
];

async function arrange(workbench: Workbench): Promise<void> {
  const { drawing } = workbench.document.getState();
  await workbench.activity.during("arranging the drawing", async () => {
    const nodes = await autoLayout(drawing);
    if (workbench.document.getState().drawing !== drawing) return; // changed meanwhile: what was computed fits no more
    perform(workbench, (draft) => move(draft, { nodes, unwritten: new Map(), label: "Arrange the drawing" }));
    controlsOf(workbench)?.fitAll();
  });
}

/** The selected groups, or those that hold a selected node. */
function groupsOfSelection(workbench: Workbench): readonly number[] {
  const { nodes, groups } = selectionOf(workbench);
  const holding = workbench.document
    .getState()
    .drawing.groups.filter((candidate) => candidate.nodes.some((id) => nodes.includes(id)));
  return [...new Set([...groups, ...holding.map(({ index }) => index)])];
}

const NUDGE = 8;
const NUDGE_FAR = 40;
const DIRECTIONS = [
  { key: "ArrowLeft", word: "left", x: -1, y: 0 },
  { key: "ArrowRight", word: "right", x: 1, y: 0 },
  { key: "ArrowUp", word: "up", x: 0, y: -1 },
  { key: "ArrowDown", word: "down", x: 0, y: 1 },
] as const;

const nudgeCommands: readonly AppCommand[] = DIRECTIONS.flatMap(({ key, word, x, y }) => [
  nudgeCommand(`canvas.nudge-${word}`, `Move the selection ${word}`, key, { x: x * NUDGE, y: y * NUDGE }),
  nudgeCommand(`canvas.nudge-far-${word}`, `Move the selection far ${word}`, `Shift+${key}`, {
    x: x * NUDGE_FAR,
    y: y * NUDGE_FAR,
  }),
]);

function nudgeCommand(id: string, title: string, key: string, by: Point): AppCommand {
  const whyNot = (workbench: Workbench): string | undefined =>
    nodesWithGroups(workbench).length + selectionOf(workbench).notes.length === 0 ? NEEDS_NODES : undefined;
  return { id, title, group: "Canvas", keys: [key], scope: "canvas", whyNot, run: (workbench) => nudge(workbench, by) };
}

function nudge(workbench: Workbench, by: Point): void {
  const { drawing } = workbench.document.getState();
  const unwritten = controlsOf(workbench)?.unwritten() ?? placeMissing(drawing);
  const ids = nodesWithGroups(workbench);
  const noteIndexes = selectionOf(workbench).notes;
  const shifted = ({ x, y }: Point): Point => ({ x: x + by.x, y: y + by.y });
  const nodes = new Map(
    ids.flatMap((id) => {
      const place = drawing.layout.get(id) ?? unwritten.get(id);
      return place === undefined ? [] : [[id, shifted(place)] as const];
    }),
  );
  const notes = new Map(
    drawing.notes
      .filter(({ index }) => noteIndexes.includes(index))
      .map((note) => [note.index, shifted(note)] as const),
  );
  const what = ids.length === 1 ? ids[0] : `${nodes.size + notes.size} things`;
  const burst = `nudge ${ids.join(" ")} ${noteIndexes.join(" ")}`;
  perform(workbench, (draft) => move(draft, { nodes, notes, unwritten, label: `Move ${what}`, burst }));
}

/** Follows the flow from the selected node with the focus. */
const walkCommands: readonly AppCommand[] = [
  walkCommand("canvas.follow", "Go to the node that it feeds", "Enter", "after"),
  walkCommand("canvas.follow-back", "Go to the node that feeds it", "Shift+Enter", "before"),
];

function walkCommand(id: string, title: string, key: string, side: "after" | "before"): AppCommand {
  const next = ({ document, view }: Workbench): string | undefined => {
    const { drawing } = document.getState();
    const current = onlyNode({ document, view });
    if (current === undefined) return inFlowOrder(drawing)[0]?.id;
    const edge = drawing.edges.find((candidate) => (side === "after" ? candidate.from : candidate.to) === current);
    return side === "after" ? edge?.to : edge?.from;
  };
  return {
    id,
    title,
    group: "Canvas",
    keys: [key],
    scope: "canvas",
    whyNot: (workbench) => (next(workbench) === undefined ? "No edge leads on from here." : undefined),
    run: (workbench) => {
      const found = next(workbench);
      if (found === undefined) return;
      workbench.view.getState().select({ nodes: [found] });
      controlsOf(workbench)?.focusNode(found);
    },
  };
}

/** Everything that can be done to the drawing by key, menu or command palette. */
export const canvasCommands: readonly AppCommand[] = [
  ...drawingCommands,
  ...clipboardCommands,
  ...viewportCommands,
  ...walkCommands,
  ...nudgeCommands,
];
