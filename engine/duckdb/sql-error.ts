import { lineAndColumn } from "../lake/sql-position.ts";
import { type SqlProblem, TablesError } from "../lake/tables.ts";

/** DuckDB's errors with `errors_as_json` on; the parser's come with their type before the braces. */
type JsonError = {
  readonly exception_type?: string;
  readonly exception_message?: string;
  readonly position?: string;
  readonly candidates?: string;
};

const MAX_CANDIDATES = 5;

/** Reads what the bindings threw as an error of the port; `sql` is the text that the position points into. */
export function tablesError(thrown: unknown, sql: string): TablesError {
  if (thrown instanceof TablesError) return thrown;
  // A trap of the wasm instance: nobody knows what it left behind, so this is no error of SQL but the end of the engine.
  if (thrown instanceof Error && thrown.name === "RuntimeError") throw thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const parsed = parseJson(text);
  if (parsed === undefined) return new TablesError(firstParagraph(text), { kind: "Unknown" });
  const message = offlineMessage(firstParagraph(parsed.exception_message ?? text));
  const position = parsed.position === undefined ? undefined : indexOfByte(sql, Number(parsed.position));
  const candidates = (parsed.candidates ?? "").split(/,(?![^(]*\))/).filter((name) => name !== "");
  return new TablesError(message, {
    kind: parsed.exception_type ?? "Unknown",
    position,
    candidates: candidates.slice(0, MAX_CANDIDATES),
  });
}

/** The same as a located problem for the person who wrote the SQL; without a position it points at the beginning. */
export function sqlProblem(error: TablesError, sql: string): SqlProblem {
  return {
    message: error.message,
    ...lineAndColumn(sql, error.position ?? 0),
    candidates: error.candidates,
  };
}

function parseJson(text: string): JsonError | undefined {
  const start = text.indexOf("{");
  if (start < 0) return undefined;
  try {
    return JSON.parse(text.slice(start)) as JsonError;
  } catch {
    return undefined;
  }
}

/** DuckDB adds lists of candidates and excerpts of the text below the message. */
function firstParagraph(text: string): string {
  const [first = ""] = text.split(
    /\n\tCandidate|\nCandidate|\nDid you mean|\n\nLINE|\n\nPlease try|\nDatabase is launched|\n\nPossible/,
  );
  return first.trim().replaceAll("\n", " ");
}

function offlineMessage(message: string): string {
  const extension =
    /in the (\w+) extension/.exec(message)?.[1] ?? /required extension '(\w+)'/.exec(message)?.[1] ?? undefined;
  return extension === undefined
    ? message
    : `this needs DuckDB's ${extension} extension, which is not there: everything runs offline`;
}

/** DuckDB counts bytes of UTF-8, JavaScript counts UTF-16 units. */
function indexOfByte(text: string, byteOffset: number): number {
  let bytes = 0;
  let index = 0;
  while (index < text.length && bytes < byteOffset) {
    const point = text.codePointAt(index) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    index += point < 0x10000 ? 1 : 2;
  }
  return index;
}
