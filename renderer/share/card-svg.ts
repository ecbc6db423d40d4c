import type { DrawnNode } from "../../engine/scenario/drawing.ts";
import type { NodeKind } from "../../engine/scenario/scenario.ts";
import type { Box } from "../pipeline/card-geometry.ts";
import { kindTitle, type Layer, layerOf, sublineOf } from "../pipeline/node-words.ts";
import { isNodeKind } from "../pipeline/pipeline-order.ts";
import { type Markup, markup } from "./markup.ts";
import { cut, PAPER } from "./paper.ts";

/** As many characters as fit on a card. */
const NAME_MAX = 25;
const LINE_MAX = 36;

const STRIPES: Readonly<Record<Layer["name"], { readonly fill: string; readonly ink: string }>> = {
  bronze: { fill: "#7d4518", ink: "#ffffff" },
  silver: { fill: "#6b87a0", ink: "#0b1118" },
  gold: { fill: "#b08a12", ink: "#0b1118" },
};

const TABLE = "M2 3.5C2 2 12 2 12 3.5S2 5 2 3.5v7C2 12 12 12 12 10.5v-7M2 7c0 1.5 10 1.5 10 0";

/** What each kind is drawn as, in a square of 14 by 14. */
const SIGNS: Readonly<Record<NodeKind, string>> = {
  source: "M5.5 7a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M3.5 3.5a5 5 0 0 0 0 7M10.5 3.5a5 5 0 0 1 0 7",
  topic: "M1 4l6-3 6 3-6 3zM1 7l6 3 6-3M1 10l6 3 6-3",
  "kinesis-stream": "M1 2h3v10H1zM5.5 2h3v10h-3zM10 2h3v10h-3z",
  "kcl-application": "M1 1h5v5H1zM8 8h5v5H8zM3.5 6v3a1.5 1.5 0 0 0 1.5 1.5h3",
  "consumer-group":
    "M3.5 4.5a2 2 0 1 0 4 0a2 2 0 1 0-4 0M1.5 12v-1a3 3 0 0 1 3-3h2a3 3 0 0 1 3 3v1M9.5 2.6a2 2 0 0 1 0 3.8M10.5 8.2a3 3 0 0 1 2 2.8v1",
  "micro-batch":
    "M7 4.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5M7 1v2M7 11v2M1 7h2M11 7h2M2.8 2.8l1.4 1.4M9.8 9.8l1.4 1.4M11.2 2.8L9.8 4.2M4.2 9.8L2.8 11.2",
  bronze: TABLE,
  silver: TABLE,
  gold: TABLE,
  "dead-letter": "M1 8h3.5l1 2h3l1-2H13M1 8l2-5h8l2 5v4H1z",
  reference: "M7 3C5 1.8 3 1.8 1 2.2v9c2-.4 4-.4 6 .8 2-1.2 4-1.2 6-.8v-9C11 1.8 9 1.8 7 3zM7 3v9",
};

/** A node's card: stripe and letter of its layer, the sign of its kind, its name, what it is set to, and its kind in words. */
export function cardSvg(node: DrawnNode, { x, y, width, height }: Box): Markup {
  const { id, kind } = node;
  const layer = layerOf(node);
  const left = layer === undefined ? 12 : 24;
  return markup`<g><title>${id} (${kindTitle(kind)})</title>
<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="${PAPER.card}" stroke="${PAPER.line}"/>
${layer && stripe(layer, { x, y, width, height })}${isNodeKind(kind) && sign(SIGNS[kind], x + left, y + 8)}
<text x="${x + left + 20}" y="${y + 20}" font-size="13" font-weight="600" fill="${PAPER.text}">${cut(id, NAME_MAX)}</text>
<text x="${x + left}" y="${y + 42}" font-size="11" fill="${PAPER.quiet}">${cut(sublineOf(node), LINE_MAX)}</text>
<text x="${x + left}" y="${y + height - 10}" font-size="10" fill="${PAPER.quiet}">${cut(kindTitle(kind), LINE_MAX)}</text></g>
`;
}

function stripe({ name, letter }: Layer, { x, y, height }: Box): Markup {
  const { fill, ink } = STRIPES[name];
  return markup`<path d="M${x + 8} ${y}h6v${height}h-6a8 8 0 0 1-8-8v-${height - 16}a8 8 0 0 1 8-8z" fill="${fill}"/>
<text x="${x + 7}" y="${y + height / 2 + 4}" font-size="10" font-weight="600" text-anchor="middle" fill="${ink}">${letter}</text>
`;
}

function sign(path: string, x: number, y: number): Markup {
  return markup`<path transform="translate(${x} ${y})" d="${path}" fill="none" stroke="${PAPER.quiet}" stroke-width="1.2" stroke-linecap="round" stroke-linejoin="round"/>`;
}
