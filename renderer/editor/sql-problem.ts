import type { Problem } from "../../engine/scenario/problem.ts";

/** Something to underline in a text of SQL: lines and columns count from 1 inside that text. */
export type SqlProblem = {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint?: string;
  readonly severity?: "error" | "warning";
};

/** What part of a text is underlined from a place on: the word that stands there, at least one character. */
export function wordEnd(lineText: string, column: number): number {
  const rest = lineText.slice(column - 1);
  const word = /^[\w.$]+/u.exec(rest)?.[0] ?? rest.slice(0, 1);
  return column + Math.max(1, word.length);
}

/**
 * A problem of the document, as one of the text that stands in it: `start` is where the value begins in the document. A block
 * text (`|`, `>`) begins on the line below its mark, indented; any other begins where it stands.
 */
export function placeInValue(
  documentText: string,
  start: { line: number; column: number },
  problem: Problem,
): SqlProblem {
  const { line, column, message } = problem;
  const hint = problem.allowed === "" ? {} : { hint: `Allowed: ${problem.allowed}` };
  const lines = documentText.split("\n");
  const mark = lines[start.line - 1]?.[start.column - 1];
  if (mark !== "|" && mark !== ">") {
    const isFirst = line === start.line;
    const quote = mark === '"' || mark === "'" ? 1 : 0;
    return {
      line: Math.max(1, line - start.line + 1),
      column: Math.max(1, isFirst ? column - start.column - quote + 1 : column),
      message,
      ...hint,
    };
  }
  const first = lines[start.line] ?? "";
  const indent = first.length - first.trimStart().length;
  return { line: Math.max(1, line - start.line), column: Math.max(1, column - indent), message, ...hint };
}
