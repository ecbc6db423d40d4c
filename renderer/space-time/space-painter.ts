import { PaintedCanvas } from "../charts/paint-canvas.ts";
import { SERIES_MAX } from "../charts/series-style.ts";
import type { Arrow } from "./arrows.ts";
import type { Bar, BarLook } from "./lane-bars.ts";
import type { RowMark } from "./lane-marks.ts";
import type { SpaceRow } from "./shown-rows.ts";

/** Pixels of a row and of a column of marks. */
export const ROW_PX = 20;
export const COLUMN_PX = 4;
const BAR_PX = 8;
/** A bar as wide as this has room for its word. */
const WORD_PX = 34;

/** What is painted of a row. */
export type PaintedRow = {
  readonly row: SpaceRow;
  readonly bars: readonly Bar[];
  readonly marks: readonly RowMark[];
};

type Painting = {
  readonly rows: readonly PaintedRow[];
  readonly arrows: readonly Arrow[];
  /** Where the top of row 0 is, above the canvas when it is negative. */
  readonly topPx: number;
  /** The number of the first of `rows`. */
  readonly first: number;
};

const ARROW_COLORS: Readonly<Record<Arrow["look"], string>> = {
  request: "--t2",
  answer: "--t3",
  error: "--warn",
  lost: "--crit",
  "under-way": "--line-strong",
};
const MARK_COLORS = ["--t2", "--warn", "--crit"] as const;

/** Paints the lanes that are seen: bars for states, arrows for messages, marks for events. */
export class SpacePainter {
  readonly #canvas: PaintedCanvas;

  constructor(root: HTMLElement) {
    this.#canvas = new PaintedCanvas(root);
  }

  paint({ rows, arrows, topPx, first }: Painting): void {
    this.#canvas.paint((context, widthPx, heightPx) => {
      const middleOf = (row: number): number => topPx + (row + 0.5) * ROW_PX;
      for (const [index, { row, bars }] of rows.entries()) {
        const middle = middleOf(first + index);
        this.#line(context, middle, widthPx, row.fold !== undefined);
        for (const bar of bars) this.#bar(context, bar, middle, widthPx);
      }
      for (const arrow of arrows) {
        const [fromY, toY] = [middleOf(arrow.fromRow), middleOf(arrow.toRow)];
        if (Math.max(fromY, toY) < 0 || Math.min(fromY, toY) > heightPx) continue;
        this.#arrow(context, arrow, fromY, toY);
      }
      for (const [index, { marks }] of rows.entries()) {
        for (const mark of marks) this.#mark(context, mark, middleOf(first + index));
      }
      context.setLineDash([]);
    });
  }

  #line(context: CanvasRenderingContext2D, middle: number, widthPx: number, isHead: boolean): void {
    context.fillStyle = this.#canvas.color(isHead ? "--line-strong" : "--line");
    context.fillRect(0, Math.round(middle), widthPx, 1);
  }

  #bar(context: CanvasRenderingContext2D, { from, to, label, look }: Bar, middle: number, widthPx: number): void {
    const left = from * widthPx;
    const barPx = Math.max(1, (to - from) * widthPx);
    context.fillStyle = this.#canvas.color(colorOf(look));
    context.globalAlpha = look.kind === "series" ? 0.55 : 0.9;
    context.fillRect(left, middle - BAR_PX / 2, Math.max(1, barPx - 0.5), BAR_PX);
    context.globalAlpha = 1;
    if (barPx < WORD_PX) return;
    context.font = '600 9px "Inter Variable", sans-serif';
    context.textBaseline = "middle";
    context.lineWidth = 3;
    context.strokeStyle = this.#canvas.color("--panel");
    // Behind the mark of the event with which it began.
    const x = Math.max(2, left + 8);
    context.strokeText(label, x, middle + 0.5, barPx);
    context.fillStyle = this.#canvas.color("--t1");
    context.fillText(label, x, middle + 0.5, barPx);
    context.lineWidth = 1;
  }

  #arrow(context: CanvasRenderingContext2D, { fromPx, toPx, look }: Arrow, fromY: number, toY: number): void {
    context.strokeStyle = this.#canvas.color(ARROW_COLORS[look]);
    context.fillStyle = context.strokeStyle;
    context.setLineDash(look === "answer" ? [3, 2] : []);
    context.globalAlpha = look === "request" || look === "answer" ? 0.8 : 1;
    context.beginPath();
    context.moveTo(fromPx, fromY);
    context.lineTo(toPx, toY);
    context.stroke();
    context.setLineDash([]);
    const angle = Math.atan2(toY - fromY, toPx - fromPx);
    context.beginPath();
    if (look === "lost") {
      context.moveTo(toPx - 3, toY - 3);
      context.lineTo(toPx + 3, toY + 3);
      context.moveTo(toPx + 3, toY - 3);
      context.lineTo(toPx - 3, toY + 3);
      context.stroke();
    } else if (look !== "under-way") {
      context.moveTo(toPx, toY);
      context.lineTo(toPx - 5 * Math.cos(angle - 0.45), toY - 5 * Math.sin(angle - 0.45));
      context.lineTo(toPx - 5 * Math.cos(angle + 0.45), toY - 5 * Math.sin(angle + 0.45));
      context.fill();
    }
    context.globalAlpha = 1;
  }

  /** A dot for one event, a column for several, as high as there are many; a triangle warns and a square fails. */
  #mark(context: CanvasRenderingContext2D, { bucket, count, rank }: RowMark, middle: number): void {
    const x = (bucket + 0.5) * COLUMN_PX;
    context.fillStyle = this.#canvas.color(MARK_COLORS[rank] ?? "--t2");
    context.strokeStyle = this.#canvas.color("--panel");
    context.beginPath();
    if (count > 1) {
      const half = Math.min(ROW_PX / 2 - 2, 3 + Math.log2(count));
      context.rect(x - COLUMN_PX / 2, middle - half, COLUMN_PX - 1, 2 * half);
    } else if (rank === 0) context.arc(x, middle, 2.5, 0, 2 * Math.PI);
    else if (rank === 1) {
      context.moveTo(x, middle - 4);
      context.lineTo(x + 4, middle + 3);
      context.lineTo(x - 4, middle + 3);
      context.closePath();
    } else context.rect(x - 3, middle - 3, 6, 6);
    context.fill();
    context.stroke();
  }

  destroy(): void {
    this.#canvas.destroy();
  }
}

function colorOf(look: BarLook): string {
  return look.kind === "series" ? `--s${((look.number - 1) % SERIES_MAX) + 1}` : `--${look.kind}`;
}
