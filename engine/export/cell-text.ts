import { assertNever } from "../base/assert.ts";
import { civilDate } from "../base/civil-date.ts";
import type { Column, Utf8Column } from "../base/columns.ts";
import { decodeUtf8 } from "../base/utf8.ts";

const US_PER_SECOND = 1_000_000n;
const SECONDS_PER_DAY = 86_400;
/** What DuckDB stores for a TIMESTAMP of `infinity`, and its negative for the other end; exact as a double's neighbour too. */
const INFINITY_US = 9_223_372_036_854_775_000n;

/** A row's value as text, as DuckDB writes it; undefined is SQL's NULL. With `charactersMax` a longer text is cut behind an ellipsis. */
export type CellReader = (row: number, charactersMax?: number) => string | undefined;

/** Reads a column's values as text. */
export function cellReader(column: Column): CellReader {
  const read = reader(column);
  const valid = column.kind === "dictionary" ? undefined : column.valid;
  return (row, charactersMax) => (valid?.[row] === 0 ? undefined : read(row, charactersMax));
}

function reader(column: Column): CellReader {
  switch (column.kind) {
    case "int32":
    case "int64":
    case "float64":
      return (row) => numberText(column.values[row] ?? 0);
    case "bool":
      return (row) => (column.values[row] === 1 ? "true" : "false");
    case "timestamp":
      return (row) => timestampText(BigInt(column.values[row] ?? 0));
    case "utf8":
      return (row, charactersMax) => utf8Text(column, row, charactersMax);
    case "dictionary":
      return (row, charactersMax) => cut(column.dictionary[column.codes[row] ?? -1], charactersMax);
    default:
      return assertNever(column);
  }
}

/** As DuckDB writes numbers: `nan` and `inf` in small letters. */
function numberText(value: number | bigint): string {
  if (typeof value === "bigint" || Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

/** An instant as DuckDB writes a TIMESTAMP, the fraction only where there is one: `2001-04-06 22:00:00.25`. */
export function timestampText(timeUs: bigint): string {
  if (timeUs >= INFINITY_US) return "infinity";
  if (timeUs <= -INFINITY_US) return "-infinity";
  const fraction = ((timeUs % US_PER_SECOND) + US_PER_SECOND) % US_PER_SECOND;
  const second = Number((timeUs - fraction) / US_PER_SECOND);
  const day = Math.floor(second / SECONDS_PER_DAY);
  const inDay = second - day * SECONDS_PER_DAY;
  const clock = [Math.floor(inDay / 3_600), Math.floor(inDay / 60) % 60, inDay % 60].map(twoDigits).join(":");
  const tail = fraction === 0n ? "" : `.${String(fraction).padStart(6, "0").replace(/0+$/u, "")}`;
  const { year, month, day: dayOfMonth } = civilDate(day);
  const isBefore = year <= 0;
  const date = `${String(isBefore ? 1 - year : year).padStart(4, "0")}-${twoDigits(month)}-${twoDigits(dayOfMonth)}`;
  return `${date} ${clock}${tail}${isBefore ? " (BC)" : ""}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/** Decodes no more of a huge value than will be seen. */
function utf8Text({ bytes, offsets }: Utf8Column, row: number, charactersMax: number | undefined): string {
  const start = offsets[row] ?? 0;
  const end = offsets[row + 1] ?? start;
  if (charactersMax === undefined || end - start <= charactersMax) return decodeUtf8(bytes, start, end);
  // A character has up to four bytes; what the cut leaves of the last one is dropped with it.
  const seen = decodeUtf8(bytes, start, Math.min(end, start + 4 * charactersMax));
  return cut(seen, charactersMax) ?? "";
}

function cut(text: string | undefined, charactersMax: number | undefined): string | undefined {
  if (text === undefined || charactersMax === undefined || text.length <= charactersMax) return text;
  const last = text.charCodeAt(charactersMax - 1);
  const isHalf = last >= 0xd800 && last < 0xdc00;
  return `${text.slice(0, isHalf ? charactersMax - 1 : charactersMax)}…`;
}
