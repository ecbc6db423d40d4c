import { reasonSubject } from "../../engine/pipeline/state-variables.ts";
import { formatCount } from "../format/format-value.ts";
import type { Readings } from "./readings.ts";

/** What a dead-letter table took by the shown instant, rule by rule, the most first; before a run the names of its rules. */
export function rejectsInWords(
  tableId: string,
  reasons: readonly string[],
  readings: Pick<Readings, "valueOf">,
): string {
  if (reasons.length === 0) return "no quality rule rejects anything";
  const counted = reasons.flatMap((reason) => {
    const rows = readings.valueOf(reasonSubject(tableId, reason), "rows-rejected");
    return rows === undefined ? [] : [{ reason, rows }];
  });
  if (counted.length === 0) return reasons.join(", ");
  const some = counted.filter(({ rows }) => rows > 0).sort((left, right) => right.rows - left.rows);
  if (some.length === 0) return "nothing rejected yet";
  return some.map(({ reason, rows }) => `${reason} ${formatCount(rows)}`).join(" · ");
}
