import type { ControlMessage } from "../../engine/protocol/log-inspection.ts";
import { pixelAt, type TimeScale } from "../charts/time-window.ts";

/** A message between two rows: where it left and where it came to, in pixels and rows; the message's place in its list. */
export type Arrow = {
  readonly fromPx: number;
  readonly fromRow: number;
  readonly toPx: number;
  readonly toRow: number;
  readonly look: "request" | "answer" | "error" | "lost" | "under-way";
  readonly message: number;
};

/** More arrows than this are a grey mass. */
export const ARROWS_MAX = 3_000;

/** The arrows between rows; messages of machines that have no row, and within one row, have none. */
export function arrowsOf(
  messages: readonly ControlMessage[],
  rows: ReadonlyMap<string, number>,
  scale: TimeScale,
  nowUs: number,
): readonly Arrow[] {
  const arrows: Arrow[] = [];
  for (const [index, message] of messages.entries()) {
    const fromRow = rows.get(machineLane(message.from));
    const toRow = rows.get(machineLane(message.to));
    if (fromRow === undefined || toRow === undefined || fromRow === toRow) continue;
    const fromPx = pixelAt(scale, message.sentUs);
    const toPx = pixelAt(scale, message.settledUs ?? nowUs);
    if (toPx < 0 || fromPx > scale.widthPx) continue;
    arrows.push({ fromPx, fromRow, toPx, toRow, look: lookOf(message), message: index });
  }
  return arrows;
}

/** Every controller of a quorum is on the controller's lane. */
function machineLane(machine: string): string {
  return machine.startsWith("controller") ? "controller" : machine;
}

function lookOf({ outcome, isAnswer, error }: ControlMessage): Arrow["look"] {
  if (outcome !== "delivered") return outcome;
  if (isAnswer && error !== undefined && error !== "NONE") return "error";
  return isAnswer ? "answer" : "request";
}

/** The arrow nearest to a point, at most `reachPx` away; rows have this height, and arrows go from middle to middle. */
export function nearestArrow(
  arrows: readonly Arrow[],
  point: { readonly px: number; readonly py: number },
  { rowPx, reachPx }: { readonly rowPx: number; readonly reachPx: number },
): Arrow | undefined {
  let nearest: Arrow | undefined;
  let distance = reachPx;
  for (const arrow of arrows) {
    const away = distanceTo(arrow, point, rowPx);
    if (away > distance) continue;
    nearest = arrow;
    distance = away;
  }
  return nearest;
}

function distanceTo(
  { fromPx, fromRow, toPx, toRow }: Arrow,
  { px, py }: { readonly px: number; readonly py: number },
  rowPx: number,
): number {
  const [y1, y2] = [(fromRow + 0.5) * rowPx, (toRow + 0.5) * rowPx];
  const [dx, dy] = [toPx - fromPx, y2 - y1];
  const along = Math.max(0, Math.min(1, ((px - fromPx) * dx + (py - y1) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(px - (fromPx + along * dx), py - (y1 + along * dy));
}

/** A message in words. */
export function speakMessage({ api, from, to, isAnswer, error, outcome, sentUs, settledUs }: ControlMessage): string {
  const what = isAnswer ? `answer to ${api}` : api;
  const failed = error === undefined || error === "NONE" ? "" : `: ${error}`;
  const took = settledUs === undefined ? "" : ` in ${((settledUs - sentUs) / 1_000).toFixed(1)} ms`;
  const became = outcome === "delivered" ? `arrived${took}` : outcome === "lost" ? "was lost" : "is under way";
  return `${what}${failed}, ${from} to ${to}, ${became}`;
}
