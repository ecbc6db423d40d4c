import { Composer, type Document, Lexer, Parser } from "yaml";
import { LIMITS } from "./limits.ts";
import { indexLines, makeLocate, type PlaceOfOffset } from "./place-index.ts";
import { describeFound, type Locate, type Problem, shorten } from "./problem.ts";
import { readPlainValues } from "./yaml-values.ts";

/** A YAML text as plain values. */
export type YamlContent = {
  readonly value: unknown;
  readonly locate: Locate;
  /** What stands in the text but may not; it is left out of the value. */
  readonly problems: readonly Problem[];
};

/** Either the content, or why the text is too broken to say what it holds. */
export type YamlReading = { readonly content: YamlContent } | { readonly problems: readonly Problem[] };

/** How this project reads YAML: the 1.2 core schema and nothing more. That keys are unique is checked by `readPlainValues`, in linear time. */
export const YAML_OPTIONS = {
  version: "1.2",
  schema: "core",
  merge: false,
  resolveKnownTags: false,
  strict: true,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: "silent",
} as const;

type YamlToken = ReturnType<Parser["next"]> extends Generator<infer T, void> ? T : never;

/** Reads one YAML document. The work is bounded by counters of characters, tokens, levels and values, whatever the text holds. */
export function readYaml(text: string): YamlReading {
  if (text.length > LIMITS.textLength) {
    const found = `${text.length} characters`;
    return refuseText(
      { line: 1, column: 1 },
      { code: "too-long", message: "the file is too long", found, allowed: `at most ${LIMITS.textLength} characters` },
    );
  }
  const placeOf = indexLines(text);
  const scan = scanTokens(text);
  if ("stopped" in scan) return refuseText(placeOf(scan.offset), scan.stopped);
  const documents = composeDocuments(scan.tokens, text.length);
  const document = documents[0];
  if (document === undefined) return refuseText({ line: 1, column: 1 }, EMPTY);
  const problems = withoutEchoes(document.errors).map((error) => syntaxProblem(error, text, placeOf));
  const second = documents[1];
  if (second !== undefined) problems.push(textProblem(placeOf(second.range[0]), SECOND_DOCUMENT));
  if (problems.length > 0) return { problems };
  if (document.contents === null) return refuseText({ line: 1, column: 1 }, EMPTY);
  const { value, places, problems: refused } = readPlainValues(document, placeOf);
  return { content: { value, locate: makeLocate(places, placeOf), problems: refused } };
}

type TextFault = { readonly code: string; readonly message: string; readonly found: string; readonly allowed: string };

const EMPTY: TextFault = {
  code: "empty",
  message: "the file holds no scenario",
  found: "nothing",
  allowed: "a mapping that begins with version: 1",
};
const SECOND_DOCUMENT: TextFault = {
  code: "second-document",
  message: "a file holds one scenario",
  found: "a second document",
  allowed: "one document, without --- between parts",
};

function textProblem(place: { line: number; column: number }, fault: TextFault): Problem {
  return { ...place, path: "", ...fault };
}

function refuseText(place: { line: number; column: number }, fault: TextFault): YamlReading {
  return { problems: [textProblem(place, fault)] };
}

type TokenScan = { readonly tokens: readonly YamlToken[] } | { readonly stopped: TextFault; readonly offset: number };

/** Cuts the text into the parser's tokens, and stops as soon as a counter says that the rest is not worth reading. */
function scanTokens(text: string): TokenScan {
  const parser = new Parser();
  const tokens: YamlToken[] = [];
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    const lexemeStart = Math.min(parser.offset, text.length);
    lexemes += 1;
    for (const token of parser.next(lexeme)) tokens.push(token);
    const stopped = whyStop(lexemes, parser.stack.length, tokens.at(-1));
    if (stopped !== undefined) return { stopped, offset: lexemeStart };
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens };
}

/** Besides its levels, the parser's stack holds the document and the scalar that is being read. */
const STACK_BESIDE_LEVELS = 3;

function whyStop(lexemes: number, stack: number, token: YamlToken | undefined): TextFault | undefined {
  if (lexemes > LIMITS.yamlTokens) {
    return {
      code: "too-many-tokens",
      message: "the file holds more than a scenario may",
      found: `more than ${LIMITS.yamlTokens} tokens`,
      allowed: `at most ${LIMITS.yamlTokens} tokens`,
    };
  }
  if (stack > LIMITS.depth + STACK_BESIDE_LEVELS) {
    return {
      code: "too-deep",
      message: "the values are nested too deeply",
      found: `more than ${LIMITS.depth} levels`,
      allowed: `at most ${LIMITS.depth} levels`,
    };
  }
  if (token?.type === "directive") {
    return {
      code: "directive",
      message: "directives are not read: a scenario is plain YAML 1.2",
      found: describeFound(token.source),
      allowed: "no line that begins with %",
    };
  }
  return undefined;
}

/** Composes at most two documents: the one that is read, and one more that is refused. */
function composeDocuments(tokens: readonly YamlToken[], end: number): Document.Parsed[] {
  const composer = new Composer(YAML_OPTIONS);
  const documents: Document.Parsed[] = [];
  for (const document of composer.compose(tokens, true, end)) {
    documents.push(document as Document.Parsed);
    if (documents.length === 2) break;
  }
  return documents;
}

type YamlFault = { readonly code: string; readonly message: string; readonly pos: readonly number[] };

/**
 * The mistakes without what only follows from them: where a bracket is never closed, the library refuses every token from there to the
 * end, and names a place once for each bracket. Of several at one place the first counts.
 */
function withoutEchoes(errors: readonly YamlFault[]): readonly YamlFault[] {
  const starts = new Set<number | undefined>();
  return errors.filter(({ code, pos: [start] }, index) => {
    const isEcho = (index > 0 && code === "UNEXPECTED_TOKEN") || starts.has(start);
    starts.add(start);
    return !isEcho;
  });
}

function syntaxProblem(error: YamlFault, text: string, placeOf: PlaceOfOffset): Problem {
  const start = Math.min(error.pos[0] ?? 0, text.length);
  const found =
    text
      .slice(start, start + 80)
      .split("\n")[0]
      ?.trim() ?? "";
  return textProblem(placeOf(start), {
    code: "yaml-syntax",
    message: shortenMessage(error.message),
    found: found === "" ? "the end of the line" : JSON.stringify(shorten(found)),
    allowed: "well-formed YAML 1.2",
  });
}

/** The first line of the YAML library's message; it may quote the text at any length. */
function shortenMessage(message: string): string {
  const line = message.split("\n")[0] ?? message;
  return line.length <= 200 ? line : `${line.slice(0, 199)}…`;
}
