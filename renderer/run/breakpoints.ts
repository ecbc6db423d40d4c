import type { StopCondition } from "../../engine/protocol/run-control.ts";
import type { Drawing } from "../../engine/scenario/drawing.ts";
import type { Breakpoint } from "../stores/run-store.ts";
import { type ConditionDraft, NEW_CONDITION } from "./stop-condition.ts";

/** The list with one more breakpoint, switched on; a condition that is there already is switched on instead. */
export function withBreakpoint(list: readonly Breakpoint[], condition: StopCondition): readonly Breakpoint[] {
  const words = JSON.stringify(condition);
  if (list.some((one) => JSON.stringify(one.condition) === words)) {
    return list.map((one) => (JSON.stringify(one.condition) === words ? { ...one, isOn: true } : one));
  }
  const id = Math.max(0, ...list.map((one) => one.id)) + 1;
  return [...list, { id, condition, isOn: true }];
}

export function withoutBreakpoint(list: readonly Breakpoint[], id: number): readonly Breakpoint[] {
  return list.filter((one) => one.id !== id);
}

export function withSwitch(list: readonly Breakpoint[], id: number, isOn: boolean): readonly Breakpoint[] {
  return list.map((one) => (one.id === id ? { ...one, isOn } : one));
}

/** The jobs of a drawing that read a topic, and the job itself when it is one. */
function jobsAt({ nodes, edges }: Pick<Drawing, "nodes" | "edges">, id: string): readonly string[] {
  const jobs = nodes.filter(({ kind }) => kind === "micro-batch").map((node) => node.id);
  return jobs.filter((job) => job === id || edges.some(({ from, to }) => from === id && to === job));
}

/** By kind of node, besides jobs and the topics that they read: what goes wrong there. */
const AWAITED: Readonly<Record<string, Partial<ConditionDraft>>> = {
  topic: { kind: "record-lost" },
  source: { kind: "event", eventKind: "producer-retry" },
  silver: { kind: "record-rejected" },
  "dead-letter": { kind: "record-rejected" },
  bronze: { kind: "record-duplicated" },
  gold: { kind: "check-violated" },
};

/** What the form of a breakpoint starts with for a node: what a person most likely waits for there. */
export function draftForNode(drawing: Pick<Drawing, "nodes" | "edges">, id: string): ConditionDraft {
  const node = drawing.nodes.find((one) => one.id === id);
  const [job] = jobsAt(drawing, id);
  if (job !== undefined) return { ...NEW_CONDITION, kind: "lag-over", job };
  return { ...NEW_CONDITION, ...(node === undefined ? {} : AWAITED[node.kind]) };
}
