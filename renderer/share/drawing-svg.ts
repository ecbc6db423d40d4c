import { flowBetween, type PortType } from "../../engine/pipeline/node-catalogue.ts";
import type { Drawing, DrawnEdge, DrawnNode } from "../../engine/scenario/drawing.ts";
import { type Box, boundsOf } from "../pipeline/card-geometry.ts";
import { edgeEndAt, type PortName, portsOf } from "../pipeline/card-ports.ts";
import { isNodeKind } from "../pipeline/pipeline-order.ts";
import { type Course, type EdgeStyle, findCourse } from "../routing/edge-course.ts";
import type { Obstacle } from "../routing/edge-router.ts";
import { cardSvg } from "./card-svg.ts";
import { drawnBoxes } from "./drawn-boxes.ts";
import { type Markup, markup } from "./markup.ts";
import { cut, PAPER } from "./paper.ts";

const MARGIN = 32;
const TITLE_MAX = 28;
const NOTE_LINE_MAX = 36;
const NOTE_LINES_MAX = 12;
/** A group's frame around its cards, and the room for its title; as on the canvas. */
const FRAME = { padding: 20, title: 28 };

/** A drawing as a picture of vectors, for paper and slides, as the canvas shows it without a run. Names are text and stay text. */
export function drawingSvg(drawing: Drawing, style: EdgeStyle = "smooth"): string {
  const boxes = drawnBoxes(drawing);
  const notes = drawing.notes.map((note) => ({
    note,
    box: { x: note.x, y: note.y, width: note.width ?? 208, height: note.height ?? 96 },
  }));
  const byId = new Map([...boxes].map(([node, box]) => [node.id, box]));
  const frames = drawing.groups.flatMap(({ title, nodes }) => {
    const around = boundsOf(nodes.flatMap((id) => byId.get(id) ?? []));
    return around === undefined ? [] : [{ title, box: framed(around) }];
  });
  const edges = edgesOf(drawing, boxes, style);
  const around = boundsOf([
    ...boxes.values(),
    ...[...notes, ...frames].map(({ box }) => box),
    ...edges.map(({ reach }) => reach),
  ]) ?? { x: 0, y: 0, width: 320, height: 120 };
  const width = Math.ceil(around.width + 2 * MARGIN);
  const height = Math.ceil(around.height + 2 * MARGIN + 24);
  const [left, top] = [Math.floor(around.x - MARGIN), Math.floor(around.y - MARGIN - 24)];
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}" font-family="Inter, Segoe UI, system-ui, sans-serif">
<title>${drawing.name}</title>
<defs><marker id="arrow" viewBox="0 0 10 10" refX="5" refY="5" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><path d="M1 1L10 5L1 9z" fill="${PAPER.edge}"/></marker>
<marker id="port" viewBox="0 0 10 10" refX="10" refY="5" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto"><circle cx="5" cy="5" r="5" fill="${PAPER.edge}"/></marker></defs>
<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${PAPER.sheet}"/>
<text x="${left + MARGIN}" y="${top + 28}" font-size="15" font-weight="600" fill="${PAPER.text}">${cut(drawing.name, 80)}</text>
${frames.map(({ title, box }) => frame(title, box))}
${edges.map(edgeLine)}
${[...boxes].map(([node, box]) => cardSvg(node, box))}
${edges.map(edgeLabel)}
${notes.map(({ note, box }) => noteBox(note.text, box))}
</svg>`.text;
}

/** An edge, how it runs, the box that it stays in, and what flows along it. */
type SvgEdge = { readonly course: Course; readonly reach: Box; readonly flow: PortType | undefined };

function edgesOf(drawing: Drawing, boxes: ReadonlyMap<DrawnNode, Box>, style: EdgeStyle): readonly SvgEdge[] {
  const placed = new Map([...boxes].map(([node, box]) => [node.id, { node, box }]));
  const obstacles: readonly Obstacle[] = [...boxes].map(([{ id }, box]) => ({ id, ...box }));
  const lanes = new Map([...placed.keys()].map((id, lane) => [id, lane]));
  return drawing.edges.flatMap(({ from, to }: DrawnEdge): SvgEdge[] => {
    const [source, target] = [placed.get(from), placed.get(to)];
    if (source === undefined || target === undefined || from === to) return [];
    const flow = flowOf(source.node.kind, target.node.kind);
    const start = endOf(source.node, source.box, flow === "rejects" ? "rejects" : "out");
    const end = endOf(target.node, target.box, "in");
    if (start === undefined || end === undefined) return [];
    const { course, trails } = findCourse({ from: start, to: end, lane: lanes.get(from) ?? 0 }, obstacles, style);
    const points = trails.at(-1) ?? [];
    const reach = boundsOf(points.map((point) => ({ ...point, width: 0, height: 0 })));
    return reach === undefined ? [] : [{ course, reach, flow }];
  });
}

function flowOf(from: string, to: string): PortType | undefined {
  return isNodeKind(from) && isNodeKind(to) ? flowBetween(from, to) : undefined;
}

function endOf({ kind }: DrawnNode, box: Box, name: PortName) {
  const port = portsOf(kind, box).find((each) => each.name === name);
  return port === undefined ? undefined : edgeEndAt(box, port);
}

function edgeLine({ course, flow }: SvgEdge): Markup {
  const dashes = flow === "rejects" && markup` stroke-dasharray="2 6" stroke-linecap="round"`;
  return markup`<path d="${course.path}" fill="none" stroke="${PAPER.edge}" stroke-width="1.5"${dashes} marker-start="url(#port)" marker-end="url(#arrow)"/>
`;
}

/** What flows along an edge, above its line or beside an upright one; outlined in the sheet's colour, so that lines under it do not blur it. */
function edgeLabel({ course: { label }, flow }: SvgEdge): Markup | undefined {
  if (flow === undefined) return undefined;
  const [x, y] = label.isUpright ? [label.x + 8, label.y + 3] : [label.x, label.y - 6];
  return markup`<text x="${x}" y="${y}" font-size="10" fill="${PAPER.quiet}" text-anchor="${label.isUpright ? "start" : "middle"}" stroke="${PAPER.sheet}" stroke-width="3" paint-order="stroke">${flow}</text>
`;
}

function framed({ x, y, width, height }: Box): Box {
  const { padding, title } = FRAME;
  return { x: x - padding, y: y - padding - title, width: width + 2 * padding, height: height + 2 * padding + title };
}

function frame(title: string, { x, y, width, height }: Box): Markup {
  return markup`<g><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="12" fill="none" stroke="${PAPER.line}" stroke-dasharray="6 3"/>
<text x="${x + 12}" y="${y + 20}" font-size="12" font-weight="600" fill="${PAPER.quiet}">${cut(title, TITLE_MAX)}</text></g>
`;
}

function noteBox(text: string, { x, y, width, height }: Box): Markup {
  const lines = text
    .split("\n")
    .slice(0, NOTE_LINES_MAX)
    .map((line, index) => markup`<tspan x="${x + 14}" y="${y + 20 + index * 16}">${cut(line, NOTE_LINE_MAX)}</tspan>`);
  return markup`<g><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="${PAPER.note}" stroke="${PAPER.line}"/><path d="M${x + 2} ${y + 4}v${Math.max(0, height - 8)}" stroke="${PAPER.accent}" stroke-width="4"/><text font-size="12" fill="${PAPER.text}">${lines}</text></g>
`;
}
