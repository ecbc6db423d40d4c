import { dayNumber } from "../../engine/base/civil-date.ts";
import { cellReader } from "../../engine/export/cell-text.ts";
import { isNumberType, type ResultTable } from "../../engine/export/result-table.ts";

/** What a column's values are on an axis. */
export type AxisKind = "number" | "time" | "words";

/** More bars than this are too thin to tell apart. */
export const BARS_MAX = 60;

const US_PER_DAY = 86_400_000_000;

export function axisKind(type: string): AxisKind {
  if (isNumberType(type)) return "number";
  return type === "DATE" || type.startsWith("TIMESTAMP") ? "time" : "words";
}

/** Points in the order of x; those without a value are left out. Times are microseconds since 1970. */
export type Points = { readonly xs: readonly number[]; readonly ys: readonly number[] };
export type Bars = { readonly labels: readonly string[]; readonly values: readonly number[]; readonly left: number };

/** Two columns as points. */
export function pointsOf(table: ResultTable, x: number, y: number): Points {
  const readX = numberReader(table, x);
  const readY = numberReader(table, y);
  const points: { readonly x: number; readonly y: number }[] = [];
  for (let row = 0; row < table.batch.rowCount; row++) {
    const point = { x: readX(row), y: readY(row) };
    if (Number.isFinite(point.x) && Number.isFinite(point.y)) points.push(point);
  }
  points.sort((one, other) => one.x - other.x);
  return { xs: points.map((point) => point.x), ys: points.map((point) => point.y) };
}

/** Two columns as bars in the order of the rows; `left` rows have no room any more. */
export function barsOf(table: ResultTable, x: number, y: number): Bars {
  const column = table.batch.columns[x]?.column;
  const readX = column === undefined ? () => undefined : cellReader(column);
  const readY = numberReader(table, y);
  const count = Math.min(BARS_MAX, table.batch.rowCount);
  const rows = Array.from({ length: count }, (_, row) => row);
  return {
    labels: rows.map((row) => readX(row, 60) ?? "NULL"),
    values: rows.map((row) => (Number.isFinite(readY(row)) ? readY(row) : 0)),
    left: table.batch.rowCount - count,
  };
}

function numberReader({ batch, types }: ResultTable, index: number): (row: number) => number {
  const column = batch.columns[index]?.column;
  if (column === undefined) return () => Number.NaN;
  if (column.kind === "timestamp") {
    return (row) => (column.valid?.[row] === 0 ? Number.NaN : Number(column.values[row] ?? Number.NaN));
  }
  const read = cellReader(column);
  const isDate = types[index] === "DATE";
  return (row) => {
    const text = read(row);
    if (text === undefined) return Number.NaN;
    return isDate ? dateUs(text) : Number(text);
  };
}

function dateUs(text: string): number {
  const [, year, month, day] = /^(\d{4,})-(\d\d)-(\d\d)$/u.exec(text) ?? [];
  if (year === undefined) return Number.NaN;
  return dayNumber({ year: Number(year), month: Number(month), day: Number(day) }) * US_PER_DAY;
}

/** At most two points for each of `buckets` equal parts of the x axis, its lowest and its highest: what a line of that many pixels can show. */
export function thin({ xs, ys }: Points, buckets: number): Points {
  if (xs.length <= buckets * 2) return { xs, ys };
  const from = xs[0] ?? 0;
  const span = (xs.at(-1) ?? 0) - from || 1;
  const extremes = new Map<number, { readonly low: number; readonly high: number }>();
  for (const [index, x] of xs.entries()) {
    const bucket = Math.min(buckets - 1, Math.floor(((x - from) / span) * buckets));
    const { low, high } = extremes.get(bucket) ?? { low: index, high: index };
    const y = ys[index] ?? 0;
    extremes.set(bucket, { low: y < (ys[low] ?? 0) ? index : low, high: y > (ys[high] ?? 0) ? index : high });
  }
  const kept = [...extremes.values()].flatMap(({ low, high }) =>
    low === high ? [low] : [Math.min(low, high), Math.max(low, high)],
  );
  return { xs: kept.map((index) => xs[index] ?? 0), ys: kept.map((index) => ys[index] ?? 0) };
}

const SECOND_US = 1_000_000;
const TIME_STEPS_US = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_US),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60 * SECOND_US),
  ...[1, 2, 3, 6, 12].map((hours) => hours * 3_600 * SECOND_US),
  ...[1, 2, 7, 14, 30, 90, 180, 365].map((days) => days * US_PER_DAY),
];

/** Round values inside a range, about `count` of them. */
export function ticks(from: number, to: number, count: number, kind: AxisKind): readonly number[] {
  const span = to - from;
  if (!(span > 0)) return [from];
  const step = kind === "time" && span / count >= SECOND_US ? timeStep(span / count) : roundStep(span / count);
  const found: number[] = [];
  for (let value = Math.ceil(from / step) * step; value <= to + step * 1e-9; value += step) found.push(value);
  return found;
}

function timeStep(least: number): number {
  return TIME_STEPS_US.find((step) => step >= least) ?? Math.ceil(least / (365 * US_PER_DAY)) * 365 * US_PER_DAY;
}

function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= least) ?? 10;
  return factor * power;
}
