import { describe, expect, it } from "vitest";
import { planPipeline } from "../../engine/pipeline/plan-pipeline.ts";
import { applyEdits } from "../../engine/scenario/edit-scenario.ts";
import { EMPTY_SCENARIO } from "../../engine/scenario/empty-scenario.ts";
import { parseScenario } from "../../engine/scenario/parse-scenario.ts";
import type { NodeKind } from "../../engine/scenario/scenario.ts";
import type { ActOrReason } from "./act.ts";
import { addNode } from "./add-node.ts";
import { connect, whyNotConnected } from "./connect.ts";
import { type Draft, readDraft } from "./draft.ts";
import { remove } from "./remove.ts";
import { rename } from "./rename.ts";

/** A document that acts change, as the canvas does. */
class Drawn {
  text = EMPTY_SCENARIO;

  get draft(): Draft {
    const draft = readDraft(this.text);
    if (draft === undefined) throw new Error("the text can no longer be read");
    return draft;
  }

  act(make: (draft: Draft) => ActOrReason): readonly string[] {
    const act = make(this.draft);
    if ("reason" in act) throw new Error(act.reason);
    this.text = applyEdits({ text: this.text }, act.edits);
    return act.select ?? [];
  }

  add(kind: NodeKind, after?: string): string {
    const joint = after === undefined ? {} : { joint: { id: after, side: "after" } as const };
    return this.act((draft) => addNode(draft, { kind, at: { x: 13, y: 27 }, ...joint }))[0] ?? "";
  }

  sqlOf(id: string): unknown {
    return this.draft.node(id)?.value["sql"];
  }

  expectToRun(): void {
    const parsed = parseScenario(this.text);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error, undefined, 2));
    const plan = planPipeline(parsed.value);
    expect(plan.ok ? [] : plan.error).toEqual([]);
  }
}

const ALONE: readonly NodeKind[] = ["gold", "dead-letter", "silver", "bronze", "micro-batch", "topic", "source"];

describe("a pipeline drawn from an empty canvas", () => {
  it("can run when each node is added after the one that feeds it", () => {
    const drawn = new Drawn();
    const source = drawn.add("source");
    const silver = drawn.add("silver", drawn.add("bronze", drawn.add("micro-batch", drawn.add("topic", source))));
    drawn.add("dead-letter", silver);
    drawn.add("gold", silver);
    const reference = drawn.add("reference");
    drawn.act((draft) => connect(draft, reference, silver));
    drawn.expectToRun();
  });

  it("can run when the nodes are put down from sink to source and joined afterwards", () => {
    const drawn = new Drawn();
    const [gold = "", dead = "", silver = "", bronze = "", job = "", topic = "", source = ""] = ALONE.map((kind) =>
      drawn.add(kind),
    );
    for (const [from, to] of [
      [silver, gold],
      [silver, dead],
      [bronze, silver],
      [job, bronze],
      [topic, job],
      [source, topic],
    ] as const)
      drawn.act((draft) => connect(draft, from, to));
    expect(drawn.draft.node(silver)?.value["rejects"]).toBe(dead);
    drawn.expectToRun();
  });

  it("gives every node an id and a table name of its own", () => {
    const drawn = new Drawn();
    for (const kind of [...ALONE, ...ALONE]) drawn.add(kind);
    const ids = drawn.draft.nodes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const tables = ids.filter((id) => /^(?:bronze|silver|gold)\./u.test(id)).map((id) => id.split(".")[1]);
    expect(new Set(tables).size).toBe(tables.length);
  });

  it("puts a node on the grid", () => {
    const drawn = new Drawn();
    const id = drawn.add("source");
    expect(drawn.draft.mapping("layout")[id]).toEqual({ x: 16, y: 24 });
  });
});

describe("connecting", () => {
  const drawn = new Drawn();
  const topic = drawn.add("topic", drawn.add("source"));
  const first = drawn.add("bronze", drawn.add("micro-batch", topic));
  const second = drawn.add("bronze", "job");
  const silver = drawn.add("silver", first);

  it("refuses with a sentence what does not fit", () => {
    expect(whyNotConnected(drawn.draft, "orders", silver)).toMatch(/^A source gives records, a silver table takes/u);
    expect(whyNotConnected(drawn.draft, silver, silver)).toBe("A node cannot feed itself.");
    expect(whyNotConnected(drawn.draft, first, silver)).toBe("These two are joined already.");
    expect(whyNotConnected(drawn.draft, second, silver)).toBe(
      `A silver table takes a bronze table from one node only, and ${silver} has ${first} already.`,
    );
  });

  it("leaves SQL alone that a person wrote", () => {
    const own = new Drawn();
    own.add("bronze");
    own.add("silver");
    own.text = own.text.replace("part[3] as customer", "upper(part[3]) as customer");
    const before = own.sqlOf("silver.orders");
    own.act((draft) => connect(draft, "bronze.orders_raw", "silver.orders"));
    expect(own.sqlOf("silver.orders")).toBe(before);
  });
});

describe("renaming", () => {
  it("renames everywhere and the pipeline still runs", () => {
    const drawn = new Drawn();
    const silver = drawn.add(
      "silver",
      drawn.add("bronze", drawn.add("micro-batch", drawn.add("topic", drawn.add("source")))),
    );
    drawn.add("gold", silver);
    drawn.act((draft) => rename(draft, "bronze.orders_raw", "bronze.purchases"));
    drawn.act((draft) => rename(draft, silver, "silver.purchase"));
    drawn.act((draft) => rename(draft, "job", "ingest"));
    expect(drawn.text).not.toMatch(/orders_raw|silver\.orders\b|\bjob\b/u);
    drawn.expectToRun();
  });

  it("refuses a table name that another layer has, and another layer", () => {
    const drawn = new Drawn();
    drawn.add("bronze");
    drawn.add("silver");
    const reasonFor = (id: string, newId: string): string => {
      const act = rename(drawn.draft, id, newId);
      return "reason" in act ? act.reason : "";
    };
    expect(reasonFor("silver.orders", "silver.orders_raw")).toMatch(/same name in another layer/u);
    expect(reasonFor("silver.orders", "gold.orders")).toMatch(/^A table is called silver\./u);
  });
});

describe("removing", () => {
  it("takes along everything that names the node: what is left still reads as a scenario", () => {
    const drawn = new Drawn();
    const silver = drawn.add(
      "silver",
      drawn.add("bronze", drawn.add("micro-batch", drawn.add("topic", drawn.add("source")))),
    );
    const gold = drawn.add("gold", silver);
    drawn.text = drawn.text.replace(
      "expectations:",
      `slos:\n  - { metric: freshness, table: ${gold}, max: 60s }\n\nchaos:\n  - { fault: driver-crash, job: job, at: { batch: 3, after: ${gold} }, for: 5s }\n\nexpectations:`,
    );
    drawn.expectToRun();
    drawn.act((draft) => remove(draft, { nodes: [gold], edges: [] }));
    expect(drawn.text).not.toContain(gold);
    drawn.expectToRun();
  });

  it("removes a source with its workload", () => {
    const drawn = new Drawn();
    const source = drawn.add("source");
    drawn.act((draft) => remove(draft, { nodes: [source], edges: [] }));
    expect(drawn.draft.mapping("workload")).toEqual({});
  });

  it("says that nothing is selected instead of making an empty step", () => {
    expect(remove(new Drawn().draft, { nodes: [], edges: [] })).toHaveProperty("reason");
  });
});
