import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { assertDefined } from "../../engine/base/assert.ts";
import { readDrawing } from "../../engine/scenario/drawing.ts";
import { NOTHING_SELECTED } from "../stores/view-store.ts";
import { isSameSelection, lineOfSelection, selectionAtLine } from "./document-parts.ts";

const text = readFileSync("scenarios/flights-broker-crash.scenario.yaml", "utf8");
const drawing = assertDefined(readDrawing(text), "the demo can be drawn");
const lineOf = (words: string): number => text.split("\n").findIndex((line) => line.includes(words)) + 1;

describe("what stands at a line", () => {
  it.each([
    ["id: flight.events", { nodes: ["flight.events"] }],
    ["unclean.leader.election.enable: false", { nodes: ["flight.events"] }],
    ["- reason: impossible_delay", { nodes: ["silver.flight"] }],
    ["- job -> bronze.flight_events", { edges: [2] }],
    ["fault: driver-crash", { fault: 1 }],
    ["metric: freshness", undefined],
    ["seed: 42", undefined],
    ["brokers: 3", undefined],
  ] as const)("%s", (words, selection) => {
    expect(selectionAtLine(drawing, lineOf(words))).toEqual(selection);
  });

  it("is where a selection of it leads back to", () => {
    for (const { id } of drawing.nodes) {
      const line = assertDefined(lineOfSelection(drawing, { ...NOTHING_SELECTED, nodes: [id] }), id);
      expect(text.split("\n")[line - 1]).toContain(`id: ${id}`);
      expect(selectionAtLine(drawing, line)).toEqual({ nodes: [id] });
    }
    expect(lineOfSelection(drawing, { ...NOTHING_SELECTED, fault: 0 })).toBe(lineOf("fault: broker-crash"));
    expect(lineOfSelection(drawing, NOTHING_SELECTED)).toBeUndefined();
    expect(lineOfSelection(drawing, { ...NOTHING_SELECTED, nodes: ["gone"] })).toBeUndefined();
  });

  it("is the same selection only when it is of the same thing", () => {
    const job = { ...NOTHING_SELECTED, nodes: ["job"] };
    expect(isSameSelection({ nodes: ["job"] }, job)).toBe(true);
    expect(isSameSelection({ nodes: ["flights"] }, job)).toBe(false);
    expect(isSameSelection({ edges: [1] }, job)).toBe(false);
  });
});
