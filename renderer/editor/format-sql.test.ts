import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readDrawing } from "../../engine/scenario/drawing.ts";
import { formatSql } from "./format-sql.ts";

const formatted = (sql: string): string => {
  const made = formatSql(sql);
  if (!made.ok) throw new Error(made.error);
  return made.value;
};

describe("formatting SQL", () => {
  it("puts each clause on a line and keeps words and comments", () => {
    expect(formatted("Select a, try_cast(b as int) c -- why\nfrom silver.flight where a>1 qualify b=2")).toBe(
      [
        "Select",
        "  a,",
        "  try_cast(b as int) c -- why",
        "from",
        "  silver.flight",
        "where",
        "  a > 1",
        "qualify",
        "  b = 2",
      ].join("\n"),
    );
  });

  it("keeps the line break at the end, for a block of YAML has one, and makes none", () => {
    expect(formatted("select 1\n")).toBe("select\n  1\n");
    expect(formatted("select 1")).toBe("select\n  1");
    expect(formatted(" ")).toBe(" ");
  });

  it("knows what is DuckDB's own", () => {
    const sql = "select * exclude (a), [1,2][1:2], x -> x+1, b//2, c::int from t asof join u using (d) group by all";
    expect(formatted(sql).replaceAll(/\s+/gu, "")).toBe(sql.replaceAll(/\s+/gu, ""));
    expect(formatted(sql)).toContain("b // 2");
    expect(formatted("select a=-1")).toBe("select\n  a = -1");
  });

  it("lays out all SQL that ships, and laying it out again changes nothing", () => {
    const folder = "scenarios";
    const texts = readdirSync(folder)
      .filter((name) => name.endsWith(".scenario.yaml"))
      .flatMap((name) => readDrawing(readFileSync(join(folder, name), "utf8"))?.nodes ?? [])
      .flatMap(({ value }) => (typeof value["sql"] === "string" ? [value["sql"]] : []));
    expect(texts.length).toBeGreaterThan(10);
    for (const sql of new Set(texts)) expect(formatted(formatted(sql))).toBe(formatted(sql));
  });

  it.each([
    ["select (1", "The SQL was left as it is: it ends too early, perhaps for want of a bracket."],
    ["select a,\n  'abc", "The SQL was left as it is: the formatter cannot read it from line 2, column 3, on."],
    ["select a <-> b", "The SQL was left as it is: formatting would have changed what it says."],
    ["select a) from b", "The SQL was left as it is: the formatter cannot read it from line 1, column 9, on."],
  ])("says why %j stays as it is", (sql, sentence) => {
    expect(formatSql(sql)).toEqual({ ok: false, error: sentence });
  });
});
