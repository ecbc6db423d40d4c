import { isMark, isName, isWord, type SqlToken } from "./sql-tokens.ts";

/** Something that SQL reads from: a named table, a string that DuckDB takes for a file, or what the SQL itself brings along. */
export type TableReference = {
  readonly kind: "table" | "file" | "known";
  readonly token: SqlToken;
  /** As it is written: `silver.flight`. */
  readonly name: string;
};

/** Words that end the list of tables behind FROM. */
const CLAUSES = new Set([
  "where",
  "group",
  "having",
  "window",
  "qualify",
  "order",
  "limit",
  "union",
  "except",
  "intersect",
  "select",
]);

/** Words that make a query of a table's name alone, or of what they are told; reserved, so that no column is called so without quotes. */
const QUERIES_OF_ONE = new Set(["table", "pivot", "pivot_wider", "unpivot", "pivot_longer", "summarize", "describe"]);
const QUERY_BEGINS = ["select", "with", "from", "values"];

/** What follows FROM, JOIN, the commas between tables, and words such as TABLE and SUMMARIZE. `extract(year from day)` and `is distinct from` are no such places. */
export function tableReferences(tokens: readonly SqlToken[]): TableReference[] {
  const ctes = cteNames(tokens);
  const found: TableReference[] = [];
  /** By depth: whether the tokens at that depth stand in a list of tables. */
  const inTables: boolean[] = [];
  for (const [index, token] of tokens.entries()) {
    if (isMark(token, "(")) inTables[token.depth + 1] = false;
    const opensTables = startsTables(tokens, index);
    if (opensTables) inTables[token.depth] = true;
    else if (token.kind === "word" && CLAUSES.has(token.name)) inTables[token.depth] = false;
    const isSeparator = isMark(token, ",") && inTables[token.depth] === true;
    if (isCatalogueQuery(tokens, index)) found.push({ kind: "table", token, name: token.name });
    if (opensTables || isSeparator || isWord(token, "join") || isQueryOfOne(tokens, index)) {
      const reference = referenceAt(tokens, index + 1, ctes);
      if (reference !== undefined) found.push(reference);
    }
  }
  return found;
}

function startsTables(tokens: readonly SqlToken[], index: number): boolean {
  if (!isWord(tokens[index], "from")) return false;
  if (isWord(tokens[index - 1], "distinct") && isNegation(tokens[index - 2])) return false;
  return !isInsideCall(tokens, index);
}

/** `(table bronze.raw)`, `(summarize bronze.raw)`, `(unpivot bronze.raw on x)`; not `bronze.raw unpivot include nulls (...)`, nor `(describe select 1)`. */
function isQueryOfOne(tokens: readonly SqlToken[], index: number): boolean {
  const token = tokens[index];
  const next = tokens[index + 1];
  if (token?.kind !== "word" || !(QUERIES_OF_ONE.has(token.name) || isDescribe(tokens, index))) return false;
  if (isLabel(tokens, index)) return false;
  return ![...QUERY_BEGINS, "include", "exclude"].some((word) => isWord(next, word));
}

/** `(show tables)`, `(describe)`: what the database holds, and no table at all. */
function isCatalogueQuery(tokens: readonly SqlToken[], index: number): boolean {
  if (isLabel(tokens, index)) return false;
  return isWord(tokens[index], "show") || (isDescribe(tokens, index) && isMark(tokens[index + 1], ")"));
}

/** `desc` is the order of a sort as well. */
function isDescribe(tokens: readonly SqlToken[], index: number): boolean {
  return isWord(tokens[index], "describe") || (isWord(tokens[index], "desc") && isMark(tokens[index - 1], "("));
}

/** Behind `as` and behind a dot even a reserved word is a name. */
function isLabel(tokens: readonly SqlToken[], index: number): boolean {
  return isWord(tokens[index - 1], "as") || isMark(tokens[index - 1], ".");
}

/** `is distinct from`, `is not distinct from`. */
function isNegation(token: SqlToken | undefined): boolean {
  return isWord(token, "is") || isWord(token, "not");
}

/** Is the token an argument of a function such as extract or trim, rather than part of a subquery? */
function isInsideCall(tokens: readonly SqlToken[], index: number): boolean {
  const depth = tokens[index]?.depth ?? 0;
  if (depth === 0) return false;
  let open = index - 1;
  while (open >= 0 && !(tokens[open]?.depth === depth - 1 && isMark(tokens[open], "("))) open -= 1;
  const first = tokens[open + 1];
  const isQuery = QUERY_BEGINS.some((word) => isWord(first, word)) || isMark(first, "(");
  return !isQuery && isName(tokens[open - 1]);
}

function referenceAt(
  tokens: readonly SqlToken[],
  start: number,
  ctes: ReadonlySet<string>,
): TableReference | undefined {
  let index = start;
  while (isWord(tokens[index], "lateral") || isWord(tokens[index], "only")) index += 1;
  const token = tokens[index];
  if (token?.kind === "string") return { kind: "file", token, name: token.name };
  if (!isName(token)) return undefined;
  let name = token.name;
  let end = index;
  while (isMark(tokens[end + 1], ".") && isName(tokens[end + 2])) {
    end += 2;
    name += `.${tokens[end]?.name ?? ""}`;
  }
  const isCall = isMark(tokens[end + 1], "(");
  return { kind: isCall || ctes.has(name) ? "known" : "table", token, name };
}

/** Names that the SQL defines itself: `with x as (`, `, x(a, b) as materialized (`, and recursive ones. */
function cteNames(tokens: readonly SqlToken[]): ReadonlySet<string> {
  const names = new Set<string>();
  if (!tokens.some((token) => isWord(token, "with"))) return names;
  for (const [index, token] of tokens.entries()) {
    if (!isName(token) || isMark(tokens[index - 1], ".")) continue;
    const before = tokens[index - 1];
    if (!isWord(before, "with") && !isWord(before, "recursive") && !isMark(before, ",")) continue;
    if (isCteBody(tokens, index + 1)) names.add(token.name);
  }
  return names;
}

/** `as (`, `as [not] materialized (`, each also behind a list of columns or USING KEY. */
function isCteBody(tokens: readonly SqlToken[], start: number): boolean {
  let index = start;
  if (isMark(tokens[index], "(")) {
    const { depth } = tokens[index] as SqlToken;
    while (index < tokens.length && !(isMark(tokens[index], ")") && tokens[index]?.depth === depth)) index += 1;
    index += 1;
  }
  if (!isWord(tokens[index], "as")) return false;
  while (isWord(tokens[index + 1], "not") || isWord(tokens[index + 1], "materialized")) index += 1;
  return isMark(tokens[index + 1], "(");
}
