import { cellReader } from "../../engine/export/cell-text.ts";
import type { ResultTable } from "../../engine/export/result-table.ts";
import { isNumberType } from "../../engine/export/result-table.ts";
import type { FileFormat } from "./file-format.ts";
import type { FileColumn, ImportMapping, TimeBucket, TimeColumn, ValueColumn } from "./import-mapping.ts";
import { epochUnitOf, isTimeType, isWholeType, readingsFor } from "./time-sql.ts";

/** What is known of a column from all rows of the file. */
export type ColumnProfile = FileColumn & {
  readonly nulls: number;
  /** About how many different values there are. */
  readonly distinct: number;
  /** By the key of a reading: how many of the first rows it can read. Only for texts. */
  readonly readable: ReadonlyMap<string, number>;
  /** How many of the first rows are a BIGINT, and a DOUBLE; only for texts. */
  readonly numeric: { readonly whole: number; readonly any: number };
};

/** A file as it was looked into: its first rows, and what all rows say of the columns. */
export type FileFacts = {
  readonly file: string;
  readonly format: FileFormat;
  readonly rowCount: number;
  readonly head: ResultTable;
  readonly columns: readonly ColumnProfile[];
  /** Occurs in no value of the file. */
  readonly separator: string;
  /** Its times say offsets from UTC, which DuckDB counts in. */
  readonly hasOffsets: boolean;
};

/** Words in the names of columns that say an instant, the likeliest first. */
const TIME_WORDS =
  /(?:^|[_\W])(?:event_?time|timestamp|time|date|ts|at|when|created|updated|occurred|started|ended)(?:$|[_\W])/iu;
const ID_WORDS = /(?:^|[_\W])(?:id|uuid|key|number|no|nr)(?:$|[_\W])/iu;

/** Words in the names of columns that say when a record came rather than when its event was. */
const ARRIVAL_WORDS =
  /(?:^|[_\W])(?:arriv\w*|receiv\w*|ingest\w*|upload\w*|sent|sent_?at|logged|process\w*)(?:$|[_\W])/iu;
/** A column of texts is taken for numbers when so many of its values are. */
const NUMERIC_SHARE = 0.8;

/** A first mapping that a person can correct: the likeliest time, the likeliest id, every other column as it is. */
export function suggestMapping(facts: FileFacts): ImportMapping {
  const { columns, rowCount, file, format, separator } = facts;
  const time = suggestTime(facts);
  const others = columns.filter(({ name }) => name !== time?.column);
  const identity = suggestIdentity(others, rowCount);
  const key = suggestKey(others, identity) ?? identity;
  const measure = others.find(
    ({ name, type }) => isNumberType(type) && name !== identity && !ID_WORDS.test(name),
  )?.name;
  return {
    title: file.replace(/\.[A-Za-z0-9]{1,8}$/u, "").slice(0, 200) || file.slice(0, 200),
    file,
    format,
    key,
    eventTime: time === undefined ? { kind: "row-number", perSecond: 100 } : { kind: "column", ...time },
    arrival: suggestArrival(others),
    speedup: 1,
    // A file of one column, its time, still has a value.
    values: (others.length === 0 ? columns : others).map((column) => suggestValue(column, facts)),
    identity,
    bucket: "hour",
    measure,
    separator,
  };
}

/** What is a number in nearly every row is a number, and the other rows are for the dead letters. */
function suggestValue({ name, type, nulls, numeric }: ColumnProfile, { head }: FileFacts): ValueColumn {
  const least = head.batch.rowCount * NUMERIC_SHARE;
  if (type === "VARCHAR" && numeric.any >= least) {
    return { column: name, type: numeric.whole === numeric.any ? "BIGINT" : "DOUBLE", isRequired: true };
  }
  return { column: name, type, isRequired: nulls === 0 && type !== "VARCHAR" };
}

function suggestArrival(columns: readonly ColumnProfile[]): ImportMapping["arrival"] {
  const found = columns.find(
    ({ name, type, nulls }) => ARRIVAL_WORDS.test(name) && type === "TIMESTAMP" && nulls === 0,
  );
  return found === undefined
    ? { kind: "event-time" }
    : { kind: "column", column: found.name, reading: { kind: "as-is" } };
}

function suggestTime({ columns, head }: FileFacts): TimeColumn | undefined {
  const rank = ({ name }: FileColumn): number => (ARRIVAL_WORDS.test(name) ? 2 : TIME_WORDS.test(name) ? 0 : 1);
  const named = columns.toSorted((one, other) => rank(one) - rank(other));
  const typed = named.find(({ type }) => isTimeType(type));
  if (typed !== undefined) return { column: typed.name, reading: { kind: "as-is" } };
  for (const column of named) {
    const reading = suggestReading(column, head);
    if (reading !== undefined) return { column: column.name, reading };
  }
  return undefined;
}

/** The reading under which a column says instants; undefined when it does not seem to. */
export function suggestReading(column: ColumnProfile, head: ResultTable): TimeColumn["reading"] | undefined {
  if (isTimeType(column.type)) return { kind: "as-is" };
  if (isWholeType(column.type) || column.type === "DOUBLE") {
    const unit = epochUnitOf(firstNumber(column.name, head));
    return unit === undefined ? undefined : { kind: "epoch", unit };
  }
  const [best] = readingsFor(column.type)
    .map(({ reading }, index) => ({ reading, index, count: column.readable.get(keyAt(index)) ?? 0 }))
    .toSorted((one, other) => other.count - one.count || one.index - other.index);
  // A column of which few values can be read as times is not one.
  return best !== undefined && best.count > 0 && best.count * 2 >= head.batch.rowCount ? best.reading : undefined;
}

/** Readings of a text are counted by their place in the list. */
export function keyAt(index: number): string {
  return `reading ${index}`;
}

function firstNumber(name: string, { batch }: ResultTable): number {
  const found = batch.columns.find((column) => column.name === name);
  if (found === undefined) return Number.NaN;
  const read = cellReader(found.column);
  for (let row = 0; row < batch.rowCount; row++) {
    const text = read(row);
    if (text !== undefined) return Number(text);
  }
  return Number.NaN;
}

function suggestIdentity(columns: readonly ColumnProfile[], rowCount: number): string | undefined {
  // The count of different values is an estimate that may be a few percent off.
  const candidates = columns.filter(
    ({ nulls, distinct, type }) => nulls === 0 && type !== "DOUBLE" && distinct >= rowCount * 0.9,
  );
  return candidates.find(({ name }) => ID_WORDS.test(name))?.name;
}

/** What groups rows well: few values that come again and again. */
function suggestKey(columns: readonly ColumnProfile[], identity: string | undefined): string | undefined {
  const groups = columns.filter(
    ({ name, type, distinct, nulls }) =>
      name !== identity &&
      (type === "VARCHAR" || isWholeType(type)) &&
      distinct >= 2 &&
      distinct <= 10_000 &&
      nulls === 0,
  );
  return (groups.find(({ type }) => type === "VARCHAR") ?? groups[0])?.name;
}

/** A bucket of time that makes some dozens of groups of a span. */
export function bucketFor(seconds: number): TimeBucket {
  if (seconds <= 3 * 3_600) return "minute";
  return seconds <= 4 * 86_400 ? "hour" : "day";
}
