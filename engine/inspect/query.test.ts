import { beforeAll, describe, expect, it } from "vitest";
import type { ColumnBatch } from "../base/columns.ts";
import type { QueryOutcome } from "../protocol/inspection.ts";
import type { EngineSession } from "../protocol/messages.ts";
import { ordersScenario } from "../testing/orders-scenario.ts";
import { freshSession, runScenarioText } from "../testing/run-scenario.ts";

const ORDERS = ordersScenario({ poisonShare: 0.05, hasGate: true });
const END_US = 3_600_000_000;
const SLOW = "select count(*) from range(1000000) a, range(100000) b where a.range * b.range % 7 = 3";

async function load(untilUs: number): Promise<EngineSession> {
  const session = freshSession();
  const loaded = await session.ask("load", { scenarioText: ORDERS, datasets: [], runsChecks: true });
  expect(loaded).toMatchObject({ kind: "loaded" });
  await session.ask("advance", { untilUs, maxEvents: 1e9 });
  return session;
}

function ask(
  session: EngineSession,
  sql: string,
  more: { atUs?: number; rowLimit?: number } = {},
): Promise<QueryOutcome> {
  return session.ask("query", { sql, rowLimit: 100, ...more });
}

function valuesOf({ columns }: ColumnBatch, index: number): readonly unknown[] {
  const column = columns[index]?.column;
  if (column === undefined) return [];
  if (column.kind === "dictionary") return [...column.codes].map((code) => column.dictionary[code]);
  if (column.kind !== "utf8") return Array.from(column.values as Float64Array, Number);
  const decoder = new TextDecoder();
  return Array.from({ length: column.offsets.length - 1 }, (_, row) =>
    column.valid?.[row] === 0
      ? null
      : decoder.decode(column.bytes.subarray(column.offsets[row], column.offsets[row + 1])),
  );
}

async function rowsOf(session: EngineSession, sql: string, more: { atUs?: number; rowLimit?: number } = {}) {
  const outcome = await ask(session, sql, more);
  if (outcome.kind !== "rows") throw new Error(JSON.stringify(outcome));
  return outcome;
}

async function complaintOf(session: EngineSession, sql: string) {
  const outcome = await ask(session, sql);
  if (outcome.kind !== "refused") throw new Error(`${sql} was not refused`);
  return outcome.complaint;
}

