import { describe, expect, it } from "vitest";
import { TINY_SCENARIO } from "../../engine/testing/tiny-scenario.ts";
import { createDocumentStore } from "./document-store.ts";
import { drawingOf, parsedOf } from "./known-text.ts";

const BROKEN = "version: [1";
const OTHER = TINY_SCENARIO.replace(/^name: .*$/mu, "name: Another");

function documentOf(text: string) {
  const document = createDocumentStore();
  document.getState().open({ text, origin: { kind: "untitled", name: "Tiny" } });
  return document;
}

describe("what a text was read as", () => {
  it("is the document's own reading where it is the document's text", () => {
    const document = documentOf(TINY_SCENARIO).getState();
    const parsed = parsedOf(document, TINY_SCENARIO);
    expect(parsed.ok && parsed.value).toBe(document.parsed);
    expect(drawingOf(document, TINY_SCENARIO)).toBe(document.drawing);
  });

  it("is read from the text where the document is another one by now, or broken", () => {
    const document = documentOf(TINY_SCENARIO);
    const other = parsedOf(document.getState(), OTHER);
    expect(other.ok && other.value.scenario.name).toBe("Another");
    expect(drawingOf(document.getState(), OTHER)?.name).toBe("Another");
    document.getState().setText(BROKEN, { label: "Break it" });
    expect(parsedOf(document.getState(), TINY_SCENARIO).ok).toBe(true);
    expect(parsedOf(document.getState(), BROKEN).ok).toBe(false);
    expect(drawingOf(document.getState(), BROKEN)).toBeUndefined();
    expect(drawingOf(document.getState(), TINY_SCENARIO)?.nodes.length).toBeGreaterThan(0);
  });
});
