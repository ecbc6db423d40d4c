import { duckdb, formatDialect } from "sql-formatter";
import { err, ok, type Result } from "../../engine/base/result.ts";
import { type SqlPiece, scanSql } from "./sql-scan.ts";

/** DuckDB's SQL as the formatter knows it, and the one function of it that it takes for a name. */
const DIALECT: typeof duckdb = {
  ...duckdb,
  tokenizerOptions: {
    ...duckdb.tokenizerOptions,
    reservedFunctionNames: [...duckdb.tokenizerOptions.reservedFunctionNames, "TRY_CAST"],
  },
};

/** The SQL laid out: a clause to a line, words as they were written. An error is a sentence that says why it was left as it is. */
export function formatSql(sql: string): Result<string, string> {
  if (sql.trim() === "") return ok(sql);
  let laidOut: string;
  try {
    laidOut = formatDialect(sql, { dialect: DIALECT, tabWidth: 2, keywordCase: "preserve", expressionWidth: 90 });
  } catch (error) {
    return err(whyNot(error instanceof Error ? error.message : String(error)));
  }
  const formatted = laidOut.trim() + (/\s*$/u.exec(sql)?.[0] ?? "");
  return saysTheSame(sql, formatted)
    ? ok(formatted)
    : err("The SQL was left as it is: formatting would have changed what it says.");
}

/** The formatter's complaint is a grammar of many pages; its first line has the place and the word. */
function whyNot(message: string): string {
  const place = /at line (\d+) column (\d+)/u.exec(message);
  const isAtEnd = message.includes("«EOF»");
  const found = isAtEnd ? "it ends too early, perhaps for want of a bracket" : "the formatter cannot read it";
  return place === null || isAtEnd
    ? `The SQL was left as it is: ${found}.`
    : `The SQL was left as it is: ${found} from line ${place[1]}, column ${place[2]}, on.`;
}

/** Whether two texts of SQL have the same pieces and comments, and the same signs stand together: `//` is not `/ /`. */
function saysTheSame(before: string, after: string): boolean {
  const old = scanSql(before);
  const fresh = scanSql(after);
  return (
    old.length === fresh.length &&
    commentsIn(before, old).join("\n") === commentsIn(after, fresh).join("\n") &&
    old.every((piece, index) => {
      const twin = fresh[index];
      return (
        piece.kind === twin?.kind &&
        before.slice(piece.start, piece.end) === after.slice(twin.start, twin.end) &&
        isJoined(old, index) === isJoined(fresh, index)
      );
    })
  );
}

/**
 * Whether a piece is a sign of an operator that goes on in the next. A `-` or `+` after one of arithmetic begins a number, unless an
 * operator goes on behind it: `<->`.
 */
function isJoined(pieces: readonly SqlPiece[], index: number): boolean {
  const [piece, next, third] = pieces.slice(index, index + 3);
  if (piece === undefined || next === undefined || piece.end !== next.start) return false;
  const isOperator = ({ name }: SqlPiece): boolean => /^[-+*/<>=~!@%^&|:?#$]$/u.test(name);
  const goesOn = third !== undefined && next.end === third.start && isOperator(third);
  const isSigned = /^[-+*/<>=]$/u.test(piece.name) && /^[-+]$/u.test(next.name) && !goesOn;
  return isOperator(piece) && isOperator(next) && !isSigned;
}

/** What stands between the pieces, without its blanks: the comments in their order. */
function commentsIn(sql: string, pieces: readonly SqlPiece[]): readonly string[] {
  const starts = [...pieces.map(({ start }) => start), sql.length];
  return starts
    .map((start, index) => sql.slice(pieces[index - 1]?.end ?? 0, start).replace(/\s+/gu, ""))
    .filter((comment) => comment !== "");
}