describe("a person's query", () => {
  let session: EngineSession;
  beforeAll(async () => {
    session = await load(END_US);
  });

  it("keeps the order that it asks for, and tells types and versions", async () => {
    const { batch, types, versions, isCut } = await rowsOf(
      session,
      "select customer, orders, amount_cents / 100.0 as dollars from gold.revenue order by orders desc, customer;",
    );
    const orders = valuesOf(batch, 1) as number[];
    expect(orders).toEqual([...orders].sort((left, right) => right - left));
    expect(types).toEqual(["VARCHAR", "BIGINT", "DOUBLE"]);
    expect(isCut).toBe(false);
    expect(versions.map(([table]) => table)).toEqual(["gold.revenue"]);
  });

  it("gets no more rows than its limit, and is told that there were more", async () => {
    const cut = await rowsOf(session, "from silver.orders select order_id -- all of them", { rowLimit: 7 });
    expect([cut.batch.rowCount, valuesOf(cut.batch, 0).length, cut.isCut]).toEqual([7, 7, true]);
    const exact = await rowsOf(session, "select unnest(['a', null, 'c'])", { rowLimit: 3 });
    expect([valuesOf(exact.batch, 0), exact.isCut]).toEqual([["a", null, "c"], false]);
  });

  it("gets values of other types as text, and columns of one name apart", async () => {
    const { batch, types } = await rowsOf(
      session,
      "select 1.50::decimal(9,2) as d, [1, 2] as l, {'a': 1} as s, date '2001-04-01' as day, null as n, 170::hugeint as h, 1 as d",
    );
    expect(types.slice(0, 4)).toEqual(["DECIMAL(9,2)", "INTEGER[]", "STRUCT(a INTEGER)", "DATE"]);
    expect([0, 1, 2, 3, 4, 5].map((index) => valuesOf(batch, index)[0])).toEqual([
      "1.50",
      "[1, 2]",
      "{'a': 1}",
      "2001-04-01",
      expect.anything(),
      "170",
    ]);
    expect(new Set(batch.columns.map(({ name }) => name)).size).toBe(7);
  });

  it("may use what gives another value each time: it is not part of the run", async () => {
    expect((await rowsOf(session, "select now() is not null, random() < 2")).batch.rowCount).toBe(1);
    expect((await rowsOf(session, "select count(*) from silver.orders using sample 10%")).batch.rowCount).toBe(1);
  });

  it.each([
    ["", "There is no SQL here."],
    ["commit; drop table gold.revenue", "Only a SELECT can be run here"],
    ["select 1; drop table gold.revenue", "Only one SELECT statement can be run at a time."],
    ["insert into gold.revenue values (1)", "Only a SELECT"],
    ["with x as (select 1) insert into gold.revenue select * from x", ""],
    ["explain select 1", "Only a SELECT"],
    ["pragma database_list", "Only a SELECT"],
    ["attach 'x.db'", "Only a SELECT"],
    ["copy gold.revenue to 'x.csv'", "Only a SELECT"],
    ["set memory_limit='1GB'", "Only a SELECT"],
    ["call pragma_version()", "Only a SELECT"],
    ["install json", "Only a SELECT"],
    ["load json", "Only a SELECT"],
    ["use lake", "Only a SELECT"],
    ["checkpoint", "Only a SELECT"],
    ["select ? + 1", "A query takes no parameters"],
    [
      "select * from read_csv('/etc/passwd')",
      "The function read_csv reads something other than the pipeline's tables.",
    ],
    ["select * from glob('*')", "glob reads"],
    ["select * from query('drop table x')", "query reads"],
    ["select * from query_table('gold.revenue')", "query_table reads"],
    ["select * from duckdb_settings()", "duckdb_settings reads"],
    ["select * from '/etc/passwd'", "This SQL cannot read a file"],
    ["select * from lake.store.gold__revenue", "This SQL cannot read table lake.store.gold__revenue"],
    ["select * from store.gold__revenue", "This SQL cannot read table store.gold__revenue"],
    ["select * from information_schema.tables", "This SQL cannot read table information_schema.tables"],
    ["select nextval('s')", "nextval does or reads something outside the tables"],
    ["select getenv('HOME')", "getenv does or reads"],
    ["select setseed(0.5)", "setseed does or reads"],
  ])("is refused: %s", async (sql, message) => {
    expect((await complaintOf(session, sql)).message).toContain(message);
    expect((await session.ask("checkSql", { sql }))?.message).toContain(message);
  });

  it.each([
    ["select customer,\n  ordrs\nfrom gold.revenue", 2, 3, "Did you mean orders"],
    ["select *\nfrom gold.revenues", 2, 6, "Did you mean"],
    ["select customer from gold.revenue\nwhere", 2, 6, undefined],
    ["select sume(orders) from gold.revenue", 1, 8, "Did you mean sum"],
    ["select json_extract(value, '$.a') from bronze.order_events", 1, 1, "string_split"],
    ["select event_time at time zone 'UTC' from bronze.order_events", 1, 1, "no zone"],
    ["select 1,\n cast(value as integer) from bronze.order_events", 2, 2, "try_cast"],
  ])("is told what is wrong, and where: %s", async (sql, line, column, hint) => {
    const complaint = await complaintOf(session, sql);
    expect(complaint).toMatchObject({ line, column });
    if (hint === undefined) expect(complaint.hint).toBeUndefined();
    else expect(complaint.hint).toContain(hint);
    expect(complaint.message).toMatch(/^[A-Z].*[.!?]$/u);
  });

  it("that is sound is not complained of, and is not run", async () => {
    expect(await session.ask("checkSql", { sql: "select customer from gold.revenue limit 3" })).toBeUndefined();
    expect(await session.ask("checkSql", { sql: SLOW })).toBeUndefined();
  });

  it.each([
    ["deep parentheses", `select ${"(".repeat(30_000)}1${")".repeat(30_000)}`, "Memory exhausted"],
    ["a long sum", `select ${"1+".repeat(20_000)}1`, "Max expression depth limit of 1000 exceeded."],
    ["a long text", `select '${"x".repeat(70_000)}'`, "A query may have at most 65,536 characters."],
    ["a letter that is none", "select 'a\u0000b'", "Unterminated quoted string"],
  ])("may be hostile and leaves the tables as they are: %s", async (_, sql, message) => {
    expect((await complaintOf(session, sql)).message).toContain(message);
    expect((await rowsOf(session, "select count(*) from gold.revenue")).batch.rowCount).toBe(1);
  });

  it("is not worked out while it is typed", async () => {
    expect(await session.ask("checkSql", { sql: "select repeat('x', 20 * 100000000)" })).toBeUndefined();
    expect((await session.ask("timings", {})).tablesHeapBytes).toBeLessThan(1e9);
  });

  it.each([
    ["a huge text", "select repeat('x', 10 * 100000000)", "This query needs more memory than there is for one."],
    [
      "a text that doubles",
      "with recursive t(s) as (select 'x' union all select s || s from t) select max(length(s)) from t",
      "more memory",
    ],
    ["a large result", "select repeat('x', 1000000) from range(70)", "larger than the 64 MiB"],
    ["a huge list", "select range(1000000000)", "Range may make 100 million values in a query"],
  ])("that would take too much memory ends with a sentence, and nothing else suffers: %s", async (_, sql, message) => {
    const complaint = await complaintOf(session, sql);
    expect(complaint.message).toContain(message);
    expect((await session.ask("timings", {})).tablesHeapBytes).toBeLessThan(600 * 1_048_576);
    expect((await rowsOf(session, "select count(*) from gold.revenue")).batch.rowCount).toBe(1);
  });

  it("may name its columns as it likes", async () => {
    const name = `<b>\u202e🙂${"n".repeat(9_000)}`;
    const { batch } = await rowsOf(session, `select 1 as "${name}"`);
    expect(batch.columns.map((column) => column.name)).toEqual([name]);
  });

  it("is cancelled when it has been asked, begun or not, and the next one is not", async () => {
    const running = ask(session, SLOW);
    const waiting = ask(session, "select 1");
    await session.ask("cancelQuery", {});
    expect(await running).toEqual({ kind: "cancelled" });
    expect(await waiting).toEqual({ kind: "cancelled" });
    expect((await rowsOf(session, "select 42")).batch.rowCount).toBe(1);
  });

  it("finds what an editor completes", async () => {
    const { tables, functions, keywords } = await session.ask("sqlCatalogue", {});
    expect(tables.map(({ name }) => name)).toEqual(await session.ask("tables", {}));
    expect(tables.find(({ name }) => name === "gold.revenue")?.columns).toEqual([
      { name: "customer", type: "VARCHAR" },
      { name: "orders", type: "BIGINT" },
      { name: "amount_cents", type: "BIGINT" },
    ]);
    const split = functions.find(({ name }) => name === "string_split");
    expect(split?.signature).toMatch(/^string_split\(.*VARCHAR.*\) → VARCHAR\[\]$/u);
    expect(split?.description).not.toBe("");
    const names = new Set(functions.map(({ name }) => name));
    expect(names.size).toBe(functions.length);
    for (const name of ["sum", "quantile_cont", "range", "date_trunc", "regexp_extract"]) expect(names).toContain(name);
    for (const name of ["read_csv", "json_extract", "nextval", "getenv", "query", "||"])
      expect(names).not.toContain(name);
    expect(keywords).toContain("select");
  });
});

