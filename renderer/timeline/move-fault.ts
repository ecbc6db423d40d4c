import { formatDuration } from "../../engine/base/time.ts";
import type { ScenarioEdit } from "../../engine/scenario/plain-edit.ts";
import { formatClock } from "../format/format-time.ts";
import type { PlannedFault } from "../incident/planned-faults.ts";
import type { DocumentStore } from "../stores/document-store.ts";

const SECOND_US = 1_000_000;

/** Where a fault of the recipe is to lie. */
export type FaultPlace = { readonly fromUs: number; readonly lastsUs: number | undefined };

/** A duration as a scenario writes it: "8m10s". */
export function writeDuration(microseconds: number): string {
  return formatDuration(microseconds).replaceAll(" ", "");
}

/** A place on whole seconds, not before the run begins, and of a second at least. */
export function roundPlace({ fromUs, lastsUs }: FaultPlace): FaultPlace {
  const toSecond = (us: number, leastUs: number): number => Math.max(leastUs, Math.round(us / SECOND_US) * SECOND_US);
  return { fromUs: toSecond(fromUs, 0), lastsUs: lastsUs === undefined ? undefined : toSecond(lastsUs, SECOND_US) };
}

/** Writes another place of a fault into the recipe as one step; false when the text is too broken for it. */
export function moveFault(
  document: DocumentStore,
  plan: PlannedFault,
  place: FaultPlace,
  options: { readonly burst?: string } = {},
): boolean {
  const { fromUs, lastsUs } = roundPlace(place);
  const { description, index } = plan;
  const edits: ScenarioEdit[] = [];
  if (fromUs !== plan.fromUs && !plan.isEstimate)
    edits.push({ path: ["chaos", index, "at"], value: writeDuration(fromUs) });
  if (lastsUs !== undefined && lastsUs !== plan.lastsUs) {
    edits.push({ path: ["chaos", index, "for"], value: writeDuration(lastsUs) });
  }
  if (edits.length === 0) return true;
  const label =
    fromUs === plan.fromUs
      ? `Make ${description} last ${formatDuration(lastsUs ?? 0)}`
      : `Move ${description} to ${formatClock(fromUs)}`;
  return document.getState().applyEdits(edits, { label, ...options });
}

/** Takes a fault out of the recipe. */
export function removeFault(document: DocumentStore, { index, description }: PlannedFault): boolean {
  return document.getState().applyEdits([{ path: ["chaos", index], remove: true }], { label: `Remove ${description}` });
}
