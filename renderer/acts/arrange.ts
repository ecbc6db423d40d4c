import type { ScenarioEdit } from "../../engine/scenario/plain-edit.ts";
import type { PlainValue } from "../../engine/scenario/yaml-render.ts";
import type { Point } from "../pipeline/card-geometry.ts";
import type { Act, ActOrReason } from "./act.ts";
import { asList, asMapping, type Draft } from "./draft.ts";

/** From so many moved nodes on the layout is written as a whole: an edit of its own for each would take too long. */
const SINGLE_EDITS_MAX = 6;

/** What moved: nodes by id, notes by position. */
export type Move = {
  readonly nodes: ReadonlyMap<string, Point>;
  readonly notes?: ReadonlyMap<number, Point>;
  /** Where nodes lie that the layout does not name yet: they would jump if only the moved ones were written. */
  readonly unwritten: ReadonlyMap<string, Point>;
  readonly label: string;
  readonly burst?: string;
};

/** Writes where nodes and notes lie now. */
export function move(draft: Draft, { nodes, notes = new Map(), unwritten, label, burst }: Move): Act {
  const places = new Map([...unwritten, ...nodes]);
  return {
    edits: [
      ...layoutEdits(draft, places),
      ...[...notes].flatMap(([index, { x, y }]) => [noteEdit(index, { x, y })].flat()),
    ],
    label,
    ...(burst === undefined ? {} : { burst }),
  };
}

function noteEdit(index: number, { x, y }: Point): ScenarioEdit[] {
  return [
    { path: ["canvas", "notes", index, "x"], value: x },
    { path: ["canvas", "notes", index, "y"], value: y },
  ];
}

function layoutEdits(draft: Draft, places: ReadonlyMap<string, Point>): ScenarioEdit[] {
  const layout = draft.mapping("layout");
  const known = [...places].filter(([id]) => draft.node(id) !== undefined);
  if (known.length <= SINGLE_EDITS_MAX)
    return known.map(([id, { x, y }]) => ({ path: ["layout", id], value: { x, y } }));
  const moved = known.map(([id, { x, y }]) => [id, { x, y }] as const);
  return [{ path: ["layout"], value: { ...layout, ...Object.fromEntries(moved) } }];
}

/** Puts nodes into a group with a frame around them; a node is in one group only. */
export function group(draft: Draft, ids: readonly string[]): ActOrReason {
  if (ids.length === 0) return { reason: "Select the nodes of the group first." };
  const groups = groupsOf(draft).map((entry) => without(entry, ids));
  const title = `Group ${groups.length + 1}`;
  const kept = groups.filter((entry) => asList(asMapping(entry)["nodes"]).length > 0);
  return {
    edits: [{ path: ["canvas", "groups"], value: [...kept, { title, nodes: ids }] }],
    label: `Group ${ids.length} ${ids.length === 1 ? "node" : "nodes"}`,
  };
}

/** Takes the frames around the nodes away; the nodes stay. */
export function ungroup(indexes: readonly number[]): ActOrReason {
  if (indexes.length === 0) return { reason: "Select a group first." };
  return {
    edits: indexes.toSorted((a, b) => b - a).map((index) => ({ path: ["canvas", "groups", index], remove: true })),
    label: "Ungroup",
  };
}

/** Draws a group as one box, or its nodes again. */
export function collapse(index: number, isCollapsed: boolean): Act {
  return {
    edits: [{ path: ["canvas", "groups", index, "isCollapsed"], value: isCollapsed }],
    label: isCollapsed ? "Collapse the group" : "Expand the group",
  };
}

/** Sets what stands above a group's frame. */
export function retitle(index: number, title: string): Act {
  return { edits: [{ path: ["canvas", "groups", index, "title"], value: title }], label: "Rename the group" };
}

/** Adds an empty note. */
export function addNote(draft: Draft, at: Point): Act {
  const count = asList(asMapping(draft.root["canvas"])["notes"]).length;
  return {
    edits: [{ path: ["canvas", "notes", count], value: { x: at.x, y: at.y, text: "" } }],
    label: "Add a note",
    select: [`note ${count}`],
  };
}

/** Sets what a note says. */
export function writeNote(index: number, text: string): Act {
  return { edits: [{ path: ["canvas", "notes", index, "text"], value: text }], label: "Write the note" };
}

function groupsOf(draft: Draft): readonly PlainValue[] {
  return asList(asMapping(draft.root["canvas"])["groups"]);
}

function without(entry: PlainValue, ids: readonly string[]): PlainValue {
  const members = asList(asMapping(entry)["nodes"]);
  return { ...asMapping(entry), nodes: members.filter((id) => typeof id !== "string" || !ids.includes(id)) };
}
