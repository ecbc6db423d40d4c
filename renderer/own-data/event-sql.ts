import { assertNever } from "../../engine/base/assert.ts";
import { quoteName, quoteText } from "../sql-text/quote-sql.ts";
import type { Arrival, EventTime, ImportMapping } from "./import-mapping.ts";
import { timeSql } from "./time-sql.ts";

/** A NULL inside a record's value, as Hive and PostgreSQL write it. */
export const NULL_MARK = "\\N";

/** Where rows without a time of their own begin. */
const FIRST_INSTANT = "timestamp '2025-01-01 00:00:00'";

/** Where the rows come from, and what says how many rows of the file lie before one. */
export type RowSource = { readonly table: string; readonly rowNumber: string };

/** One SELECT over a file's rows that makes a record of each row whose times can be read: what a workload's `sql` is. */
export function eventSql(mapping: ImportMapping, { table, rowNumber }: RowSource): string {
  const { eventTime, arrival, key } = mapping;
  const eventTimeSql = eventTimeOf(eventTime, rowNumber);
  const arrivalSql = arrivalOf(arrival, eventTimeSql, rowNumber);
  const conditions = [
    ...(eventTime.kind === "column" ? [`${eventTimeSql} is not null`] : []),
    ...(arrival.kind === "column" ? [`${arrivalSql} is not null`] : []),
  ];
  return [
    "select",
    `  ${eventTimeSql} as event_time,`,
    `  ${arrivalSql} as arrival,`,
    `  ${key === undefined ? "cast(null as varchar)" : `cast(${quoteName(key)} as varchar)`} as key,`,
    `  ${valueSql(mapping)} as value`,
    `from ${table}`,
    ...(conditions.length === 0 ? [] : [`where ${conditions.join("\n  and ")}`]),
  ].join("\n");
}

function eventTimeOf(eventTime: EventTime, rowNumber: string): string {
  switch (eventTime.kind) {
    case "column":
      return timeSql(eventTime);
    case "row-number":
      return pacedSql(rowNumber, eventTime.perSecond);
    default:
      return assertNever(eventTime);
  }
}

function arrivalOf(arrival: Arrival, eventTimeSql: string, rowNumber: string): string {
  switch (arrival.kind) {
    case "event-time":
      return eventTimeSql;
    case "column":
      return timeSql(arrival);
    case "rate":
      return pacedSql(rowNumber, arrival.perSecond);
    default:
      return assertNever(arrival);
  }
}

function pacedSql(rowNumber: string, perSecond: number): string {
  return `${FIRST_INSTANT} + to_microseconds(cast(${rowNumber} * ${1_000_000 / perSecond} as bigint))`;
}

/** The value: the columns as text with the separator between them. */
function valueSql({ values, separator }: ImportMapping): string {
  const fields = values.map(({ column }) => `coalesce(cast(${quoteName(column)} as varchar), ${quoteText(NULL_MARK)})`);
  return `concat_ws(${quoteText(separator)}, ${fields.join(", ")})`;
}
