import { beforeEach, describe, expect, test } from "vitest";
import type { DuckDbTables } from "../duckdb/duckdb-tables.ts";
import type { GoldNode, SilverNode } from "../scenario/scenario.ts";
import { freshDuckDbTables } from "../testing/duckdb-tables.ts";
import {
  bronzeNode,
  deadLetterNode,
  goldNode,
  lakePlan,
  referenceNode,
  silverNode,
  TEST_JOB,
} from "../testing/lake-plans.ts";
import { Lake } from "./lake.ts";
import type { PipelineSqlProblem } from "./pipeline-problem.ts";

let tables: DuckDbTables;

beforeEach(async () => {
  tables = await freshDuckDbTables();
  tables.exec("create table main.airports as select 'ORD' as iata, 300 as utc_offset_min");
});

const SILVER = "select try_cast(value as bigint) as id, key as origin, event_time, correlation_id from bronze.events";
const GOLD = "select origin, count(*) as n, sum(id)::bigint as cents from silver.flight group by all";
const REFERENCE = "select iata, utc_offset_min from airports";

type Parts = {
  readonly silver?: string;
  readonly silverParts?: Partial<Pick<SilverNode, "quality" | "merge">>;
  readonly gold?: string;
  readonly goldParts?: Partial<Pick<GoldNode, "groupBy" | "feed" | "money">>;
  readonly reference?: string;
};

function open({ silver = SILVER, silverParts = {}, gold = GOLD, goldParts = {}, reference = REFERENCE }: Parts = {}) {
  const merge = { key: ["id"], orderBy: ["event_time"] };
  return Lake.open(
    tables,
    lakePlan(
      [
        { node: bronzeNode("bronze.events"), from: TEST_JOB },
        {
          node: silverNode("silver.flight", silver, { merge, rejects: "silver.dlq", ...silverParts }),
          from: "bronze.events",
        },
        { node: deadLetterNode("silver.dlq"), from: "silver.flight" },
        { node: goldNode("gold.origin", gold, { groupBy: ["origin"], ...goldParts }), from: "silver.flight" },
      ],
      [referenceNode("silver.airport", "airports", reference)],
    ),
  );
}

function problems(parts: Parts): readonly PipelineSqlProblem[] {
  const lake = open(parts);
  return lake.ok ? [] : lake.error;
}

test("sound SQL opens, with every table empty and its columns known", () => {
  const lake = open();
  if (!lake.ok) throw new Error(JSON.stringify(lake.error));
  expect(lake.value.tableIds).toEqual([
    "silver.airport",
    "bronze.events",
    "silver.flight",
    "silver.dlq",
    "gold.origin",
  ]);
  expect(lake.value.columnsOf("gold.origin")).toEqual([
    { name: "origin", type: "VARCHAR" },
    { name: "n", type: "BIGINT" },
    { name: "cents", type: "BIGINT" },
  ]);
  expect(lake.value.head("silver.airport")).toMatchObject({ version: 0, rowCount: 1 });
  expect(lake.value.digest("silver.airport")).toBe(lake.value.head("silver.airport").contentHash);
  expect(tables.query("select * from silver.airport").columns).toEqual([["ORD"], [300]]);
});

