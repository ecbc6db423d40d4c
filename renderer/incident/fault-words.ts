import { assertNever } from "../../engine/base/assert.ts";
import type { FaultScope } from "../../engine/chaos/fault-log.ts";
import { driverDown, planFault } from "../../engine/chaos/planned-fault.ts";
import { faultSchema } from "../../engine/scenario/fault-schema.ts";

/** What a fault befalls; brokers by their numbers as text. */
export type FaultTarget =
  | { readonly kind: "brokers"; readonly brokers: readonly string[] }
  | { readonly kind: "driver"; readonly job: string }
  | { readonly kind: "source"; readonly source: string }
  | { readonly kind: "group"; readonly group: string }
  | { readonly kind: "application"; readonly application: string }
  | { readonly kind: "stream"; readonly stream: string }
  /** The network, the controller, or all brokers. */
  | { readonly kind: "cluster" }
  /** Nothing that this version knows. */
  | { readonly kind: "other" };

/** A fault in the words that a run uses for it, and what it befalls. */
export type FaultWords = { readonly description: string; readonly target: FaultTarget };

/**
 * Reads a fault as it stands in a recipe, right or wrong. The words of a right one are those of the engine's `fault-began` and
 * `fault-struck`, by which a recipe's fault is found again among a run's events.
 */
export function faultWords(fault: Readonly<Record<string, unknown>>): FaultWords {
  const parsed = faultSchema.safeParse(fault);
  if (!parsed.success) {
    return { description: String(fault["fault"]).replaceAll("-", " "), target: { kind: "other" } };
  }
  const planned = planFault(parsed.data);
  if (planned.kind !== "in-batch") {
    return { description: planned.note.description, target: targetOf(planned.note.scope) };
  }
  // A driver alone can die inside a batch.
  const note = parsed.data.fault === "driver-crash" ? driverDown(parsed.data) : undefined;
  return {
    description: note?.description ?? "",
    target: note === undefined ? { kind: "other" } : targetOf(note.scope),
  };
}

function targetOf(scope: FaultScope): FaultTarget {
  switch (scope.kind) {
    case "brokers":
    case "link":
      return { kind: "brokers", brokers: scope.brokers.map(String) };
    case "driver":
    case "source":
    case "group":
    case "application":
    case "stream":
    case "cluster":
      return scope;
    default:
      return assertNever(scope);
  }
}
