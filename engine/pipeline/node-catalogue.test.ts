import { describe, expect, test } from "vitest";
import { flowBetween, kindsFedBy, NODE_CATALOGUE, whyNotJoined } from "./node-catalogue.ts";

const KINDS = Object.values(NODE_CATALOGUE).map((entry) => entry.kind);

describe("what may feed what", () => {
  test("is this table and nothing else", () => {
    const joins = KINDS.flatMap((from) => KINDS.map((to) => `${from} -> ${to}: ${flowBetween(from, to)}`));
    expect(joins.filter((join) => !join.endsWith("undefined"))).toEqual([
      "source -> topic: records",
      "source -> kinesis-stream: records",
      "topic -> consumer-group: offsets",
      "topic -> micro-batch: offsets",
      "kinesis-stream -> kcl-application: shards",
      "consumer-group -> topic: failed records",
      "micro-batch -> bronze: batch",
      "bronze -> silver: raw table",
      "reference -> silver: lookup table",
      "reference -> gold: lookup table",
      "silver -> dead-letter: rejects",
      "silver -> gold: typed table",
    ]);
  });

  test("has one way back, from a group to its dead letters, which the check of the graph looks at", () => {
    const order = new Map(KINDS.map((kind, index) => [kind, index]));
    const back = KINDS.flatMap((from) =>
      kindsFedBy(from)
        .filter((to) => (order.get(to) ?? 0) <= (order.get(from) ?? 0))
        .map((to) => `${from} -> ${to}`),
    );
    expect(back).toEqual(["consumer-group -> topic"]);
  });

  test("is refused with the reason", () => {
    expect(whyNotJoined("source", "gold")).toBe(
      "a source gives records, a gold table takes a silver table or a reference table",
    );
    expect(whyNotJoined("gold", "topic")).toBe(
      "a gold table feeds no other node, a topic takes records or records that a group could not process",
    );
    expect(whyNotJoined("silver", "source")).toBe(
      "a silver table gives a silver table or rejected rows, a source is fed by no other node",
    );
    expect(whyNotJoined("bronze", "silver")).toBeUndefined();
  });
});
