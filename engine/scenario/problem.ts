import { nearestWord } from "./nearest-word.ts";

/** The way from the document's root to a value: keys of mappings and positions in lists. */
export type ScenarioPath = readonly (string | number)[];

/** A place in the text, both counted from 1; columns count UTF-16 units. */
export type Place = { readonly line: number; readonly column: number };

/** Finds where a path stands in the text: its value, or the key that names it; a path that is not there gives its nearest ancestor. */
export type Locate = (path: ScenarioPath, part?: "key" | "value") => Place;

/** Something in a scenario file that a person has to change before it can run. */
export type Problem = Place & {
  /** As `pipeline.nodes[2].partitions`; empty for the document itself. */
  readonly path: string;
  /** One sentence: what is wrong. */
  readonly message: string;
  /** What stands there, shortened. */
  readonly found: string;
  /** What may stand there. */
  readonly allowed: string;
  /** The nearest valid word, when one is near. */
  readonly suggestion?: string;
  /** A stable word for the kind of problem. */
  readonly code: string;
};

/** A problem whose place is still a path. */
export type Finding = {
  readonly path: ScenarioPath;
  readonly part?: "key" | "value";
  readonly message: string;
  readonly found: string;
  readonly allowed: string;
  /** The word that stands there and the words that may: the nearest of them becomes the suggestion. */
  readonly near?: { readonly written: string; readonly words: readonly string[] };
  readonly code: string;
};

/** Writes a path for people: `pipeline.nodes[2]`; a key with dots or blanks in it stands in brackets and quotes. */
export function formatPath(path: ScenarioPath): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${JSON.stringify(shorten(step))}]`;
  }
  return text;
}

const LONGEST_FOUND = 60;

/** Cuts a text to the length that fits a message. */
export function shorten(text: string): string {
  return text.length <= LONGEST_FOUND ? text : `${text.slice(0, LONGEST_FOUND - 1)}…`;
}

/** Names a value from the file for a message, in at most a line. */
export function describeFound(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "an empty value";
  if (typeof value === "string") return JSON.stringify(shorten(value));
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof value !== "object") return String(value);
  const keys = Object.keys(value);
  return keys.length === 0 ? "an empty mapping" : shorten(`a mapping of ${keys.slice(0, 5).join(", ")}`);
}

/** Gives a finding its place in the text, and its suggestion: the costly part, so only findings that are shown come here. */
export function locateFinding(finding: Finding, locate: Locate): Problem {
  const { path, part, near, ...rest } = finding;
  const suggestion = near === undefined ? undefined : nearestWord(near.written, near.words);
  return printableProblem({
    ...locate(path, part),
    path: formatPath(path),
    ...rest,
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

/** The same problem without characters that a terminal would obey or not show: they come as escapes. */
export function printableProblem(problem: Problem): Problem {
  const { path, message, found, allowed, suggestion, ...rest } = problem;
  return {
    ...rest,
    path: printable(path),
    message: printable(message),
    found: printable(found),
    allowed: printable(allowed),
    ...(suggestion === undefined ? {} : { suggestion: printable(suggestion) }),
  };
}

function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** Writes a problem as one line: place, path, what is wrong, what was found, what is allowed, what was perhaps meant. */
export function formatProblem(problem: Problem): string {
  const path = problem.path === "" ? "" : ` ${problem.path}:`;
  const suggestion = problem.suggestion === undefined ? "" : ` Did you mean ${problem.suggestion}?`;
  return `${problem.line}:${problem.column}${path} ${problem.message}; found ${problem.found}, allowed: ${problem.allowed}.${suggestion}`;
}