describe("problems are located inside the field's own text", () => {
  test.each<
    [
      string,
      Parts,
      {
        nodeId: string;
        path: readonly (string | number)[];
        line: number;
        column: number;
        message: string;
        first?: string;
      },
    ]
  >([
    [
      "a column that bronze does not have",
      { silver: "select\n  valeu as origin,\n  correlation_id\nfrom bronze.events" },
      { nodeId: "silver.flight", path: ["sql"], line: 2, column: 3, message: '"valeu" not found', first: "value" },
    ],
    [
      "a function that does not exist",
      { silver: SILVER.replace("try_cast(value as bigint)", "split_it(value)") },
      { nodeId: "silver.flight", path: ["sql"], line: 1, column: 8, message: "split_it does not exist" },
    ],
    [
      "no query at all",
      { silver: "describe bronze.events" },
      { nodeId: "silver.flight", path: ["sql"], line: 1, column: 1, message: "one SELECT statement" },
    ],
    [
      "an extension that is not there",
      { silver: SILVER.replace("key as", "value ->> 'key' as") },
      { nodeId: "silver.flight", path: ["sql"], line: 1, column: 1, message: "DuckDB's json extension" },
    ],
    [
      "a silver table that loses the correlation id",
      { silver: "select value as origin from bronze.events", silverParts: { merge: { key: ["origin"], orderBy: [] } } },
      { nodeId: "silver.flight", path: ["sql"], line: 1, column: 1, message: "correlation_id" },
    ],
    [
      "the dataset of a reference table",
      { silver: SILVER.replace("bronze.events", "airports") },
      { nodeId: "silver.flight", path: ["sql"], line: 1, column: 88, message: "cannot read table airports" },
    ],
    [
      "a quality rule on a column that is not there",
      { silverParts: { quality: [{ reason: "bad", require: "id > 0\n and orign = 'ORD'" }] } },
      {
        nodeId: "silver.flight",
        path: ["quality", 0, "require"],
        line: 2,
        column: 6,
        message: '"orign" not found',
        first: "origin",
      },
    ],
    [
      "a quality rule that reads bronze",
      { silverParts: { quality: [{ reason: "bad", require: "id in (select 1 from bronze.events)" }] } },
      {
        nodeId: "silver.flight",
        path: ["quality", 0, "require"],
        line: 1,
        column: 22,
        message: "it may read: silver.airport",
      },
    ],
    [
      "a merge key that is not there",
      { silverParts: { merge: { key: ["id", "flight"], orderBy: [] } } },
      { nodeId: "silver.flight", path: ["merge", "key", 1], line: 1, column: 1, message: "yields no column flight" },
    ],
    [
      "a gold table that reads bronze",
      { gold: GOLD.replace("silver.flight", "bronze.events") },
      {
        nodeId: "gold.origin",
        path: ["sql"],
        line: 1,
        column: 61,
        message: "it may read: silver.flight, silver.airport",
      },
    ],
    [
      "a column that silver does not have",
      { gold: GOLD.replace("sum(id)", "sum(idd)") },
      { nodeId: "gold.origin", path: ["sql"], line: 1, column: 35, message: '"idd" not found', first: "id" },
    ],
    [
      "a group column that is not there",
      { goldParts: { groupBy: ["airport"] } },
      { nodeId: "gold.origin", path: ["groupBy", 0], line: 1, column: 1, message: "yields no column airport" },
    ],
    [
      "money that is no whole number",
      { gold: GOLD.replace("::bigint", "::double"), goldParts: { money: { column: "cents", unitsPerDollar: 100 } } },
      { nodeId: "gold.origin", path: ["money", "column"], line: 1, column: 1, message: "cents is DOUBLE" },
    ],
    [
      "an aggregate that hangs on the order of the rows",
      { gold: "select origin, any_value(id) as one from silver.flight group by all" },
      { nodeId: "gold.origin", path: ["sql"], line: 1, column: 16, message: "order of the rows" },
    ],
    [
      "a feed that adds up what does not add up",
      { gold: "select origin, max(id) as top from silver.flight group by all", goldParts: { feed: "batch" } },
      { nodeId: "gold.origin", path: ["sql"], line: 1, column: 16, message: "max does not add up" },
    ],
    [
      "a feed that adds up texts",
      {
        gold: "select origin, 'x' as note, count(*) as n from silver.flight group by all",
        goldParts: { feed: "unseen" },
      },
      { nodeId: "gold.origin", path: ["feed"], line: 1, column: 1, message: "note is VARCHAR" },
    ],
    [
      "two columns of one name",
      { gold: "select origin, count(*) as n, sum(id) as N from silver.flight group by all" },
      { nodeId: "gold.origin", path: ["sql"], line: 1, column: 1, message: "two columns are called" },
    ],
    [
      "a name of the engine's own",
      { silver: SILVER.replace("as origin", "as __hash, key as origin") },
      { nodeId: "silver.flight", path: ["sql"], line: 1, column: 1, message: "__hash" },
    ],
    [
      "a name that DuckDB finds rows by",
      { silver: SILVER.replace("as origin", "as RowID, key as origin") },
      { nodeId: "silver.flight", path: ["sql"], line: 1, column: 1, message: "RowID" },
    ],
    [
      "a reference table's SQL",
      { reference: "select iatta from airports" },
      { nodeId: "silver.airport", path: ["sql"], line: 1, column: 8, message: '"iatta" not found', first: "iata" },
    ],
  ])("%s", (_name, parts, { nodeId, path, line, column, message, first }) => {
    const found = problems(parts);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ nodeId, path, problem: { line, column } });
    expect(found[0]?.problem.message).toContain(message);
    if (first !== undefined) expect(found[0]?.problem.candidates[0]).toBe(first);
  });
});

test("every table's problems are told at once, but not those that only follow from another's", () => {
  const found = problems({
    silver: "select nothing from bronze.events",
    gold: "select nothing from silver.flight",
    reference: "select nothing from airports",
  });
  expect(found.map(({ nodeId }) => nodeId)).toEqual(["silver.airport", "silver.flight"]);
});

test("a table may be called by a word that SQL reserves", () => {
  const lake = Lake.open(
    tables,
    lakePlan([
      { node: bronzeNode("bronze.order"), from: TEST_JOB },
      {
        node: silverNode("silver.table", 'select value as "select", correlation_id from bronze.order', {
          merge: { key: ["select"], orderBy: [] },
        }),
        from: "bronze.order",
      },
      {
        node: goldNode("gold.group", 'select "select", count(*) as "from" from silver.table group by all', {
          groupBy: ["select"],
        }),
        from: "silver.table",
      },
    ]),
  );
  expect(lake.ok).toBe(true);
});

test.each([
  "-- a comment first\nselect origin, count(*) as n from silver.flight group by all -- and last",
  "with f as (select * from silver.flight) select origin, count(*) as n from f group by all;",
  "from silver.flight select origin, count(*) as n group by all",
  "(select origin, 1 as n from silver.flight) union (select 'none', 0)",
  "select * from (values ('ORD', 1)) as t(origin, n)",
])("every form of a SELECT opens: %s", (gold) => {
  expect(problems({ gold })).toEqual([]);
});
