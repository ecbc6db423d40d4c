import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { assertDefined } from "../../engine/base/assert.ts";
import { planPipeline } from "../../engine/pipeline/plan-pipeline.ts";
import { readDrawing } from "../../engine/scenario/drawing.ts";
import { applyEdits } from "../../engine/scenario/edit-scenario.ts";
import { parseScenario } from "../../engine/scenario/parse-scenario.ts";
import { renameTableIn } from "../editor/sql-names.ts";
import { renameNode } from "./rename-node.ts";

const demo = readFileSync("scenarios/flights-broker-crash.scenario.yaml", "utf8");

function rename(from: string, to: string): string {
  return applyEdits({ text: demo }, renameNode(assertDefined(readDrawing(demo), "the demo can be drawn"), from, to));
}

describe("renaming a node", () => {
  it.each([
    ["flights", "departures"],
    ["flight.events", "flight.log"],
    ["job", "spark"],
    ["bronze.flight_events", "bronze.raw"],
    ["silver.airport", "silver.place"],
    ["silver.flight", "silver.trip"],
    ["silver.flight_dlq", "silver.refused"],
    ["gold.vouchers", "gold.debts"],
  ])("keeps everything that names it: %s becomes %s, and the pipeline is whole", (from, to) => {
    const text = rename(from, to);
    const parsed = parseScenario(text);
    expect(parsed.ok ? [] : parsed.error).toEqual([]);
    if (!parsed.ok) return;
    expect(planPipeline(parsed.value).ok).toBe(true);
    expect(parsed.value.scenario.pipeline.nodes.map(({ id }) => id)).toContain(to);
    expect(JSON.stringify(parsed.value.scenario.layout)).toContain(to);
    const sql = parsed.value.scenario.pipeline.nodes.flatMap((node) => ("sql" in node ? [node.sql] : [])).join("\n");
    if (from.includes(".") && from !== "flight.events")
      expect(sql).not.toMatch(new RegExp(`\\b${from.replace(".", "\\.")}\\b`));
  });

  it("keeps comments and everything else", () => {
    const lines = new Set(demo.split("\n").filter((line) => line.trim().startsWith("#")));
    const renamed = rename("silver.flight", "silver.trip");
    for (const line of lines) expect(renamed).toContain(line);
  });
});

describe("a table's name in SQL", () => {
  it.each([
    ["select * from silver.flight", "select * from silver.trip"],
    [
      "select silver.flight.id from silver.flight -- silver.flight",
      "select silver.trip.id from silver.trip -- silver.flight",
    ],
    ["select 'silver.flight' from silver.flight_dlq", "select 'silver.flight' from silver.flight_dlq"],
    ['select * from "silver"."flight" as f', "select * from silver.trip as f"],
    ["select * from x.silver.flight", "select * from x.silver.flight"],
  ])("%s", (sql, renamed) => {
    expect(renameTableIn(sql, "silver.flight", "silver.trip")).toBe(renamed);
  });
});
