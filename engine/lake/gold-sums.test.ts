import { describe, expect, test } from "vitest";
import { goldShape } from "./gold-shape.ts";
import { goldSums } from "./gold-sums.ts";

const AGGREGATES = new Set(["count", "count_if", "sum", "avg", "min", "max", "quantile_cont"]);

function sumsOf(measure: string, tail = "group by all") {
  const sql = `select origin, ${measure} as m from silver.flight ${tail}`;
  const groupBy = ["origin"];
  const shape = goldShape({ sql, sourceId: "silver.flight", groupBy, aggregates: AGGREGATES });
  if (shape.kind !== "grouped") throw new Error(shape.because);
  return goldSums({ sql, source: shape.source, groupBy, aggregates: AGGREGATES });
}

const deltasOf = (measure: string) => sumsOf(measure)?.states.map(({ delta }) => delta.replace(/\s+/g, " "));

describe("measures that follow from sums", () => {
  test.each([
    ["count(*)", ['sum("__sign")', 'sum("__sign")']],
    ["count(delay)", ['sum("__sign") filter (where ( (delay) is not null ))', 'sum("__sign")']],
    ["count(*) filter (where delay > 3)", ['sum("__sign") filter (where ( delay > 3 ))', 'sum("__sign")']],
    ["count_if(delay > 3)", ['sum("__sign") filter (where ( delay > 3 ))', 'sum("__sign")']],
  ])("%s keeps its state and the size of the group", (measure, deltas) => {
    expect(deltasOf(measure)).toEqual(deltas);
  });

  test("a sum counts its values too, since a sum of none is NULL and not 0", () => {
    const sums = sumsOf("sum(miles)");
    expect(sums?.states.map(({ name, whole }) => `${name} ${whole}`)).toEqual([
      "__a0 sum(miles)",
      "__a1 count(*)",
      "__n count(*)",
    ]);
    expect(sums?.measures[1]).toBe('case when "__a1" = 0 then null else "__a0" end');
  });

  test("a share of two counts is derived, and equal aggregates are kept once", () => {
    const sums = sumsOf("(1000 * count(*)) // nullif(count(*), 0)");
    expect(sums?.states).toHaveLength(2);
    expect(sums?.measures).toEqual(['"origin"', '(1000 * "__a0") // nullif("__a0", 0)']);
  });

  test("the conditions on the rows stay around the source, the grouping does not", () => {
    const sums = sumsOf("count(*)", "as f where f.miles > 10 group by all order by 1");
    expect(sums?.beforeSource).toBe("from ");
    expect(sums?.afterSource.trim()).toBe("where f.miles > 10");
  });
});

describe("measures that do not", () => {
  test.each([
    "max(delay)",
    "avg(delay)",
    "quantile_cont(delay, 0.5)",
    "count(distinct delay)",
    "count(*) + min(delay)",
    "count(*) || origin",
    "sum(count(*))",
    "1",
  ])("%s is computed from the group's rows", (measure) => {
    expect(sumsOf(measure)).toBeUndefined();
  });

  test("HAVING asks for more than sums", () => {
    expect(sumsOf("count(*)", "group by all having count(*) > 1")).toBeUndefined();
  });
});
