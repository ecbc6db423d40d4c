import { planPipeline } from "../../engine/pipeline/plan-pipeline.ts";
import { type Drawing, drawReading } from "../../engine/scenario/drawing.ts";
import { type ParsedScenario, parseReading } from "../../engine/scenario/parse-scenario.ts";
import type { Problem } from "../../engine/scenario/problem.ts";
import { readYaml } from "../../engine/scenario/yaml-reader.ts";

/** What can be said of a scenario's text without running it. */
export type Diagnosis = {
  /** Undefined when the YAML cannot be read at all. */
  readonly drawing: Drawing | undefined;
  /** Undefined when the text is no valid scenario. */
  readonly parsed: ParsedScenario | undefined;
  /** Everything that keeps it from running, in the order of the text. */
  readonly problems: readonly Problem[];
};

/** Reads a text as the engine will: what can be drawn, what it means, what is wrong. Every edit does, so its YAML is read once. */
export function diagnose(text: string): Diagnosis {
  const reading = readYaml(text);
  const drawing = drawReading(reading);
  const parsed = parseReading(text, reading);
  if (!parsed.ok) return { drawing, parsed: undefined, problems: parsed.error };
  const plan = planPipeline(parsed.value);
  return { drawing, parsed: parsed.value, problems: plan.ok ? [] : plan.error };
}
