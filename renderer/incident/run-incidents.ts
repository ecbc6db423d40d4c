import type { Drawing } from "../../engine/scenario/drawing.ts";
import type { RunRecord } from "../stores/run-store.ts";
import { chaosSpans } from "./chaos-spans.ts";
import { type FaultTarget, faultWords } from "./fault-words.ts";
import { type Incident, incidentsOf, type WatchedNodes } from "./incidents.ts";
import { type Reaction, reactionsOf, type StruckFault } from "./reactions.ts";

/** What happened to a run, as the timeline and the comparison of runs tell it. */
export type RunIncidents = {
  readonly faults: readonly StruckFault[];
  readonly reactions: readonly Reaction[];
  readonly incidents: readonly Incident[];
};

const NOBODY: FaultTarget = { kind: "other" };

/** What can be read once from a run's drawing: whom its faults befall, by their words, and what is watched. */
export type RunOutline = { readonly targets: ReadonlyMap<string, FaultTarget>; readonly watched: WatchedNodes };

export function outlineOf(drawing: Drawing | undefined): RunOutline {
  if (drawing === undefined) return { targets: new Map(), watched: { topics: [], jobs: [] } };
  const idsOf = (wanted: string): string[] => drawing.nodes.filter(({ kind }) => kind === wanted).map(({ id }) => id);
  return {
    targets: new Map(drawing.faults.map(({ value }) => words(value))),
    watched: { topics: idsOf("topic"), jobs: idsOf("micro-batch") },
  };
}

function words(fault: Readonly<Record<string, unknown>>): readonly [string, FaultTarget] {
  const { description, target } = faultWords(fault);
  return [description, target];
}

/** Finds the faults, reactions and incidents of a run up to now. */
export function findIncidents(
  { events, history, nowUs }: Pick<RunRecord, "events" | "history" | "nowUs">,
  { targets, watched }: RunOutline,
): RunIncidents {
  const faults = chaosSpans(events).map((span) => ({ ...span, target: targets.get(span.description) ?? NOBODY }));
  const reactions = reactionsOf(events, faults);
  return { faults, reactions, incidents: incidentsOf({ faults, reactions, history, watched, nowUs }) };
}
