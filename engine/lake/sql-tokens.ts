import { err, ok, type Result } from "../base/result.ts";

/** A piece of SQL text between `start` and `end`; comments and blanks are no tokens. */
export type SqlToken = {
  readonly kind: "word" | "quoted" | "string" | "number" | "parameter" | "punctuation";
  readonly start: number;
  readonly end: number;
  /** Words in small letters, quoted names without their quotes and in small letters (DuckDB compares names so), other text as it stands. */
  readonly name: string;
  /** How many parentheses, brackets and braces are open before this token; a closing one counts as outside. */
  readonly depth: number;
};

/** A text that DuckDB's lexer could not read either: where, and why. */
export type TokenError = { readonly index: number; readonly message: string };

const WORD = /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y;
const NUMBER = /(?:0[xX][0-9a-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)/y;
const DOLLAR_QUOTE = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
const PARAMETER = /\$\w+|\?\d*/y;
const BLANK = /\s+/y;
const OPENING = "([{";
const CLOSING = ")]}";

/** Splits SQL into tokens as DuckDB's lexer does: strings, quoted names, nested comments and dollar quotes are taken whole. */
export function tokenizeSql(sql: string): Result<readonly SqlToken[], TokenError> {
  const lexer = new Lexer(sql);
  for (;;) {
    const failure = lexer.step();
    if (failure === "end") return ok(lexer.tokens);
    if (failure !== undefined) return err(failure);
  }
}

/** Is this token the name of something: a word or a quoted name? */
export function isName(token: SqlToken | undefined): token is SqlToken {
  return token !== undefined && (token.kind === "word" || token.kind === "quoted");
}

/** Is this token that mark? */
export function isMark(token: SqlToken | undefined, mark: string): boolean {
  return token?.kind === "punctuation" && token.name === mark;
}

/** Is this token that word, unquoted? `word` is in small letters. */
export function isWord(token: SqlToken | undefined, word: string): boolean {
  return token?.kind === "word" && token.name === word;
}

class Lexer {
  readonly tokens: SqlToken[] = [];
  readonly #sql: string;
  readonly #open: string[] = [];
  #index = 0;

  constructor(sql: string) {
    this.#sql = sql;
  }

  /** Takes one token, blank or comment; "end" when there is no more. */
  step(): TokenError | "end" | undefined {
    const sql = this.#sql;
    const at = this.#index;
    if (at >= sql.length) return this.#end();
    if (this.#match(BLANK) !== undefined) return undefined;
    if (sql.startsWith("--", at)) {
      const end = sql.indexOf("\n", at);
      this.#index = end < 0 ? sql.length : end;
      return undefined;
    }
    if (sql.startsWith("/*", at)) return this.#comment();
    const mark = sql[at] as string;
    if (mark === "'") return this.#string(false);
    if (mark === '"') return this.#quotedName();
    if ((mark === "e" || mark === "E") && sql[at + 1] === "'") return this.#string(true);
    if (mark === "$") {
      const quote = this.#match(DOLLAR_QUOTE);
      if (quote !== undefined) return this.#dollarString(at, quote);
    }
    return this.#plain(mark);
  }

  #plain(mark: string): TokenError | undefined {
    const at = this.#index;
    const word = this.#match(WORD);
    if (word !== undefined) return this.#add("word", at, word.toLowerCase());
    const number = this.#match(NUMBER);
    if (number !== undefined) return this.#add("number", at, number);
    const parameter = this.#match(PARAMETER);
    if (parameter !== undefined) return this.#add("parameter", at, parameter);
    this.#index = at + 1;
    return this.#punctuation(at, mark);
  }

  #punctuation(at: number, mark: string): TokenError | undefined {
    if (OPENING.includes(mark)) {
      this.#add("punctuation", at, mark);
      this.#open.push(mark);
      return undefined;
    }
    const closing = CLOSING.indexOf(mark);
    if (closing >= 0 && this.#open.pop() !== OPENING[closing]) {
      return { index: at, message: `"${mark}" closes nothing` };
    }
    return this.#add("punctuation", at, mark);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#index;
    const found = pattern.exec(this.#sql)?.[0];
    if (found !== undefined) this.#index += found.length;
    return found;
  }

  #add(kind: SqlToken["kind"], start: number, name: string): undefined {
    this.tokens.push({ kind, start, end: this.#index, name, depth: this.#open.length });
  }

  #comment(): TokenError | undefined {
    const start = this.#index;
    let open = 0;
    for (let at = start; at < this.#sql.length; at++) {
      const pair = this.#sql.slice(at, at + 2);
      if (pair === "/*") open += 1;
      if (pair === "*/") open -= 1;
      if (pair !== "/*" && pair !== "*/") continue;
      at += 1;
      if (open > 0) continue;
      this.#index = at + 1;
      return undefined;
    }
    return { index: start, message: "this comment has no end" };
  }

  #string(hasEscapes: boolean): TokenError | undefined {
    const start = this.#index;
    let at = start + (hasEscapes ? 2 : 1);
    for (; at < this.#sql.length; at++) {
      const mark = this.#sql[at];
      if (hasEscapes && mark === "\\") at += 1;
      else if (mark === "'" && this.#sql[at + 1] === "'") at += 1;
      else if (mark === "'") break;
    }
    if (at >= this.#sql.length) return { index: start, message: "this string has no end" };
    this.#index = at + 1;
    return this.#add("string", start, this.#sql.slice(start, at + 1));
  }

  #quotedName(): TokenError | undefined {
    const start = this.#index;
    let end = this.#sql.indexOf('"', start + 1);
    while (end >= 0 && this.#sql[end + 1] === '"') end = this.#sql.indexOf('"', end + 2);
    if (end < 0) return { index: start, message: "this quoted name has no end" };
    this.#index = end + 1;
    const name = this.#sql.slice(start + 1, end).replaceAll('""', '"');
    return this.#add("quoted", start, name.toLowerCase());
  }

  #dollarString(start: number, quote: string): TokenError | undefined {
    const end = this.#sql.indexOf(quote, this.#index);
    if (end < 0) return { index: start, message: "this dollar-quoted string has no end" };
    this.#index = end + quote.length;
    return this.#add("string", start, this.#sql.slice(start, this.#index));
  }

  #end(): TokenError | "end" {
    if (this.#open.length === 0) return "end";
    const unclosed = this.#open[this.#open.length - 1] as string;
    const at = this.tokens.findLast((token) => isMark(token, unclosed) && token.depth === this.#open.length - 1);
    return { index: at?.start ?? 0, message: `"${unclosed}" is never closed` };
  }
}
