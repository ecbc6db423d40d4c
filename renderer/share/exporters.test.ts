// @vitest-environment jsdom
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Drawing } from "../../engine/scenario/drawing.ts";
import { readDrawing } from "../../engine/scenario/drawing.ts";
import { drawingMermaid } from "./drawing-mermaid.ts";
import { drawingSvg } from "./drawing-svg.ts";
import { escapeText, markup } from "./markup.ts";

const SEED = 20_260_713;
const HOSTILE = [
  `<script>alert(1)</script>`,
  `"><img src=x onerror=alert(1)>`,
  `]]> & </title><a href="javascript:alert(1)">`,
  "‮right to left‬ עברית",
  "🧨".repeat(500),
  "x".repeat(10_000),
  `end\n  n0 --> n1\n  click n0 "javascript:alert(1)"`,
  "`**bold**` #quot; %%comment",
  "null\u0000 bell\u0007 half\ud83d",
];

function drawingOf(names: readonly string[]): Drawing {
  const text = JSON.stringify({
    version: 1,
    name: names[0],
    pipeline: {
      nodes: names.map((id, index) => ({ id, kind: ["source", "topic", "micro-batch", "bronze"][index % 4] })),
      edges: names.slice(1).map((to, index) => ({ from: names[index], to })),
    },
    canvas: {
      groups: [{ title: names[0], nodes: names.slice(0, 2) }],
      notes: [{ x: 0, y: 0, text: names.join("\n") }],
    },
  });
  const drawing = readDrawing(text);
  if (drawing === undefined) throw new Error("the drawing of the test cannot be read");
  return drawing;
}

describe("a drawing as SVG", () => {
  test("of hostile names is well-formed and holds nothing that runs", () => {
    const parsed = new DOMParser().parseFromString(drawingSvg(drawingOf(HOSTILE)), "image/svg+xml");
    expect(parsed.querySelector("parsererror")).toBeNull();
    expect(parsed.querySelectorAll("script, img, a, foreignObject, [onerror], [href]")).toHaveLength(0);
    expect(parsed.querySelector("title")?.textContent).toBe(HOSTILE[0]);
  });

  test(`of any names is well-formed (seed ${SEED})`, () => {
    const names = fc.uniqueArray(fc.string({ unit: "binary", minLength: 1, maxLength: 20 }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(names, (some) => {
        const parsed = new DOMParser().parseFromString(drawingSvg(drawingOf(some)), "image/svg+xml");
        expect(parsed.querySelector("parsererror")).toBeNull();
      }),
      { seed: SEED, numRuns: 60 },
    );
  });
});

describe("a drawing of tables as SVG", () => {
  const text = `pipeline:
  nodes:
    - { id: bronze.a, kind: bronze }
    - { id: silver.b, kind: silver, merge: { key: [id] } }
    - { id: silver.dlq, kind: dead-letter }
    - { id: gold.between, kind: gold }
    - { id: gold.c, kind: gold }
  edges: [bronze.a -> silver.b, silver.b -> silver.dlq, silver.b -> gold.c]
layout:
  bronze.a: { x: 0, y: 0 }
  silver.b: { x: 320, y: 0 }
  silver.dlq: { x: 320, y: 240 }
  gold.between: { x: 640, y: 0 }
  gold.c: { x: 960, y: 0 }
canvas: { groups: [{ title: Lake, nodes: [silver.b, gold.c] }], notes: [{ x: 0, y: 400, text: Hello }] }
`;
  const drawing = readDrawing(text);
  if (drawing === undefined) throw new Error("the drawing of the test cannot be read");
  const svg = drawingSvg(drawing);
  const texts = [...new DOMParser().parseFromString(svg, "image/svg+xml").querySelectorAll("text")].map(
    ({ textContent }) => textContent,
  );

  test("says what the canvas says: layers, what a node is set to, what flows, groups and notes", () => {
    for (const said of ["B", "S", "G", "merge by id · idempotent", "typed table", "rejects", "Lake", "Hello"])
      expect(texts).toContain(said);
  });

  test("leads an edge around the card in its way, with an arrow head", () => {
    const paths = [...svg.matchAll(/<path d="(?<path>[^"]+)"[^>]*marker-end/gu)].map(
      ({ groups }) => groups?.["path"] ?? "",
    );
    expect(paths).toHaveLength(3);
    expect(paths.filter((path) => path.includes("Q"))).toHaveLength(1);
  });
});

describe("a drawing as Mermaid", () => {
  test("of hostile names has one line for each node and edge, and no name breaks out of its quotes", () => {
    const drawing = drawingOf(HOSTILE);
    const lines = drawingMermaid(drawing).trimEnd().split("\n");
    const shapes = /^ +n\d+(?:\(\[|\[\[|\{\{|\[\(|\[)"[^"<>`]*"(?:\]\)|\]\]|\}\}|\)\]|\])$/u;
    expect(lines.filter((line) => shapes.test(line))).toHaveLength(drawing.nodes.length);
    expect(lines.filter((line) => /^ {2}n\d+ (?:-->|-\.->) n\d+$/u.test(line))).toHaveLength(drawing.edges.length);
    expect(
      lines.filter(
        (line) => /click|script/u.test(line) && !shapes.test(line) && !/^ {2}subgraph g\d+\["[^"<>]*"\]$/u.test(line),
      ),
    ).toEqual([]);
  });

  test("draws the edge to dead letters dotted", () => {
    const text = "pipeline: { nodes: [{ id: a, kind: silver }, { id: b, kind: dead-letter }], edges: [a -> b] }";
    const drawing = readDrawing(text);
    expect(drawing && drawingMermaid(drawing)).toContain("n0 -.-> n1");
  });
});

describe("markup", () => {
  test("escapes what is put in, and only once", () => {
    expect(markup`<p title="${'"<&'}">${markup`<b>${"<i>"}</b>`}${[1, undefined, "&"]}</p>`.text).toBe(
      '<p title="&quot;&lt;&amp;"><b>&lt;i&gt;</b>1&amp;</p>',
    );
  });

  test("replaces what no document may hold", () => {
    expect(escapeText("a\u0000b\ud83dc")).toBe("a\ufffdb\ufffdc");
  });
});
