import { type CellReader, cellReader } from "./cell-text.ts";
import { isNumberType, type ResultTable } from "./result-table.ts";

/** Few enough that a piece is written within a frame of the screen. */
const ROWS_PER_PIECE = 2_000;

/** How a spreadsheet is kept from taking text for a formula: not at all, or by an apostrophe in front. */
export type FormulaGuard = "none" | "apostrophe";

/**
 * CSV as RFC 4180 has it, in pieces: a header, CRLF, fields in quotes where they need them, quotes doubled. NULL is an empty
 * field and the empty text `""`, as Spillway reads it back.
 */
export function* csvPieces({ batch, types }: ResultTable, guard: FormulaGuard = "none"): Generator<string> {
  const columns = batch.columns.map(({ column }, index) => {
    const isGuarded = guard === "apostrophe" && !isNumberType(types[index] ?? "");
    return { read: cellReader(column), isGuarded };
  });
  yield `${batch.columns.map(({ name }) => csvField(guard === "apostrophe" ? guarded(name) : name)).join(",")}\r\n`;
  for (let from = 0; from < batch.rowCount; from += ROWS_PER_PIECE) {
    const lines: string[] = [];
    for (let row = from; row < Math.min(batch.rowCount, from + ROWS_PER_PIECE); row++) {
      const fields = columns.map(({ read, isGuarded }) => {
        const text = read(row);
        return text === undefined ? "" : csvField(isGuarded ? guarded(text) : text);
      });
      lines.push(`${fields.join(",")}\r\n`);
    }
    yield lines.join("");
  }
}

function csvField(text: string): string {
  return text === "" || /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Whether a spreadsheet would take a text for a formula (OWASP: CSV injection). */
export function looksLikeFormula(text: string): boolean {
  return /^[=+\-@\t\r]/u.test(text);
}

function guarded(text: string): string {
  return looksLikeFormula(text) ? `'${text}` : text;
}

/** How many texts of a result a spreadsheet would take for formulas; stops counting at 1,000. */
export function countFormulas({ batch, types }: ResultTable): number {
  let count = 0;
  for (const [index, { column }] of batch.columns.entries()) {
    if (isNumberType(types[index] ?? "") || (column.kind !== "utf8" && column.kind !== "dictionary")) continue;
    const read = cellReader(column);
    for (let row = 0; row < batch.rowCount && count < 1_000; row++) {
      if (looksLikeFormula(read(row, 1) ?? "")) count += 1;
    }
  }
  return count;
}

/** A rectangle of cells, both corners included. */
export type CellRange = {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
};

/**
 * A range as spreadsheets paste it: tabs between fields, lines in LF, a field with a tab, a quote or a line end in quotes.
 * NULL is an empty field.
 */
export function tsvOf({ batch }: ResultTable, range: CellRange, hasHeader: boolean): string {
  const columns = batch.columns.slice(range.firstColumn, range.lastColumn + 1);
  const readers: readonly CellReader[] = columns.map(({ column }) => cellReader(column));
  const lines = hasHeader ? [columns.map(({ name }) => tsvField(name)).join("\t")] : [];
  for (let row = range.firstRow; row <= range.lastRow; row++) {
    lines.push(readers.map((read) => tsvField(read(row) ?? "")).join("\t"));
  }
  return lines.join("\n");
}

function tsvField(text: string): string {
  return /["\t\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
