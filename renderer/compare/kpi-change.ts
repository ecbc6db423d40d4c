/** How a figure of which less is better changed: in words, and in a word that says whether that is good. */
export type KpiChange = { readonly text: string; readonly verdict: "better" | "worse" | "same" | "unknown" };

/** A difference of less than this part is none. */
const SAME_WITHIN = 0.005;

/** Compares a figure with the baseline's. */
export function kpiChange(value: number | undefined, before: number | undefined): KpiChange {
  if (value === undefined || before === undefined) return { text: "", verdict: "unknown" };
  const change = value - before;
  if (Math.abs(change) <= SAME_WITHIN * Math.abs(before)) return { text: "the same", verdict: "same" };
  const verdict = change > 0 ? "worse" : "better";
  if (before === 0) return { text: "from none", verdict };
  if (value === 0) return { text: "to none", verdict };
  const times = value / before;
  if (times >= 3) return { text: `${Number(times.toPrecision(2))} times as much`, verdict };
  return { text: `${change > 0 ? "+" : "−"}${Math.max(1, Math.round((100 * Math.abs(change)) / before))} %`, verdict };
}
