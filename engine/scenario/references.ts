import { formatDuration, parseDuration } from "../base/time.ts";
import type { Outline } from "./outline.ts";
import { describeFound, type Finding, type ScenarioPath, shorten } from "./problem.ts";

/** The kinds of tables that a job writes. */
export const WRITTEN_KINDS = ["bronze", "silver", "gold", "dead-letter"] as const;

/** Where the cluster stands in a document. */
export const KAFKA: ScenarioPath = ["pipeline", "kafka"];

/** How many brokers the cluster starts with. */
export function brokerCount(outline: Outline): number {
  return outline.whole([...KAFKA, "brokers"]) ?? 3;
}

/** A finding for a word that should be one of `valid`; none when it is, or when there is no word. */
export function mustBeOneOf(
  path: ScenarioPath,
  word: string | undefined,
  valid: readonly string[],
  what: string,
): Finding[] {
  if (word === undefined || valid.includes(word)) return [];
  const nameable = valid.filter((name) => name !== "");
  return [
    {
      path,
      message: `${shorten(word)} is not ${what}`,
      found: describeFound(word),
      allowed: nameable.length === 0 ? `${what}, but there is none` : nameable.slice(0, 20).join(", "),
      near: { written: word, words: valid },
      code: "unknown-reference",
    },
  ];
}

/** A finding for a `group` that is neither a consumer group nor a KCL application. */
export function mustBeReader(outline: Outline, owner: ScenarioPath): Finding[] {
  const path = [...owner, "group"];
  const readers = outline.idsOf("consumer-group", "kcl-application");
  return mustBeOneOf(path, outline.text(path), readers, "a consumer-group or kcl-application node");
}

/** A finding for a `group` that no node is. */
export function mustBeGroup(outline: Outline, owner: ScenarioPath): Finding[] {
  const path = [...owner, "group"];
  return mustBeOneOf(path, outline.text(path), outline.idsOf("consumer-group"), "a consumer-group node");
}

/** What would begin after the end of the run is a mistake; it would never be seen. */
export function mustBeginInTime(outline: Outline, path: ScenarioPath, what: string): Finding[] {
  const at = parseDuration(outline.text(path) ?? "");
  const end = parseDuration(outline.text(["duration"]) ?? "");
  if (!at.ok || !end.ok || at.value < end.value) return [];
  const found = describeFound(outline.text(path));
  return [
    {
      path,
      message: `${what} when the run is over`,
      found,
      allowed: `before ${formatDuration(end.value)}, the scenario's duration`,
      code: "out-of-range",
    },
  ];
}
