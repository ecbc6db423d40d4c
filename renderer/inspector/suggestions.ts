import { BATCH_PLACES } from "../../engine/scenario/client-faults.ts";
import type { Drawing } from "../../engine/scenario/drawing.ts";
import type { ScenarioPath } from "../../engine/scenario/problem.ts";
import { valueAt } from "../../engine/scenario/schema-walk.ts";

/** What a setting that names something may name, from what the document has. Undefined for settings that name nothing. */
export function namesFor(key: string, base: ScenarioPath, drawing: Drawing): readonly string[] | undefined {
  const ids = (...kinds: readonly string[]): string[] =>
    drawing.nodes.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id);
  const written = ["bronze", "silver", "gold", "dead-letter"];
  switch (key) {
    case "workload":
      return keysOf(valueAt(drawing.plain, ["workload"]));
    case "dataset":
      return keysOf(valueAt(drawing.plain, ["datasets"]));
    case "rejects":
      return ids("dead-letter");
    case "source":
      return ids("source");
    case "job":
      return ids("micro-batch");
    case "group":
      return ids("consumer-group", "kcl-application");
    case "application":
      return ids("kcl-application");
    case "stream":
      return ids("kinesis-stream");
    case "topic":
      return ids("topic");
    case "after":
      return [...BATCH_PLACES, ...ids(...written)];
    case "table":
      return tablesFor(base, drawing, ids);
    default:
      return undefined;
  }
}

function tablesFor(
  base: ScenarioPath,
  drawing: Drawing,
  ids: (...kinds: readonly string[]) => string[],
): readonly string[] {
  const check = valueAt(drawing.plain, [...base, "check"]);
  if (base[0] === "questions") return ids("silver", "gold");
  if (typeof check !== "string") return ids("bronze", "silver", "gold", "dead-letter");
  const layer = /^(bronze|silver|gold)-/.exec(check)?.[1];
  return layer === undefined ? [] : ids(layer);
}

function keysOf(value: unknown): readonly string[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}
