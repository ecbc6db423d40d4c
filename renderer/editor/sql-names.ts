import { type SqlPiece, scanSql } from "./sql-scan.ts";

/** The columns of a table by its name; undefined when the table is not known. */
export type ColumnsOf = (table: string) => readonly string[] | undefined;

/** A name that stands for rows inside one statement: a table, its alias, a subquery's alias, a CTE. */
export type RowName = { readonly name: string; readonly columns: readonly string[] };

const CLAUSE_ENDS: ReadonlySet<string> = new Set([
  "from",
  "where",
  "group",
  "order",
  "having",
  "limit",
  "union",
  "window",
]);
const NO_ALIAS: ReadonlySet<string> = new Set([
  ...CLAUSE_ENDS,
  ...["as", "on", "using", "join", "left", "right", "inner", "full", "cross", "asof", "natural", "lateral", "select"],
  ...["except", "intersect", "qualify", "sample", "tablesample", "and", "or", "when", "then", "else", "end"],
]);

const isName = (piece: SqlPiece | undefined): piece is SqlPiece => piece?.kind === "word" || piece?.kind === "quoted";

/** The names of the columns that a SELECT yields, as far as its text tells. */
export function columnsOfSelect(sql: string, columnsOf: ColumnsOf): readonly string[] {
  return selectedColumns(scanSql(sql), columnsOf);
}

/** Everything in a statement that has columns of its own, wherever it stands in it. */
export function rowNamesIn(sql: string, columnsOf: ColumnsOf): readonly RowName[] {
  return rowNames(scanSql(sql), columnsOf);
}

function rowNames(pieces: readonly SqlPiece[], columnsOf: ColumnsOf): readonly RowName[] {
  const found: RowName[] = [];
  const lookUp: ColumnsOf = (table) => found.find(({ name }) => name === table)?.columns ?? columnsOf(table);
  for (const [index, piece] of pieces.entries()) {
    if (piece.name === "(" && piece.kind === "sign") {
      const subquery = readSubquery(pieces, index, lookUp);
      if (subquery !== undefined) found.push(subquery);
    } else if (opensTable(pieces, index)) found.push(...readTable(pieces, index + 1, lookUp));
  }
  return found;
}

/** Whether a table's name comes next: behind FROM and JOIN, and behind a comma of a FROM clause. */
function opensTable(pieces: readonly SqlPiece[], index: number): boolean {
  const piece = pieces[index];
  if (piece?.kind === "word" && (piece.name === "from" || piece.name === "join")) return true;
  return piece?.name === "," && piece.kind === "sign" && clauseAt(pieces, index) === "from";
}

/** The clause that a place of a statement belongs to, at its own depth of brackets. */
export function clauseAt(pieces: readonly SqlPiece[], index: number): string | undefined {
  let depth = 0;
  for (let at = index - 1; at >= 0; at--) {
    const piece = pieces[at];
    if (piece?.kind === "sign" && piece.name === ")") depth += 1;
    if (piece?.kind === "sign" && piece.name === "(") depth -= 1;
    if (depth < 0) return undefined;
    const isClause =
      piece?.kind === "word" && (CLAUSE_ENDS.has(piece.name) || ["select", "join", "on"].includes(piece.name));
    if (depth === 0 && isClause) return piece.name;
  }
  return undefined;
}

function readTable(pieces: readonly SqlPiece[], start: number, columnsOf: ColumnsOf): RowName[] {
  const first = pieces[start];
  if (!isName(first) || (first.kind === "word" && NO_ALIAS.has(first.name))) return [];
  let at = start + 1;
  let table = first.name;
  while (pieces[at]?.name === "." && isName(pieces[at + 1])) {
    table += `.${pieces[at + 1]?.name}`;
    at += 2;
  }
  const columns = columnsOf(table) ?? [];
  const alias = aliasAt(pieces, at);
  return [{ name: alias ?? table.slice(table.lastIndexOf(".") + 1), columns }];
}

