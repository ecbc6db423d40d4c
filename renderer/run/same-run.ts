import { canonicalScenario } from "../../engine/scenario/canonical-scenario.ts";
import { parseScenario } from "../../engine/scenario/parse-scenario.ts";
import type { Scenario } from "../../engine/scenario/scenario.ts";

/** What of a scenario makes its run: two scenarios with the same text here, and the same seed, run alike. */
export function runKeyOf(scenario: Scenario): string {
  return `${scenario.seed} ${canonicalScenario(scenario)}`;
}

/** The same of a scenario's text; undefined when it is none. */
export function runKeyOfText(text: string): string | undefined {
  const parsed = parseScenario(text);
  return parsed.ok ? runKeyOf(parsed.value.scenario) : undefined;
}
