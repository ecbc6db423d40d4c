/** A piece of SQL. Comments and blanks are no pieces; the last string, quoted name or comment of a text may be open. */
export type SqlPiece = {
  readonly kind: "word" | "quoted" | "string" | "number" | "sign";
  /** The text as a name: a word in small letters, a quoted name without its quotes. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
};

const PIECES = [
  ["comment", /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y],
  ["blank", /\s+/y],
  ["string", /'(?:[^']|'')*(?:'|$)/y],
  ["quoted", /"(?:[^"]|"")*(?:"|$)/y],
  ["word", /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y],
  ["number", /\d[\w.]*/y],
  ["sign", /[\s\S]/y],
] as const;

type ScannedKind = (typeof PIECES)[number][0];
type Scanned = { readonly kind: ScannedKind; readonly start: number; readonly end: number };

function scanAt(sql: string, at: number): Scanned {
  for (const [kind, pattern] of PIECES) {
    pattern.lastIndex = at;
    const found = pattern.exec(sql);
    if (found !== null) return { kind, start: at, end: at + found[0].length };
  }
  return { kind: "sign", start: at, end: at + 1 };
}

/** Cuts SQL into pieces. Never fails: what is no SQL comes as signs. */
export function scanSql(sql: string): readonly SqlPiece[] {
  const pieces: SqlPiece[] = [];
  for (let at = 0; at < sql.length; ) {
    const { kind, start, end } = scanAt(sql, at);
    if (kind !== "comment" && kind !== "blank")
      pieces.push({ kind, name: nameOf(kind, sql.slice(start, end)), start, end });
    at = end;
  }
  return pieces;
}

/** Whether a place in the SQL lies inside a string or a comment, where nothing is to be completed. */
export function isInText(sql: string, offset: number): boolean {
  for (let at = 0; at < offset; ) {
    const { kind, start, end } = scanAt(sql, at);
    if (end >= offset && offset > start) {
      const isLine = kind === "comment" && sql.startsWith("--", start);
      if (kind === "string" || kind === "comment") return end > offset || isLine || isOpen(sql.slice(start, end));
    }
    at = end;
  }
  return false;
}

function isOpen(text: string): boolean {
  return text.startsWith("/*") ? !text.endsWith("*/") : text.length < 2 || !text.endsWith("'");
}

function nameOf(kind: ScannedKind, text: string): string {
  if (kind === "word") return text.toLowerCase();
  if (kind !== "quoted") return text;
  return text.replace(/^"|"$/g, "").replaceAll('""', '"');
}
