/** What the records of a source look like to SQL, as far as the scenario tells. */
export type RecordShape =
  /** The engine's own generator: `entity_id|update_no|key|amount_cents|event_time`. */
  | { readonly kind: "generated" }
  /** A mapping names the columns that make the value. */
  | { readonly kind: "columns"; readonly names: readonly string[]; readonly separator: string }
  /** SQL made the value, or nobody knows. */
  | { readonly kind: "opaque" };

/** The part of a silver table that follows from what feeds it. */
export type SilverDefaults = {
  readonly sql: string;
  readonly merge?: { readonly key: readonly string[]; readonly orderBy: readonly string[] };
  readonly sink?: { readonly mode: "append" };
  /** The rule that a row must keep as soon as there is a dead-letter table. */
  readonly rule: { readonly reason: string; readonly require: string };
};

/** The part of a gold table that follows from what feeds it. */
export type GoldDefaults = {
  readonly sql: string;
  readonly groupBy: readonly string[];
  readonly money?: { readonly column: string; readonly unitsPerDollar: number };
};

/** A silver table's SQL over a bronze table with records of a shape. */
export function silverDefaults(bronzeId: string, shape: RecordShape): SilverDefaults {
  switch (shape.kind) {
    case "generated":
      return {
        sql: generatedSql(bronzeId),
        merge: { key: ["order_id"], orderBy: ["update_no", "offset"] },
        rule: { reason: "not_castable", require: "order_id is not null and amount_cents is not null" },
      };
    case "columns":
      return {
        sql: columnsSql(bronzeId, shape.names, shape.separator),
        sink: { mode: "append" },
        rule: { reason: "too_few_columns", require: `${quoted(shape.names.at(-1) ?? "value")} is not null` },
      };
    case "opaque":
      return {
        sql: `select key, value, event_time, "offset", correlation_id\nfrom ${bronzeId}\n`,
        sink: { mode: "append" },
        rule: { reason: "no_value", require: "value is not null" },
      };
  }
}

function generatedSql(bronzeId: string): string {
  return `select
  try_cast(part[1] as bigint) as order_id,
  try_cast(part[2] as integer) as update_no,
  part[3] as customer,
  try_cast(part[4] as bigint) as amount_cents,
  event_time,
  "offset",
  correlation_id
from (
  select string_split(value, '|') as part, event_time, "offset", correlation_id
  from ${bronzeId}
)
`;
}

function columnsSql(bronzeId: string, names: readonly string[], separator: string): string {
  const columns = names.map((name, index) => `  part[${index + 1}] as ${quoted(name)},`);
  return `select
${columns.join("\n")}
  key,
  event_time,
  correlation_id
from (
  select string_split(value, '${separator.replaceAll("'", "''")}') as part, key, event_time, correlation_id
  from ${bronzeId}
)
`;
}

/** A gold table's SQL over a silver table with rows of a shape: what can be counted, by what groups it best. */
export function goldDefaults(silverId: string, shape: RecordShape): GoldDefaults {
  if (shape.kind === "generated")
    return {
      sql: `select customer, count(*) as orders, sum(amount_cents)::bigint as amount_cents
from ${silverId}
group by all
`,
      groupBy: ["customer"],
      money: { column: "amount_cents", unitsPerDollar: 100 },
    };
  return { sql: countSql(silverId, "key"), groupBy: ["key"] };
}

/** Counts the rows of a silver table by one of its columns. */
export function countSql(silverId: string, column: string): string {
  return `select ${quoted(column)}, count(*) as records\nfrom ${silverId}\ngroup by all\n`;
}

/** A column's name as SQL takes it: bare where that is safe. */
function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && name !== "offset" ? name : `"${name.replaceAll('"', '""')}"`;
}

/** The table that a default SQL reads; undefined for SQL that a person wrote. */
export function tableOfDefault(sql: string, shape: RecordShape): string | undefined {
  const table = /from ((?:bronze|silver)\.[a-z_][a-z0-9_]*)/.exec(sql)?.[1];
  if (table === undefined) return undefined;
  const isDefault = [silverDefaults(table, shape).sql, goldDefaults(table, shape).sql].includes(sql);
  return isDefault ? table : undefined;
}
