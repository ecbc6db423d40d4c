import { canonicalScenario } from "../../engine/scenario/canonical-scenario.ts";
import type { Scenario } from "../../engine/scenario/scenario.ts";
import { type KnownReading, parsedOf } from "../stores/known-text.ts";

/** What of a scenario makes its run: two scenarios with the same text here, and the same seed, run alike. */
export function runKeyOf(scenario: Scenario): string {
  return `${scenario.seed} ${canonicalScenario(scenario)}`;
}

/** The same of a scenario's text, which may be that of the document; undefined when it is none. */
export function runKeyOfText(document: Pick<KnownReading, "parsed">, text: string): string | undefined {
  const parsed = parsedOf(document, text);
  return parsed.ok ? runKeyOf(parsed.value.scenario) : undefined;
}
