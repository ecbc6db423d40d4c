import { parseDuration } from "../../engine/base/time.ts";
import type { Drawing, DrawnFault } from "../../engine/scenario/drawing.ts";
import type { ChaosSpan } from "./chaos-spans.ts";
import { type FaultWords, faultWords } from "./fault-words.ts";

/** A fault of the recipe with the time at which it is to strike. */
export type PlannedFault = FaultWords & {
  /** Its position in the recipe. */
  readonly index: number;
  readonly fromUs: number;
  /** Undefined for a fault that is an instant. */
  readonly lastsUs: number | undefined;
  /** It strikes at a place inside a batch: `fromUs` is when that batch is due if every batch keeps to its trigger. */
  readonly isEstimate: boolean;
};

/** The faults of a recipe whose time can be told. */
export function plannedFaults(drawing: Pick<Drawing, "faults" | "nodes">): readonly PlannedFault[] {
  return drawing.faults.flatMap((fault): PlannedFault[] => {
    const due = dueUs(fault, drawing);
    if (due === undefined) return [];
    const lastsUs = readDuration(fault.value["for"]);
    return [{ ...faultWords(fault.value), index: fault.index, lastsUs, ...due }];
  });
}

function dueUs(
  { value }: DrawnFault,
  { nodes }: Pick<Drawing, "nodes">,
): Pick<PlannedFault, "fromUs" | "isEstimate"> | undefined {
  const { at, job } = value;
  const fromUs = readDuration(at);
  if (fromUs !== undefined) return { fromUs, isEstimate: false };
  if (typeof at !== "object" || at === null) return undefined;
  const { batch } = at as { readonly batch?: unknown };
  const triggerUs = readDuration(nodes.find(({ id }) => id === job)?.value["trigger"]);
  if (typeof batch !== "number" || triggerUs === undefined) return undefined;
  return { fromUs: batch * triggerUs, isEstimate: true };
}

function readDuration(value: unknown): number | undefined {
  if (typeof value !== "string") return undefined;
  const parsed = parseDuration(value);
  return parsed.ok ? parsed.value : undefined;
}

/** The planned fault behind each span of a run, by the span's position: the one of its words whose time is the nearest. */
export function plansOfSpans(
  planned: readonly PlannedFault[],
  spans: readonly ChaosSpan[],
): ReadonlyMap<number, PlannedFault> {
  const found = new Map<number, PlannedFault>();
  const taken = new Set<number>();
  for (const [position, span] of spans.entries()) {
    const candidates = planned.filter((plan) => !taken.has(plan.index) && isPlanOf(plan, span));
    const [nearest] = candidates.sort((a, b) => Math.abs(a.fromUs - span.fromUs) - Math.abs(b.fromUs - span.fromUs));
    if (nearest === undefined) continue;
    taken.add(nearest.index);
    found.set(position, nearest);
  }
  return found;
}

function isPlanOf({ description, fromUs, isEstimate }: PlannedFault, span: ChaosSpan): boolean {
  return description === span.description && (isEstimate || fromUs === span.fromUs);
}
