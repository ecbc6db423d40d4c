import { assertDefined } from "../base/assert.ts";
import { err, ok, type Result } from "../base/result.ts";
import { addTime, exactDuration, MICROSECOND, type TimeUs } from "../base/time.ts";
import type { InjectRequest } from "../protocol/run-control.ts";
import { applyEdits } from "../scenario/edit-scenario.ts";
import { type ParsedScenario, parseScenario } from "../scenario/parse-scenario.ts";
import type { ScenarioEdit } from "../scenario/plain-edit.ts";
import type { Problem } from "../scenario/problem.ts";
import type { Fault } from "../scenario/scenario.ts";
import type { PlainValue } from "../scenario/yaml-render.ts";

/** A fault that is ready to strike: the scenario that has it from the start, and the edits that make that of the one at hand. */
export type Injection = {
  readonly parsed: ParsedScenario;
  readonly edits: readonly ScenarioEdit[];
  readonly fault: Fault;
  readonly atUs: TimeUs;
};

/**
 * Writes a fault into the scenario of a run that stands at `nowUs`: one microsecond later, so that nothing that has happened could
 * have happened otherwise. The scenario passes the door again with it, so what is wrong is told as for a file.
 */
export function planInjection(
  { parsed, nowUs }: { readonly parsed: ParsedScenario; readonly nowUs: TimeUs },
  { fault }: InjectRequest,
): Result<Injection, readonly Problem[]> {
  const { chaos } = parsed.scenario;
  if (Object.hasOwn(fault, "at")) {
    const found = JSON.stringify(fault["at"]);
    return err([problem("a fault that is injected strikes now, and cannot say when", found, "the fault without at")]);
  }
  const atUs = addTime(nowUs, MICROSECOND);
  const edits = [{ path: ["chaos", chaos.length], value: withTime(fault, exactDuration(atUs)) }];
  const changed = parseScenario(applyEdits(parsed, edits));
  if (!changed.ok) return changed;
  const added = assertDefined(changed.value.scenario.chaos[chaos.length], "an edit added a fault");
  return ok({ parsed: changed.value, edits, fault: added, atUs });
}

/** Why nothing can be injected any more. */
export function runIsOver(): readonly Problem[] {
  return [problem("the run is over, so nothing can strike it", "a finished run", "an earlier instant of a new run")];
}

function problem(message: string, found: string, allowed: string): Problem {
  return { line: 1, column: 1, path: "chaos", message, found, allowed, code: "not-injectable" };
}

/** With `at` where people write it: before `for`, or at the end. */
function withTime(fault: InjectRequest["fault"], at: string): PlainValue {
  const entries = Object.entries(fault);
  const place = entries.findIndex(([key]) => key === "for");
  entries.splice(place < 0 ? entries.length : place, 0, ["at", at]);
  return Object.fromEntries(entries);
}
