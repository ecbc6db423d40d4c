import { err, ok, type Result } from "../base/result.ts";
import { checkReferences } from "./cross-references.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { LIMITS } from "./limits.ts";
import { migrateDocument, type PlainDocument } from "./migration.ts";
import { Outline } from "./outline.ts";
import {
  type Finding,
  formatPath,
  type Locate,
  locateFinding,
  type Place,
  type Problem,
  printableProblem,
} from "./problem.ts";
import type { Scenario } from "./scenario.ts";
import { scenarioSchema } from "./scenario-schema.ts";
import { SchemaFindings } from "./schema-findings.ts";
import { readYaml, type YamlReading } from "./yaml-reader.ts";

/** A scenario file that passed the door. */
export type ParsedScenario = {
  /** Checked, defaults filled in, deep-frozen. */
  readonly scenario: Scenario;
  /** The file as it was given; `applyEdits` changes it and keeps its comments. */
  readonly text: string;
  /** Where a path of the scenario stands in the text. */
  readonly locate: Locate;
  /** The document version in which the file was written. */
  readonly writtenIn: number;
};

/**
 * The one door for scenario files: YAML text in, a scenario or every problem of the text out, in the order of the text. Never
 * throws, whatever the text. When the YAML itself is broken, only that is reported: what the rest would mean is a guess.
 * Of a value that the reader refuses nothing else is said.
 */
export function parseScenario(text: string): Result<ParsedScenario, readonly Problem[]> {
  return parseReading(text, readYaml(text));
}

/** The same for a text that was read already. */
export function parseReading(text: string, reading: YamlReading): Result<ParsedScenario, readonly Problem[]> {
  if ("problems" in reading) return err(listInOrder(reading.problems.map(asListed)));
  const { value, locate, problems } = reading.content;
  const checked = checkDocument(value);
  if (problems.length === 0 && checked.ok) return ok({ ...checked.value, text, locate });
  if (problems.some((problem) => problem.code === "too-many-values")) return err(listInOrder(problems.map(asListed)));
  const refused = new Set(
    problems.filter((problem) => problem.code !== "duplicate-key").map((problem) => problem.path),
  );
  const findings = checked.ok ? [] : checked.error.filter((finding) => !refused.has(formatPath(finding.path)));
  return err(listInOrder([...problems.map(asListed), ...findings.map((finding) => locateLater(finding, locate))]));
}

type Checked = Pick<ParsedScenario, "scenario" | "writtenIn">;

function checkDocument(value: unknown): Result<Checked, readonly Finding[]> {
  const isMapping = typeof value === "object" && value !== null && !Array.isArray(value);
  const migrated = isMapping ? migrateDocument(value as PlainDocument) : ok({ document: value, writtenIn: 0 });
  if (!migrated.ok) return err([migrated.error]);
  const { document, writtenIn } = migrated.value;
  const parsed = scenarioSchema.safeParse(document);
  const findings = checkReferences(new Outline(document));
  if (!parsed.success) findings.push(...new SchemaFindings(scenarioSchema, document).from(parsed.error.issues));
  if (!parsed.success || findings.length > 0) return err(findings);
  return ok({ scenario: deepFreeze(parsed.data), writtenIn });
}

/** A problem whose place is known, and whose words are made when it is listed. */
type Listed = { readonly place: Place; readonly make: () => Problem };

function asListed(problem: Problem): Listed {
  return { place: problem, make: () => printableProblem(problem) };
}

function locateLater(finding: Finding, locate: Locate): Listed {
  return { place: locate(finding.path, finding.part), make: () => locateFinding(finding, locate) };
}

/** Sorts by place, and lists only so many: the rest are counted in one last problem. */
function listInOrder(all: readonly Listed[]): readonly Problem[] {
  const sorted = all.toSorted(
    (left, right) => left.place.line - right.place.line || left.place.column - right.place.column,
  );
  const problems = sorted.slice(0, LIMITS.problems).map((listed) => listed.make());
  const firstHidden = sorted[LIMITS.problems];
  if (firstHidden === undefined) return problems;
  const { line, column } = firstHidden.place;
  const message = `from here on there are ${sorted.length - LIMITS.problems} more problems`;
  return [
    ...problems,
    { line, column, path: "", message, found: `${sorted.length} problems`, allowed: "none", code: "more-problems" },
  ];
}