describe("the tables at an instant", () => {
  it("are what they were then, however far the run has gone on", async () => {
    const session = await load(12_000_000);
    const count = async (atUs?: number) => {
      const { batch, versions } = await rowsOf(
        session,
        "select count(*), coalesce(sum(orders), 0) from gold.revenue",
        atUs === undefined ? {} : { atUs },
      );
      return [...valuesOf(batch, 0), ...valuesOf(batch, 1), versions];
    };
    const then = await count();
    expect(await count(12_000_000)).toEqual(then);
    await session.ask("advance", { untilUs: END_US, maxEvents: 1e9 });
    expect(await count(12_000_000)).toEqual(then);
    expect(await count()).not.toEqual(then);
    expect((await count(0)).slice(0, 2)).toEqual([0, "0"]);
    const commit = (await session.ask("watch", { changesSeen: 0, namesSeen: 0, eventsSeen: 0 })).events.find(
      ({ kind, fields }) =>
        kind === "table-committed" && fields["tableId"] === "gold.revenue" && fields["version"] === 2,
    );
    const atUs = commit?.atUs ?? 0;
    expect((await count(atUs))[2]).toEqual([["gold.revenue", 2]]);
    expect((await count(atUs - 1))[2]).toEqual([["gold.revenue", 1]]);
  });
});

describe("a run that is asked", () => {
  it("is the same run: queries, refusals, errors and cancellations leave nothing behind", async () => {
    const session = await load(0);
    for (let atUs = 2_000_000; atUs <= 40_000_000; atUs += 2_000_000) {
      await session.ask("advance", { untilUs: atUs, maxEvents: 1e9 });
      await ask(session, "select * from silver.orders order by random()", { atUs: atUs / 2 });
      await ask(session, "select cast(value as integer) from bronze.order_events");
      await ask(session, "drop table gold.revenue");
      await session.ask("checkSql", { sql: "select nope from gold.revenue" });
    }
    const slow = ask(session, SLOW);
    await session.ask("cancelQuery", {});
    expect(await slow).toEqual({ kind: "cancelled" });
    await session.ask("advance", { untilUs: END_US, maxEvents: 1e9 });
    const report = await session.ask("report", { isPartial: false, runsChecks: true });
    expect(report.digest).toBe((await runScenarioText(ORDERS)).digest);
  });
});
