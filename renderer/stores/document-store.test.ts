import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDocumentStore, isDirty } from "./document-store.ts";

const SEED = 20261127;
const DEMO = readFileSync("scenarios/flights-broker-crash.scenario.yaml", "utf8");
const origin = { kind: "shipped", name: "demo", path: "demo" } as const;

function openDemo() {
  const store = createDocumentStore();
  store.getState().open({ text: DEMO, origin });
  return store;
}

describe("the document", () => {
  it("is drawn and parsed when it is opened, with nothing to undo", () => {
    const { drawing, parsed, problems, past } = openDemo().getState();
    expect(drawing.nodes.map(({ id }) => id)).toContain("gold.vouchers");
    expect(drawing.layout.get("flights")).toEqual({ x: 0, y: 160 });
    expect(parsed?.scenario.seed).toBe(42);
    expect(problems).toEqual([]);
    expect(past).toEqual([]);
  });

  it("keeps its comments when values are changed by path", () => {
    const store = openDemo();
    const isApplied = store
      .getState()
      .applyEdits([{ path: ["pipeline", "nodes", 1, "partitions"], value: 12 }], { label: "Set partitions" });
    const { text } = store.getState();
    expect(isApplied).toBe(true);
    expect(text).toBe(DEMO.replace("partitions: 6 #", "partitions: 12 #"));
  });

  it("keeps the drawing while its text is broken, and says what is wrong", () => {
    const store = openDemo();
    const drawn = store.getState().drawing;
    store.getState().setText(`${DEMO}\n  : [`, { label: "Type" });
    expect(store.getState().drawing).toBe(drawn);
    expect(store.getState().parsed).toBeUndefined();
    expect(store.getState().problems.length).toBeGreaterThan(0);
  });

  it("keeps how long a run goes on while the text has errors, in the duration itself too", () => {
    const store = openDemo();
    const durationUs = () => store.getState().drawing.durationUs;
    expect(durationUs()).toBe(1_800_000_000);
    store
      .getState()
      .setText(DEMO.replace("seed: 42", "seed: no").replace("duration: 30m", "duration: 20m"), { label: "Type" });
    expect(store.getState().parsed).toBeUndefined();
    expect(durationUs()).toBe(1_200_000_000);
    store.getState().setText(DEMO.replace("duration: 30m", "duration: 3x"), { label: "Type" });
    expect(durationUs()).toBe(1_200_000_000);
    store.getState().setText(`${DEMO}\n  : [`, { label: "Type" });
    expect(durationUs()).toBe(1_200_000_000);
  });

  it("refuses an edit by path of a text that is too broken, and leaves it as it is", () => {
    const store = openDemo();
    store.getState().setText("pipeline: 3", { label: "Type" });
    const isApplied = store
      .getState()
      .applyEdits([{ path: ["pipeline", "nodes", 0, "id"], value: "x" }], { label: "Rename" });
    expect(isApplied).toBe(false);
    expect(store.getState().text).toBe("pipeline: 3");
  });

  it("draws a pipeline that cannot run, with an edge to nowhere and a kind that does not exist", () => {
    const store = createDocumentStore();
    const text = "pipeline: { nodes: [{ id: a, kind: teleporter }, { kind: topic }], edges: [a -> nowhere, 7] }";
    store.getState().open({ text, origin: { kind: "untitled", name: "x" } });
    const { drawing, problems } = store.getState();
    expect(drawing.nodes.map(({ id, kind, index }) => [id, kind, index])).toEqual([["a", "teleporter", 0]]);
    expect(drawing.edges).toEqual([{ from: "a", to: "nowhere", index: 0 }]);
    expect(problems.length).toBeGreaterThan(0);
  });

  it("lists what the graph lacks beside what the schema refuses", () => {
    const store = openDemo();
    store.getState().applyEdits([{ path: ["pipeline", "edges", 1], remove: true }], { label: "Remove edge" });
    expect(store.getState().parsed).toBeDefined();
    expect(store.getState().problems.map(({ code }) => code)).toContain("edge-missing");
  });
});

describe("undo", () => {
  it("makes one step of a burst, and a new one after the burst has ended", () => {
    const store = openDemo();
    for (const text of ["a", "ab", "abc"]) store.getState().setText(text, { label: "Type", burst: "typing" });
    store.getState().endBurst();
    store.getState().setText("abcd", { label: "Type", burst: "typing" });
    expect(store.getState().past.length).toBe(2);
    store.getState().undo();
    expect(store.getState().text).toBe("abc");
    store.getState().undo();
    expect(store.getState().text).toBe(DEMO);
    expect(store.getState().past).toEqual([]);
  });

  it("ends a burst: what is typed after an undo or a redo is a step of its own", () => {
    const store = openDemo();
    store.getState().setText("a", { label: "Type", burst: "typing" });
    store.getState().setText("b", { label: "Other" });
    store.getState().undo();
    store.getState().setText("ac", { label: "Type", burst: "typing" });
    store.getState().undo();
    expect(store.getState().text).toBe("a");
    store.getState().redo();
    store.getState().setText("acd", { label: "Type", burst: "typing" });
    store.getState().undo();
    expect(store.getState().text).toBe("ac");
  });

  it("keeps 200 steps", () => {
    const store = openDemo();
    for (let step = 0; step < 230; step++) store.getState().setText(`name: ${step}`, { label: `Step ${step}` });
    expect(store.getState().past.length).toBe(200);
    expect(store.getState().past[0]?.label).toBe("Step 30");
  });

  it("lets go of old steps when their texts grow too long together", () => {
    const store = openDemo();
    for (let step = 0; step < 60; step++) store.getState().setText(`${step}${"#".repeat(500_000)}`, { label: "Grow" });
    expect(store.getState().past.length).toBeLessThan(30);
    store.getState().undo();
    expect(store.getState().text.startsWith("58")).toBe(true);
  });

  it(`takes back and repeats any acts, in order, to the byte (seed ${SEED})`, () => {
    const act = fc.oneof(
      fc.record({ kind: fc.constant("set" as const), text: fc.string({ maxLength: 8 }) }),
      fc.record({ kind: fc.constantFrom("undo" as const, "redo" as const) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const store = openDemo();
        // The slow oracle: all texts in a list, and a place in it.
        let texts = [DEMO];
        let at = 0;
        for (const each of acts) {
          if (each.kind === "set") {
            store.getState().setText(each.text, { label: "Set" });
            if (texts[at] === each.text) continue;
            texts = [...texts.slice(0, at + 1), each.text];
            at += 1;
          } else {
            store.getState()[each.kind]();
            at = Math.min(texts.length - 1, Math.max(0, at + (each.kind === "undo" ? -1 : 1)));
          }
          expect(store.getState().text).toBe(texts[at]);
        }
      }),
      { seed: SEED, numRuns: 60 },
    );
  });
});

describe("being saved", () => {
  it("is a matter of the text alone: undoing a change makes the document clean again", () => {
    const store = openDemo();
    expect(isDirty(store.getState())).toBe(false);
    store.getState().setText("name: x", { label: "Type" });
    expect(isDirty(store.getState())).toBe(true);
    store.getState().undo();
    expect(isDirty(store.getState())).toBe(false);
  });
});
