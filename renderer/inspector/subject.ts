import type { Drawing, DrawnEdge, DrawnFault, DrawnNode } from "../../engine/scenario/drawing.ts";
import type { Selection } from "../stores/view-store.ts";

/** What the inspector is about. Without a selection it is the scenario itself. */
export type Subject =
  | { readonly kind: "scenario" }
  | { readonly kind: "node"; readonly node: DrawnNode }
  | { readonly kind: "nodes"; readonly nodes: readonly DrawnNode[] }
  | { readonly kind: "edge"; readonly edge: DrawnEdge }
  | { readonly kind: "fault"; readonly fault: DrawnFault }
  /** `index` is the position in the run's events. */
  | { readonly kind: "event"; readonly index: number };

/** Finds what is selected in the drawing; what is selected but gone does not count. */
export function subjectOf(selection: Selection, drawing: Drawing): Subject {
  const fault = drawing.faults.find(({ index }) => index === selection.fault);
  if (fault !== undefined) return { kind: "fault", fault };
  const wanted = new Set(selection.nodes);
  const nodes = drawing.nodes.filter(({ id }) => wanted.has(id));
  const [node] = nodes;
  if (node !== undefined) return nodes.length === 1 ? { kind: "node", node } : { kind: "nodes", nodes };
  const edge = drawing.edges.find(({ index }) => selection.edges.includes(index));
  if (edge !== undefined) return { kind: "edge", edge };
  return selection.event === undefined ? { kind: "scenario" } : { kind: "event", index: selection.event };
}

/** A subject as one line for people. */
export function describeSubject(subject: Subject, drawing: Drawing): string {
  switch (subject.kind) {
    case "scenario":
      return drawing.name === "" ? "Scenario" : drawing.name;
    case "node":
      return subject.node.id;
    case "nodes":
      return `${subject.nodes.length} nodes`;
    case "edge":
      return `${subject.edge.from} → ${subject.edge.to}`;
    case "fault":
      return describeFault(subject.fault);
    case "event":
      return `Event ${subject.index + 1}`;
  }
}

/** A fault of the recipe as one line: "broker-crash, broker 2, at 8m". */
export function describeFault({ index, value }: DrawnFault): string {
  const { fault, broker, brokers, job, source, from, to, at } = value;
  const whom = [
    broker !== undefined && `broker ${text(broker)}`,
    Array.isArray(brokers) && `brokers ${brokers.map(text).join(", ")}`,
    job !== undefined && text(job),
    source !== undefined && text(source),
    from !== undefined && `broker ${text(from)} to ${text(to)}`,
  ].filter((part) => part !== false);
  const place =
    typeof at === "object" && at !== null ? Object.entries(at).map(([key, part]) => `${key} ${text(part)}`) : [];
  const when = place.length > 0 ? place.join(" ") : `at ${text(at)}`;
  return [`${index + 1}. ${text(fault)}`, ...whom, when].join(", ");
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "?";
}
