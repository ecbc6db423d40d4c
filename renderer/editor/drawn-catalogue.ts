import type { SqlCatalogue } from "../../engine/protocol/inspection.ts";
import type { Drawing } from "../../engine/scenario/drawing.ts";
import { columnsOfSelect } from "./sql-names.ts";

type Column = SqlCatalogue["tables"][number]["columns"][number];

/** What bronze holds whatever the pipeline: Kafka's columns as Spark's source gives them, and ours. */
const BRONZE: readonly Column[] = [
  { name: "topic", type: "VARCHAR" },
  { name: "partition", type: "INTEGER" },
  { name: "offset", type: "BIGINT" },
  { name: "timestamp", type: "TIMESTAMP" },
  { name: "key", type: "VARCHAR" },
  { name: "value", type: "VARCHAR" },
  { name: "event_time", type: "TIMESTAMP" },
  { name: "correlation_id", type: "BIGINT" },
  { name: "batch_id", type: "BIGINT" },
];
const DEAD_LETTERS: readonly Column[] = [...BRONZE, { name: "reason", type: "VARCHAR" }];

const KEYWORDS =
  `select from where group by order having limit join left inner full cross on using as with union all distinct
  and or not in is null between like ilike case when then else end filter over partition rows range asc desc nulls first last
  cast try_cast true false interval timestamp date exists qualify asof except replace exclude`.split(/\s+/);

const FUNCTIONS: SqlCatalogue["functions"] = (
  [
    ["count", "count(arg)", "How many values are not NULL; count(*) counts rows."],
    ["sum", "sum(arg)", "The sum of all values."],
    ["avg", "avg(arg)", "The mean of all values."],
    ["min", "min(arg)", "The least value."],
    ["max", "max(arg)", "The greatest value."],
    ["quantile_disc", "quantile_disc(arg, share)", "The value below which this share of the values lies."],
    ["coalesce", "coalesce(value, ...)", "The first value that is not NULL."],
    ["nullif", "nullif(a, b)", "NULL when both are the same, else the first."],
    ["date_trunc", "date_trunc(part, timestamp)", "The timestamp, cut to the hour, the day, ..."],
    ["date_diff", "date_diff(part, start, end)", "How many boundaries of a part lie between two timestamps."],
    ["string_split", "string_split(text, separator)", "The parts of a text as a list; its first is number 1."],
    ["concat_ws", "concat_ws(separator, value, ...)", "The values as one text, joined by the separator."],
    ["strftime", "strftime(timestamp, format)", "A timestamp as text."],
    ["row_number", "row_number() over (...)", "The number of the row in its window, from 1."],
    ["arg_max", "arg_max(arg, by)", "The value of the row in which another is greatest."],
    ["to_minutes", "to_minutes(count)", "An interval of so many minutes."],
    ["time_bucket", "time_bucket(width, timestamp)", "The start of the interval that a timestamp falls into."],
  ] as const
).map(([name, signature, description]) => ({ name, signature, description }));

/** What SQL may name according to the drawing: enough to complete from while no engine runs. Types are known of bronze alone. */
export function drawnCatalogue({ nodes }: Pick<Drawing, "nodes">): SqlCatalogue {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const seen = new Map<string, readonly Column[]>();
  const columnsOf = (id: string): readonly Column[] => {
    const known = seen.get(id);
    if (known !== undefined) return known;
    seen.set(id, []); // A table that reads itself has no columns that its text tells.
    const node = byId.get(id);
    const sql = node?.value["sql"];
    const own = (): readonly Column[] => {
      if (node?.kind === "bronze") return BRONZE;
      if (node?.kind === "dead-letter") return DEAD_LETTERS;
      if (typeof sql !== "string") return [];
      const names = columnsOfSelect(sql, (table) =>
        byId.has(table) ? columnsOf(table).map(({ name }) => name) : undefined,
      );
      return names.map((name) => ({ name, type: "" }));
    };
    const columns = own();
    seen.set(id, columns);
    return columns;
  };
  const tables = nodes.filter(({ id }) => /^(bronze|silver|gold)\./.test(id));
  return {
    tables: tables.map(({ id }) => ({ name: id, columns: columnsOf(id) })),
    functions: FUNCTIONS,
    keywords: KEYWORDS,
  };
}
