import type { SqlCatalogue } from "../../engine/protocol/inspection.ts";
import { clauseAt, rowNamesIn } from "./sql-names.ts";
import { isInText, type SqlPiece, scanSql } from "./sql-scan.ts";

/** Something that could stand at the cursor, best first within `rank`. */
export type SqlSuggestion = {
  readonly label: string;
  readonly insert: string;
  readonly kind: "table" | "column" | "rows" | "function" | "keyword";
  readonly detail: string;
  readonly documentation?: string;
  /** 0 comes first. */
  readonly rank: number;
};

const PLAIN_NAME = /^[a-z_][a-z0-9_]*$/;

/** What could be written at an offset of a statement: behind a dot the parts of what stands before it, else whatever the clause takes. */
export function suggestSql(sql: string, offset: number, catalogue: SqlCatalogue): readonly SqlSuggestion[] {
  if (isInText(sql, offset)) return [];
  const before = scanSql(sql.slice(0, offset));
  const isInWord = before.at(-1)?.kind === "word" && before.at(-1)?.end === offset;
  const written = isInWord ? before.slice(0, -1) : before;
  const columnsOf = (table: string) =>
    catalogue.tables.find(({ name }) => name === table)?.columns.map(({ name }) => name);
  const rows = rowNamesIn(sql, columnsOf);
  if (written.at(-1)?.name === ".") return behindDot(qualifierOf(written), catalogue, rows);
  const clause = clauseAt(written, written.length);
  const wantsTable = clause === "from" || clause === "join";
  const columns = [...new Set(rows.flatMap((row) => row.columns))];
  return [
    ...tableSuggestions(catalogue, wantsTable ? 0 : 3),
    ...(wantsTable ? [] : columns.map((name) => columnSuggestion(name, typeOf(catalogue, name), 0))),
    ...rows.filter(({ columns: own }) => own.length > 0).map(({ name }) => rowsSuggestion(name)),
    ...(wantsTable ? [] : catalogue.functions.map(functionSuggestion)),
    ...catalogue.keywords.map((word) => keywordSuggestion(word)),
  ];
}

/** The names before a dot that ends the text: `silver.flight` of `select silver.flight.`. */
function qualifierOf(written: readonly SqlPiece[]): string {
  const parts: string[] = [];
  for (let at = written.length - 1; at > 0 && written[at]?.name === "."; at -= 2)
    parts.unshift(written[at - 1]?.name ?? "");
  return parts.join(".");
}

function behindDot(
  qualifier: string,
  catalogue: SqlCatalogue,
  rows: ReturnType<typeof rowNamesIn>,
): readonly SqlSuggestion[] {
  const table = catalogue.tables.find(({ name }) => name === qualifier);
  if (table !== undefined) return table.columns.map(({ name, type }) => columnSuggestion(name, type, 0));
  const ofRows = rows.filter(({ name }) => name === qualifier).flatMap(({ columns }) => columns);
  if (ofRows.length > 0) return [...new Set(ofRows)].map((name) => columnSuggestion(name, typeOf(catalogue, name), 0));
  const prefix = `${qualifier}.`;
  return catalogue.tables
    .filter(({ name }) => name.startsWith(prefix))
    .map(({ name, columns }) => ({
      label: name.slice(prefix.length),
      insert: quoteName(name.slice(prefix.length)),
      kind: "table",
      detail: `${columns.length} columns`,
      rank: 0,
    }));
}

function tableSuggestions(catalogue: SqlCatalogue, rank: number): SqlSuggestion[] {
  return catalogue.tables.map(({ name, columns }) => ({
    label: name,
    insert: name.split(".").map(quoteName).join("."),
    kind: "table",
    detail: columns.length === 0 ? "table" : `${columns.length} columns`,
    documentation: columns.map((column) => `${column.name} ${column.type}`.trim()).join("\n"),
    rank,
  }));
}

function typeOf(catalogue: SqlCatalogue, column: string): string {
  for (const { columns } of catalogue.tables) {
    const found = columns.find(({ name, type }) => name === column && type !== "");
    if (found !== undefined) return found.type;
  }
  return "";
}

function columnSuggestion(name: string, type: string, rank: number): SqlSuggestion {
  return { label: name, insert: quoteName(name), kind: "column", detail: type === "" ? "column" : type, rank };
}

function rowsSuggestion(name: string): SqlSuggestion {
  return { label: name, insert: quoteName(name), kind: "rows", detail: "named in this statement", rank: 1 };
}

function functionSuggestion({ name, signature, description }: SqlCatalogue["functions"][number]): SqlSuggestion {
  return { label: name, insert: name, kind: "function", detail: signature, documentation: description, rank: 2 };
}

function keywordSuggestion(word: string): SqlSuggestion {
  const lower = word.toLowerCase();
  return { label: lower, insert: lower, kind: "keyword", detail: "keyword", rank: 4 };
}

/** Words that DuckDB's parser takes for its own, among those that our tables have as columns. */
const RESERVED: ReadonlySet<string> = new Set([
  "offset",
  "order",
  "group",
  "select",
  "from",
  "where",
  "limit",
  "end",
  "desc",
]);

function quoteName(name: string): string {
  return PLAIN_NAME.test(name) && !RESERVED.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
