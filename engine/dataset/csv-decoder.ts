import type { ColumnBatch } from "../base/columns.ts";
import { decodeUtf8 } from "../base/utf8.ts";
import { CsvReader } from "./csv-reader.ts";
import type { DecodeBudget } from "./decode-budget.ts";
import { demand } from "./decode-failure.ts";
import { TextColumn } from "./text-column.ts";

/**
 * Reads CSV as RFC 4180 has it: a header of distinct names, commas, every row as many fields as the header, fields with commas,
 * quotes or line ends in quotes, quotes doubled; lines may end in LF as well. An empty field is NULL, `""` the empty text.
 * A column's type is what all its values share: BIGINT, DOUBLE, BOOLEAN, TIMESTAMP (ISO 8601), else VARCHAR.
 */
export function decodeCsv(bytes: Uint8Array, budget: DecodeBudget): ColumnBatch {
  const reader = new CsvReader(bytes);
  const columns = readHeader(reader, budget);
  let rowCount = 0;
  while (!reader.isAtEnd) {
    budget.openTable(++rowCount, columns.length);
    readRow(reader, columns);
  }
  return { rowCount, columns: columns.map((column) => ({ name: column.name, column: column.column() })) };
}

function readHeader(reader: CsvReader, budget: DecodeBudget): readonly TextColumn[] {
  demand(!reader.isAtEnd, "the CSV file is empty: its first line must name the columns");
  const columns: TextColumn[] = [];
  const names = new Set<string>();
  do {
    const name = decodeUtf8(reader.next());
    const place = `line ${reader.fieldLine}, field ${columns.length + 1}`;
    demand(name !== "", `${place}: a column has no name`);
    demand(!names.has(name), `${place}: there are two columns named ${name}`);
    names.add(name);
    columns.push(new TextColumn(name, budget));
    budget.openTable(0, columns.length);
  } while (!reader.isRowEnd);
  const [only] = columns;
  if (columns.length === 1 && only !== undefined) demandCommas(only.name);
  return columns;
}

/** A header that is one field because something else stands between its names would make a table of one wide column. */
function demandCommas(name: string): void {
  for (const [sign, word] of OTHER_SEPARATORS) {
    demand(
      !name.includes(sign),
      `line 1: the names stand between ${word}, and CSV is read with commas: save it with commas`,
    );
  }
}

const OTHER_SEPARATORS = [
  [";", "semicolons"],
  ["\t", "tabs"],
  ["|", "bars"],
] as const;

function readRow(reader: CsvReader, columns: readonly TextColumn[]): void {
  let count = 0;
  do {
    const value = reader.next();
    const column = columns[count++];
    if (column === undefined) continue;
    if (value.length === 0 && !reader.isQuoted) column.addNull();
    else column.addBare(value);
  } while (!reader.isRowEnd);
  const fields = count === 1 ? "1 field" : `${count} fields`;
  demand(count === columns.length, `line ${reader.rowLine}: ${fields}, but the header names ${columns.length}`);
}
