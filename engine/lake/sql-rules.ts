import { ACTING_FUNCTIONS, type FunctionCatalogue } from "./function-catalogue.ts";
import { findTableNames } from "./sql-names.ts";
import { lineAndColumn } from "./sql-position.ts";
import { isMark, isName, isWord, type SqlToken, tokenizeSql } from "./sql-tokens.ts";
import { tableReferences } from "./table-references.ts";
import type { SqlProblem } from "./tables.ts";

/**
 * What a text must be: a whole SELECT of the pipeline, a condition that stands inside one, or a query that a person makes up
 * while looking: only that one may give another answer each time.
 */
export type SqlForm = "select" | "condition" | "query";

/** What each form is called where it is expected. */
const FORM_WORDS: Readonly<
  Record<SqlForm, { readonly whole: string; readonly one: string; readonly parameters: string }>
> = {
  select: {
    whole: "a table's SQL is one SELECT statement",
    one: "only one SELECT statement is allowed",
    parameters: "a pipeline's SQL takes no parameters",
  },
  condition: {
    whole: "a condition is no statement",
    one: "a condition is no statement",
    parameters: "a pipeline's SQL takes no parameters",
  },
  query: {
    whole: "only a SELECT can be run here; it begins with SELECT, WITH, FROM or VALUES",
    one: "only one SELECT statement can be run at a time",
    parameters: "a query takes no parameters; write the value itself",
  },
};

export type SqlRules = {
  readonly form: SqlForm;
  readonly functions: FunctionCatalogue;
  /** The tables that this SQL may read, by id. */
  readonly readable: ReadonlySet<string>;
};

const WORDS_WITHOUT_PARENTHESES = new Set([
  "current_date",
  "current_time",
  "current_timestamp",
  "localtime",
  "localtimestamp",
  "current_user",
  "current_role",
  "current_catalog",
  "session_user",
]);

/** Functions that make as many values as they are told; in wasm a list of more bytes than an address counts ends the engine. */
const MAKERS: ReadonlySet<string> = new Set([
  "range",
  "generate_series",
  "repeat",
  "list_resize",
  "array_resize",
  "bitstring",
]);
const MADE_AT_MOST = 100_000_000;

/** What the text itself shows to be wrong, first of all; DuckDB finds the rest. Undefined when nothing is. */
export function findRuleBreach(sql: string, rules: SqlRules): SqlProblem | undefined {
  const tokenized = tokenizeSql(sql);
  if (!tokenized.ok) return problemAt(sql, tokenized.error.index, tokenized.error.message);
  const tokens = tokenized.value;
  const breach = breachOfForm(tokens, rules.form) ?? breachOfFunctions(tokens, rules) ?? breachOfTables(tokens, rules);
  return breach === undefined ? undefined : problemAt(sql, breach.token?.start ?? 0, breach.message, breach.candidates);
}

/** The text without a semicolon at its end, so that it can stand in parentheses. */
export function withoutSemicolon(sql: string): string {
  const tokens = tokenizeSql(sql);
  const last = tokens.ok ? tokens.value[tokens.value.length - 1] : undefined;
  return last !== undefined && isMark(last, ";") ? `${sql.slice(0, last.start)}${sql.slice(last.end)}` : sql;
}

/** A problem located in its text. */
export function problemAt(sql: string, index: number, message: string, candidates: readonly string[] = []): SqlProblem {
  return { message, ...lineAndColumn(sql, index), candidates };
}

type Breach = {
  readonly token: SqlToken | undefined;
  readonly message: string;
  readonly candidates?: readonly string[];
};

const QUERY_WORDS = ["select", "with", "from", "values"];

function breachOfForm(tokens: readonly SqlToken[], form: SqlForm): Breach | undefined {
  const first = tokens[0];
  if (first === undefined) return { token: undefined, message: "there is no SQL here" };
  if (form !== "condition" && !QUERY_WORDS.some((word) => isWord(first, word)) && !isMark(first, "(")) {
    return { token: first, message: FORM_WORDS[form].whole };
  }
  const semicolon = tokens.findIndex((token) => isMark(token, ";"));
  if (semicolon >= 0 && (form === "condition" || semicolon < tokens.length - 1)) {
    return { token: tokens[semicolon + 1] ?? tokens[semicolon], message: FORM_WORDS[form].one };
  }
  const parameter = tokens.find(({ kind }) => kind === "parameter");
  if (parameter !== undefined) return { token: parameter, message: FORM_WORDS[form].parameters };
  if (form === "query") return undefined;
  const sample = tokens.find((token, index) => isSample(token, tokens[index - 1]));
  return sample === undefined ? undefined : { token: sample, message: "a sample differs from run to run" };
}

function isSample(token: SqlToken, before: SqlToken | undefined): boolean {
  return isWord(token, "tablesample") || (isWord(token, "sample") && isWord(before, "using"));
}

function breachOfFunctions(tokens: readonly SqlToken[], { form, functions }: SqlRules): Breach | undefined {
  for (const [index, token] of tokens.entries()) {
    if (!isName(token)) continue;
    const isCall = isMark(tokens[index + 1], "(");
    const isValue =
      token.kind === "word" &&
      WORDS_WITHOUT_PARENTHESES.has(token.name) &&
      !isMark(tokens[index - 1], ".") &&
      !isMark(tokens[index + 1], ".") &&
      !isWord(tokens[index - 1], "as");
    if (!isCall && !isValue) continue;
    if (form === "query" && ACTING_FUNCTIONS.has(token.name)) {
      return {
        token,
        message: `the function ${token.name} does or reads something outside the tables, which a query may not`,
      };
    }
    if (form === "query" && isCall && MAKERS.has(token.name) && makesTooMany(tokens, index + 2)) {
      return { token, message: `${token.name} may make 100 million values in a query; this asks for more` };
    }
    if (form !== "query" && functions.volatile.has(token.name)) {
      return {
        token,
        message: `${token.name} gives another value each time, so a run could not be repeated`,
        candidates: ["event_time", "timestamp"],
      };
    }
    if (isCall && functions.outside.has(token.name)) {
      return { token, message: `the function ${token.name} reads something other than the pipeline's tables` };
    }
  }
  return undefined;
}

/** Whether a number of the arguments that begin at `start` is over what may be made. */
function makesTooMany(tokens: readonly SqlToken[], start: number): boolean {
  let open = 1;
  for (const token of tokens.slice(start)) {
    if (isMark(token, "(")) open += 1;
    if (isMark(token, ")")) open -= 1;
    if (open === 0) return false;
    if (token.kind === "number" && Number(token.name.replaceAll("_", "")) > MADE_AT_MOST) return true;
  }
  return false;
}

function breachOfTables(tokens: readonly SqlToken[], { readable }: SqlRules): Breach | undefined {
  const named = new Set(findTableNames(tokens, readable).map(({ schema }) => schema));
  for (const reference of tableReferences(tokens)) {
    if (reference.kind === "known" || named.has(reference.token) || readable.has(reference.name)) continue;
    const tables = [...readable];
    const list = tables.length === 0 ? "none" : tables.join(", ");
    const what = reference.kind === "file" ? "a file" : `table ${reference.name}`;
    return {
      token: reference.token,
      message: `this SQL cannot read ${what}; it may read: ${list}`,
      candidates: tables,
    };
  }
  return undefined;
}
