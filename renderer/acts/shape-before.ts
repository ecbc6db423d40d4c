import type { RecordShape } from "../../engine/pipeline/record-shape.ts";
import { asList, asMapping, type Draft, type DraftMapping } from "./draft.ts";

/** What the records look like that reach a node: that of the first source before it; the generator's when there is none yet. */
export function shapeBefore(draft: Draft, id: string): RecordShape {
  const seen = new Set([id]);
  const waiting = [id];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const node = draft.node(next);
    if (node?.kind === "source") return shapeOf(asMapping(draft.mapping("workload")[String(node.value["workload"])]));
    for (const feeder of draft.feedersOf(next)) {
      if (feeder.kind === "reference" || seen.has(feeder.id)) continue;
      seen.add(feeder.id);
      waiting.push(feeder.id);
    }
  }
  return { kind: "generated" };
}

/** Every shape that a default SQL of this document may have been made for. */
export function shapesIn(draft: Draft): readonly RecordShape[] {
  const workloads = Object.values(draft.mapping("workload")).map((workload) => shapeOf(asMapping(workload)));
  return [{ kind: "generated" }, { kind: "opaque" }, ...workloads.filter(({ kind }) => kind === "columns")];
}

function shapeOf(workload: DraftMapping): RecordShape {
  if (workload["kind"] === "generator") return { kind: "generated" };
  const mapping = asMapping(workload["mapping"]);
  const names = asList(mapping["value"]).filter((name): name is string => typeof name === "string");
  if (names.length === 0) return { kind: "opaque" };
  const { separator } = mapping;
  return { kind: "columns", names, separator: typeof separator === "string" ? separator : "|" };
}
