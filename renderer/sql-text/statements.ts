/** One statement of a text: where it stands, without the semicolon and the blanks around it. */
export type Statement = { readonly start: number; readonly end: number; readonly sql: string };

/** What hides a semicolon: comments (nested in DuckDB), strings, names in quotes, text between dollars. */
const HIDING = /--[^\n]*|\/\*|'|"|\$([A-Za-z_]\w*)?\$|;/gu;

/** The statements of a text, by its semicolons; those in strings, names and comments divide nothing. */
export function splitStatements(text: string): readonly Statement[] {
  const statements: Statement[] = [];
  let start = 0;
  HIDING.lastIndex = 0;
  for (let match = HIDING.exec(text); match !== null; match = HIDING.exec(text)) {
    const [mark] = match;
    if (mark === ";") {
      statements.push(trimmed(text, start, match.index));
      start = match.index + 1;
    } else if (!mark.startsWith("--")) {
      HIDING.lastIndex = endOfHidden(text, mark, HIDING.lastIndex);
    }
  }
  statements.push(trimmed(text, start, text.length));
  return statements.filter(({ sql }) => sql !== "");
}

/** The statement that a cursor stands in or behind; the last one when it stands behind all. */
export function statementAt(text: string, cursor: number): Statement | undefined {
  const statements = splitStatements(text);
  return statements.findLast(({ start }) => start <= cursor) ?? statements[0];
}

function endOfHidden(text: string, mark: string, from: number): number {
  if (mark === "/*") return endOfComment(text, from);
  // A doubled quote closes and opens again at once, which hides the same.
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end + mark.length;
}

function endOfComment(text: string, from: number): number {
  let depth = 1;
  let index = from;
  while (depth > 0 && index < text.length) {
    if (text.startsWith("*/", index)) depth -= 1;
    else if (text.startsWith("/*", index)) depth += 1;
    else {
      index += 1;
      continue;
    }
    index += 2;
  }
  return index;
}

function trimmed(text: string, start: number, end: number): Statement {
  const piece = text.slice(start, end);
  const sql = piece.trim();
  const from = start + piece.indexOf(sql);
  return { start: from, end: from + sql.length, sql };
}
