import { assertNever } from "../base/assert.ts";
import type { ColumnBatch } from "../base/columns.ts";
import { decodeUtf8 } from "../base/utf8.ts";
import type { DecodeBudget } from "./decode-budget.ts";
import { demand } from "./decode-failure.ts";
import { JsonLineReader } from "./json-line-reader.ts";
import { TextColumn } from "./text-column.ts";

const LF = 10;

/**
 * Reads newline-delimited JSON: every line one object, its members the columns in order of first appearance; a member that a
 * line leaves out is NULL. Numbers are BIGINT or DOUBLE, strings that are all ISO 8601 times TIMESTAMP, lists and objects stay
 * JSON text; a column of mixed kinds is VARCHAR.
 */
export function decodeNdjson(bytes: Uint8Array, budget: DecodeBudget): ColumnBatch {
  const columns = new Map<string, TextColumn>();
  let rowCount = 0;
  for (let start = 0; start < bytes.length; rowCount++) {
    const lineEnd = bytes.indexOf(LF, start);
    const end = lineEnd < 0 ? bytes.length : lineEnd;
    budget.openTable(rowCount + 1, columns.size);
    readLine(new JsonLineReader(bytes, rowCount + 1, start, end), rowCount, { columns, budget });
    for (const column of columns.values()) if (column.rowCount === rowCount) column.addNull();
    start = end + 1;
  }
  demand(columns.size > 0, "the NDJSON file has no column: each line must be one JSON object with members");
  return { rowCount, columns: [...columns.values()].map((column) => ({ name: column.name, column: column.column() })) };
}

type Table = { readonly columns: Map<string, TextColumn>; readonly budget: DecodeBudget };

function readLine(reader: JsonLineReader, row: number, table: Table): void {
  for (let name = reader.nextName(); name !== undefined; name = reader.nextName()) {
    const column = columnFor(decodeUtf8(name), row, table);
    demand(column.rowCount === row, `${reader.place()}: the name "${column.name}" stands twice in one object`);
    const { kind, text } = reader.nextValue();
    switch (kind) {
      case "null":
        column.addNull();
        break;
      case "number":
      case "boolean":
        column.addBare(text);
        break;
      case "string":
      case "nested":
        column.addString(text);
        break;
      default:
        assertNever(kind);
    }
  }
}

function columnFor(name: string, row: number, { columns, budget }: Table): TextColumn {
  const known = columns.get(name);
  if (known !== undefined) return known;
  const column = new TextColumn(name, budget);
  columns.set(name, column);
  budget.openTable(row, columns.size);
  for (let missed = 0; missed < row; missed++) column.addNull();
  return column;
}
