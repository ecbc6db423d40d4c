import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyEdits } from "../../engine/scenario/edit-scenario.ts";
import { parseScenario } from "../../engine/scenario/parse-scenario.ts";
import { SMALL_SCENARIO } from "../../engine/testing/small-scenario.ts";
import { copyNodes, pasteNodes } from "./clipboard.ts";
import { type Draft, readDraft } from "./draft.ts";

const SEED = 20_261_127;

function draftOf(text: string): Draft {
  const draft = readDraft(text);
  if (draft === undefined) throw new Error("the text cannot be read");
  return draft;
}

function pasted(text: string, clipboard: string): string {
  const act = pasteNodes(draftOf(text), clipboard);
  if ("reason" in act) throw new Error(act.reason);
  return applyEdits({ text }, act.edits);
}

describe("the clipboard", () => {
  it(`brings any choice of nodes back under fresh names, with their inner edges (seed ${SEED})`, () => {
    const original = draftOf(SMALL_SCENARIO);
    fc.assert(
      fc.property(
        fc.subarray(
          original.nodes.map(({ id }) => id),
          { minLength: 1 },
        ),
        (ids) => {
          const clipboard = copyNodes(original, ids) ?? "";
          const after = draftOf(pasted(SMALL_SCENARIO, clipboard));
          const inner = original.edges.filter((edge) => ids.includes(edge.from) && ids.includes(edge.to));
          expect(after.nodes).toHaveLength(original.nodes.length + ids.length);
          expect(new Set(after.nodes.map(({ id }) => id)).size).toBe(after.nodes.length);
          expect(after.edges).toHaveLength(original.edges.length + inner.length);
          expect(after.nodes.slice(0, original.nodes.length)).toEqual(original.nodes);
        },
      ),
      { seed: SEED, numRuns: 10 },
    );
  });

  it("names the copies in each other's SQL and rejects, so that a copied pipeline reads its own tables", () => {
    const all = draftOf(SMALL_SCENARIO).nodes.map(({ id }) => id);
    const text = pasted(SMALL_SCENARIO, copyNodes(draftOf(SMALL_SCENARIO), all) ?? "");
    expect(parseScenario(text).ok).toBe(true);
    const silver = draftOf(text).node("silver.order_2");
    expect(silver?.value["rejects"]).toBe("silver.order_dlq_2");
    expect(silver?.value["sql"]).toContain("from bronze.order_events_2");
    expect(draftOf(text).node("orders-2")?.value["workload"]).toBe("made-2");
  });

  it(`refuses or takes any text without breaking the document (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.json(), fc.constantFrom("&a [*a]", "{pipeline: {nodes: [1, null, {id: 3}]}}")),
        (clipboard) => {
          const act = pasteNodes(draftOf(SMALL_SCENARIO), clipboard);
          if ("edits" in act) expect(readDraft(applyEdits({ text: SMALL_SCENARIO }, act.edits))).toBeDefined();
          else expect(act.reason).not.toBe("");
        },
      ),
      { seed: SEED, numRuns: 100 },
    );
  });

  it("takes hostile names as what they are: text", () => {
    const clipboard = `version: 1\npipeline:\n  nodes:\n    - { id: "<img src=x onerror=alert(1)>", kind: topic }\n    - { id: __proto__, kind: topic }\n`;
    const after = draftOf(pasted(SMALL_SCENARIO, clipboard));
    expect(after.nodes.slice(-2).map(({ id }) => id)).toEqual(["<img src=x onerror=alert(1)>", "__proto__"]);
  });
});
