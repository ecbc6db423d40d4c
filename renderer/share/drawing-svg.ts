import type { Drawing, DrawnNode } from "../../engine/scenario/drawing.ts";
import { type Box, boundsOf, PORT_Y } from "../pipeline/card-geometry.ts";
import { drawnBoxes } from "./drawn-boxes.ts";
import { type Markup, markup } from "./markup.ts";

const MARGIN = 32;
/** As many characters as fit on a card. */
const NAME_MAX = 28;
const NOTE_LINE_MAX = 40;
const NOTE_LINES_MAX = 12;

const COLORS = {
  paper: "#ffffff",
  card: "#f4f6f9",
  line: "#8291a5",
  text: "#141a22",
  quiet: "#465364",
  note: "#fff8e0",
};
const STRIPES: Readonly<Record<string, { readonly fill: string; readonly letter: string; readonly ink: string }>> = {
  bronze: { fill: "#7d4518", letter: "B", ink: "#ffffff" },
  silver: { fill: "#6b87a0", letter: "S", ink: "#0b1118" },
  reference: { fill: "#6b87a0", letter: "S", ink: "#0b1118" },
  "dead-letter": { fill: "#6b87a0", letter: "S", ink: "#0b1118" },
  gold: { fill: "#b08a12", letter: "G", ink: "#0b1118" },
};

/** A drawing as a picture of vectors, for paper and slides: cards, edges, groups and notes. Names are text and stay text. */
export function drawingSvg(drawing: Drawing): string {
  const boxes = drawnBoxes(drawing);
  const notes = drawing.notes.map((note) => ({
    note,
    box: { x: note.x, y: note.y, width: note.width ?? 200, height: note.height ?? 96 },
  }));
  const around = boundsOf([...boxes.values(), ...notes.map(({ box }) => box)]) ?? {
    x: 0,
    y: 0,
    width: 320,
    height: 120,
  };
  const width = around.width + 2 * MARGIN;
  const height = around.height + 2 * MARGIN + 24;
  const byId = new Map([...boxes].map(([node, box]) => [node.id, box]));
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${around.x - MARGIN} ${around.y - MARGIN - 24} ${width} ${height}" font-family="Inter, Segoe UI, system-ui, sans-serif">
<title>${drawing.name}</title>
<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="${COLORS.line}"/></marker></defs>
<rect x="${around.x - MARGIN}" y="${around.y - MARGIN - 24}" width="${width}" height="${height}" fill="${COLORS.paper}"/>
<text x="${around.x}" y="${around.y - MARGIN + 4}" font-size="15" font-weight="600" fill="${COLORS.text}">${cut(drawing.name, 80)}</text>
${drawing.groups.map(({ title, nodes }) =>
  group(
    title,
    nodes.flatMap((id) => byId.get(id) ?? []),
  ),
)}
${drawing.edges.map(({ from, to }) => edge(byId.get(from), byId.get(to), isDeadLetter(drawing, to)))}
${[...boxes].map(([node, box]) => card(node, box))}
${notes.map(({ note, box }) => noteBox(note.text, box))}
</svg>`.text;
}

function card({ id, kind }: DrawnNode, { x, y, width, height }: Box): Markup {
  const stripe = STRIPES[kind];
  const left = stripe === undefined ? 12 : 26;
  return markup`<g><title>${id} (${kind})</title>
<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="${COLORS.card}" stroke="${COLORS.line}"/>
${
  stripe &&
  markup`<path d="M${x + 8} ${y}h10v${height}h-10a8 8 0 0 1-8-8v-${height - 16}a8 8 0 0 1 8-8z" fill="${stripe.fill}"/>
<text x="${x + 9}" y="${y + height / 2 + 4}" font-size="11" font-weight="600" text-anchor="middle" fill="${stripe.ink}">${stripe.letter}</text>`
}
<text x="${x + left}" y="${y + 22}" font-size="13" font-weight="600" fill="${COLORS.text}">${cut(id, NAME_MAX)}</text>
<text x="${x + left}" y="${y + 40}" font-size="11" fill="${COLORS.quiet}">${cut(kind, NAME_MAX)}</text></g>
`;
}

function edge(from: Box | undefined, to: Box | undefined, isDown: boolean): Markup | undefined {
  if (from === undefined || to === undefined) return undefined;
  const dashes = isDown ? markup` stroke-dasharray="2 6"` : undefined;
  const startX = isDown ? from.x + from.width / 2 : from.x + from.width;
  const startY = isDown ? from.y + from.height : from.y + PORT_Y;
  const endX = isDown ? to.x + to.width / 2 : to.x;
  const endY = isDown ? to.y : to.y + PORT_Y;
  const bend = Math.max(24, Math.abs(isDown ? endY - startY : endX - startX) / 2);
  const curve = isDown
    ? `C${startX} ${startY + bend} ${endX} ${endY - bend} ${endX} ${endY}`
    : `C${startX + bend} ${startY} ${endX - bend} ${endY} ${endX} ${endY}`;
  return markup`<path d="M${startX} ${startY}${curve}" fill="none" stroke="${COLORS.line}" stroke-width="1.5"${dashes} marker-end="url(#arrow)"/>
`;
}

function group(title: string, boxes: readonly Box[]): Markup | undefined {
  const around = boundsOf(boxes);
  if (around === undefined) return undefined;
  const { x, y, width, height } = around;
  return markup`<g><rect x="${x - 16}" y="${y - 32}" width="${width + 32}" height="${height + 48}" rx="12" fill="none" stroke="${COLORS.line}" stroke-dasharray="6 3"/>
<text x="${x - 8}" y="${y - 14}" font-size="12" font-weight="600" fill="${COLORS.quiet}">${cut(title, NAME_MAX)}</text></g>
`;
}

function noteBox(text: string, { x, y, width, height }: Box): Markup {
  const lines = text
    .split("\n")
    .slice(0, NOTE_LINES_MAX)
    .map((line, index) => markup`<tspan x="${x + 10}" y="${y + 20 + index * 16}">${cut(line, NOTE_LINE_MAX)}</tspan>`);
  return markup`<g><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="4" fill="${COLORS.note}" stroke="${COLORS.line}"/><text font-size="12" fill="${COLORS.text}">${lines}</text></g>
`;
}

function isDeadLetter(drawing: Drawing, id: string): boolean {
  return drawing.nodes.some((node) => node.id === id && node.kind === "dead-letter");
}

/** By whole characters, so that no emoji is cut in half. */
function cut(text: string, max: number): string {
  const characters = [...text.slice(0, max * 4)];
  return characters.length <= max && text.length <= max * 4 ? text : `${characters.slice(0, max - 1).join("")}…`;
}