function aliasAt(pieces: readonly SqlPiece[], at: number): string | undefined {
  const piece = pieces[at];
  if (piece?.kind === "word" && piece.name === "as") return isName(pieces[at + 1]) ? pieces[at + 1]?.name : undefined;
  return isName(piece) && !(piece.kind === "word" && NO_ALIAS.has(piece.name)) ? piece.name : undefined;
}

/** `( select ... ) as name` and `name as ( select ... )`. */
function readSubquery(pieces: readonly SqlPiece[], open: number, columnsOf: ColumnsOf): RowName | undefined {
  if (!["select", "with", "from"].includes(pieces[open + 1]?.name ?? "")) return undefined;
  const close = closingOf(pieces, open);
  const before = pieces[open - 1]?.name === "as" ? pieces[open - 2] : undefined;
  const name = isName(before) ? before.name : aliasAt(pieces, close + 1);
  if (name === undefined) return undefined;
  return { name, columns: selectedColumns(pieces.slice(open + 1, close), columnsOf) };
}

function closingOf(pieces: readonly SqlPiece[], open: number): number {
  let depth = 0;
  for (let at = open; at < pieces.length; at++) {
    const piece = pieces[at];
    if (piece?.kind !== "sign") continue;
    if (piece.name === "(") depth += 1;
    if (piece.name === ")") depth -= 1;
    if (depth === 0) return at;
  }
  return pieces.length;
}

function selectedColumns(pieces: readonly SqlPiece[], columnsOf: ColumnsOf): readonly string[] {
  const items = selectItems(pieces);
  return [...new Set(items.flatMap((item) => columnsOfItem(item, pieces, columnsOf)))];
}

/** The items of the first SELECT that stands in no brackets. */
function selectItems(pieces: readonly SqlPiece[]): SqlPiece[][] {
  const items: SqlPiece[][] = [];
  let depth = 0;
  let isInside = false;
  for (const piece of pieces) {
    if (piece.kind === "sign" && "([{".includes(piece.name)) depth += 1;
    if (piece.kind === "sign" && ")]}".includes(piece.name)) depth -= 1;
    const isTop = depth === 0;
    if (isInside && isTop && piece.kind === "word" && CLAUSE_ENDS.has(piece.name)) break;
    if (isInside && isTop && piece.kind === "sign" && piece.name === ",") items.push([]);
    else if (isInside) items.at(-1)?.push(piece);
    else if (isTop && piece.kind === "word" && piece.name === "select") {
      isInside = true;
      items.push([]);
    }
  }
  return items;
}

function columnsOfItem(
  item: readonly SqlPiece[],
  statement: readonly SqlPiece[],
  columnsOf: ColumnsOf,
): readonly string[] {
  const last = item.at(-1);
  if (last === undefined) return [];
  if (last.kind === "sign" && last.name === "*") {
    const owner = item.length >= 3 ? item.at(-3)?.name : undefined;
    const rows = rowNames(statement, columnsOf);
    return rows.filter(({ name }) => owner === undefined || name === owner).flatMap(({ columns }) => columns);
  }
  const before = item.at(-2);
  const isWhole = before === undefined || before.name === "." || before.name === "as";
  const isAliased = before !== undefined && (before.kind !== "sign" || ")]".includes(before.name));
  return isName(last) && (isWhole || isAliased) && last.name !== "end" ? [last.name] : [];
}

/** The SQL with a table's name in another's place, wherever it names a table or qualifies a column; texts and comments stay. */
export function renameTableIn(sql: string, from: string, to: string): string {
  const parts = from.split(".");
  const pieces = scanSql(sql);
  let renamed = "";
  let at = 0;
  for (const [index, piece] of pieces.entries()) {
    const span = pieces.slice(index, index + parts.length * 2 - 1);
    const isIt = parts.every((part, place) => isName(span[place * 2]) && span[place * 2]?.name === part);
    const isJoined = span.every((one, place) => place % 2 === 0 || one.name === ".");
    if (!isIt || !isJoined || piece.start < at || pieces[index - 1]?.name === ".") continue;
    renamed += sql.slice(at, piece.start) + to;
    at = span.at(-1)?.end ?? piece.end;
  }
  return renamed + sql.slice(at);
}
