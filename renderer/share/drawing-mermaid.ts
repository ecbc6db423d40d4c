import type { Drawing, DrawnNode } from "../../engine/scenario/drawing.ts";

/** By kind: what stands around a node's text, so that its shape says what it is. */
const SHAPES: Readonly<Record<string, readonly [string, string]>> = {
  source: ["([", "])"],
  topic: ["[[", "]]"],
  "micro-batch": ["{{", "}}"],
  bronze: ["[(", ")]"],
  silver: ["[(", ")]"],
  gold: ["[(", ")]"],
  reference: ["[(", ")]"],
  "dead-letter": ["[(", ")]"],
};

const LAYERS: Readonly<Record<string, string>> = {
  bronze: "fill:#7d4518,color:#ffffff",
  silver: "fill:#6b87a0,color:#0b1118",
  gold: "fill:#b08a12,color:#0b1118",
};

const NAME_MAX = 200;

/** A drawing as Mermaid's text, for READMEs and wikis. Ids are our own numbers; names are quoted and escaped. */
export function drawingMermaid(drawing: Drawing): string {
  const nameOf = new Map(drawing.nodes.map(({ id }, index) => [id, `n${index}`]));
  const grouped = new Set(drawing.groups.flatMap(({ nodes }) => nodes));
  const nodeLine = (node: DrawnNode): string => `${nameOf.get(node.id)}${shape(node)}`;
  const groups = drawing.groups.flatMap(({ title, nodes }, index) => [
    `  subgraph g${index}["${escapeLabel(title)}"]`,
    ...drawing.nodes.filter(({ id }) => nodes.includes(id)).map((node) => `    ${nodeLine(node)}`),
    "  end",
  ]);
  const edges = drawing.edges.flatMap(({ from, to }) => {
    const [start, end] = [nameOf.get(from), nameOf.get(to)];
    const isRejects = drawing.nodes.some(({ id, kind }) => id === to && kind === "dead-letter");
    return start === undefined || end === undefined ? [] : [`  ${start} ${isRejects ? "-.->" : "-->"} ${end}`];
  });
  const layers = Object.entries(LAYERS).flatMap(([kind, style]) => {
    const names = drawing.nodes.filter((node) => node.kind === kind).map(({ id }) => nameOf.get(id));
    return names.length === 0 ? [] : [`  classDef ${kind} ${style}`, `  class ${names.join(",")} ${kind}`];
  });
  return [
    "flowchart LR",
    ...drawing.nodes.filter(({ id }) => !grouped.has(id)).map((node) => `  ${nodeLine(node)}`),
    ...groups,
    ...edges,
    ...layers,
    "",
  ].join("\n");
}

function shape({ id, kind }: DrawnNode): string {
  const [open, close] = SHAPES[kind] ?? ["[", "]"];
  return `${open}"${escapeLabel(id)}"${close}`;
}

/** Mermaid reads labels as HTML and Markdown: whatever is neither letter, digit, blank nor plain punctuation becomes an entity. */
function escapeLabel(text: string): string {
  return [...text.slice(0, NAME_MAX).replace(/\p{Cs}/gu, "\ufffd")]
    .map((character) =>
      /[\p{L}\p{M}\p{N}\p{Emoji_Presentation} .,:_-]/u.test(character) ? character : entity(character),
    )
    .join("");
}

function entity(character: string): string {
  const code = character.codePointAt(0) ?? 0xfffd;
  return code < 0x20 ? " " : `#${code};`;
}
