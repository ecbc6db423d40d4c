import { cellReader } from "./cell-text.ts";
import { distinctNames, isNumberType, type ResultTable } from "./result-table.ts";

/** Few enough that a piece is written within a frame of the screen. */
const ROWS_PER_PIECE = 2_000;

/**
 * One JSON object a line, in pieces. Numbers are written with all their digits, BIGINT and DECIMAL too; what JSON has no number
 * for (`inf`, `nan`) is text, times are ISO 8601, and NULL is null.
 */
export function* jsonLinePieces({ batch, types }: ResultTable): Generator<string> {
  const names = distinctNames(batch.columns.map(({ name }) => name));
  const columns = batch.columns.map(({ column }, index) => {
    const read = cellReader(column);
    const write = jsonWriter(column.kind, types[index] ?? "");
    return { key: JSON.stringify(names[index]), value: (row: number) => write(read(row)) };
  });
  for (let from = 0; from < batch.rowCount; from += ROWS_PER_PIECE) {
    const lines: string[] = [];
    for (let row = from; row < Math.min(batch.rowCount, from + ROWS_PER_PIECE); row++) {
      lines.push(`{${columns.map(({ key, value }) => `${key}:${value(row)}`).join(",")}}\n`);
    }
    yield lines.join("");
  }
}

type JsonWriter = (text: string | undefined) => string;

function jsonWriter(kind: string, sqlType: string): JsonWriter {
  if (isNumberType(sqlType)) return orNull((text) => (isJsonNumber(text) ? text : JSON.stringify(text)));
  if (kind === "bool") return orNull((text) => text);
  if (kind === "timestamp") return orNull((text) => JSON.stringify(text.replace(" ", "T")));
  return orNull((text) => JSON.stringify(text));
}

function orNull(write: (text: string) => string): JsonWriter {
  return (text) => (text === undefined ? "null" : write(text));
}

function isJsonNumber(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/u.test(text);
}
