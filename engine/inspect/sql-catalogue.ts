import { ACTING_FUNCTIONS } from "../lake/function-catalogue.ts";
import type { SqlCatalogue } from "../protocol/inspection.ts";
import type { Assembly } from "../world/assembly.ts";

type NamedFunction = SqlCatalogue["functions"][number];

/** Names that a person can write as they are; others are operators or DuckDB's own. */
const PLAIN_NAME = /^[a-z][a-z0-9_]*$/u;

const FUNCTIONS =
  "select function_name, parameters::varchar, parameter_types::varchar, coalesce(return_type, ''), coalesce(description, ''), function_type " +
  "from duckdb_functions() where function_type in ('scalar', 'aggregate', 'macro', 'table') " +
  "order by function_name, description is null, len(parameters)";

/** Words that completion offers: those that no name can be, and the names of types and joins. */
const KEYWORDS =
  "select keyword_name from duckdb_keywords() where keyword_category in ('reserved', 'type_function', 'column_name') order by all";

/** What an editor of SQL completes from: the run's tables, and what DuckDB can do offline, each function once. */
export function sqlCatalogueOf({ lake, tables }: Pick<Assembly, "lake" | "tables">): SqlCatalogue {
  const { outside } = lake.functions;
  const functions = new Map<string, NamedFunction>();
  const [names = [], parameters = [], types = [], returns = [], descriptions = [], kinds = []] =
    tables.reader.query(FUNCTIONS).columns;
  for (const [index, value] of names.entries()) {
    const name = String(value);
    const isRefused = outside.has(name) || ACTING_FUNCTIONS.has(name) || !PLAIN_NAME.test(name);
    if (isRefused || functions.has(name)) continue;
    const given = listOf(parameters[index]);
    const ofType = listOf(types[index]);
    const written = given.map((parameter, place) => [parameter, ofType[place]].filter(isSaid).join(" ")).join(", ");
    const result = kinds[index] === "table" ? " rows" : returns[index] === "" ? "" : ` ${String(returns[index])}`;
    const signature = `${name}(${written})${result === "" ? "" : ` →${result}`}`;
    functions.set(name, { name, signature, description: String(descriptions[index]) });
  }
  return {
    tables: lake.tableIds.map((name) => ({ name, columns: lake.columnsOf(name) })),
    functions: [...functions.values()],
    keywords: (tables.reader.query(KEYWORDS).columns[0] ?? []).map(String),
  };
}

/** A list as DuckDB writes it: `[a, 'B[]', NULL]`. */
function listOf(value: unknown): readonly string[] {
  const inside = String(value ?? "").slice(1, -1);
  return inside === "" ? [] : inside.split(", ").map((item) => item.replaceAll("'", ""));
}

function isSaid(word: string | undefined): boolean {
  return word !== undefined && word !== "NULL";
}
