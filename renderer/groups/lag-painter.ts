import { type HeatScale, heatColor, heatScale } from "../charts/heat-scale.ts";
import { PaintedCanvas } from "../charts/paint-canvas.ts";
import { SERIES_MAX } from "../charts/series-style.ts";
import type { LagRow, OwnerRun } from "./lag-rows.ts";

/** Pixels of a row, of a cell of it, and of the strip that tells who read the partition. */
export const ROW_PX = 20;
export const CELL_PX = 3;
const STRIP_PX = 8;
const GAP_PX = 1;
/** A strip as wide as this has room for its member's number. */
const NUMBER_PX = 26;

/** Paints the rows that are seen: the more waits, the stronger the colour, and below it a strip of who reads. */
export class LagPainter {
  readonly #canvas: PaintedCanvas;
  readonly #scale: HeatScale;

  constructor(root: HTMLElement) {
    this.#canvas = new PaintedCanvas(root);
    this.#scale = heatScale(this.#canvas.color("--hover"), this.#canvas.color("--s2"), this.#canvas.color("--t1"));
  }

  /** `topPx` is where the first of the rows begins. */
  paint(rows: readonly LagRow[], greatest: number, topPx: number): void {
    this.#canvas.paint((context, widthPx) => {
      for (const [index, row] of rows.entries()) {
        const top = topPx + index * ROW_PX;
        this.#paintCells(context, row, { widthPx, top, greatest });
        for (const run of row.owners)
          this.#paintOwner(context, run, { widthPx, top: top + ROW_PX - STRIP_PX - GAP_PX });
      }
    });
  }

  #paintCells(
    context: CanvasRenderingContext2D,
    { greatest: values, owners }: LagRow,
    { widthPx, top, greatest }: { readonly widthPx: number; readonly top: number; readonly greatest: number },
  ): void {
    const heightPx = ROW_PX - GAP_PX - (owners.length > 0 ? STRIP_PX : 0);
    const cellPx = widthPx / values.length;
    let from = 0;
    let color = heatColor(this.#scale, values[0] as number, greatest);
    // Neighbours of one colour are one rectangle.
    for (let cell = 1; cell <= values.length; cell += 1) {
      const next = cell < values.length ? heatColor(this.#scale, values[cell] as number, greatest) : undefined;
      if (next === color && cell < values.length) continue;
      if (color !== undefined) {
        context.fillStyle = color;
        context.fillRect(from * cellPx, top, (cell - from) * cellPx, heightPx);
      }
      from = cell;
      color = next;
    }
  }

  /** Who reads it by colour and number; nobody is a frame of the colour of a warning, with nothing in it. */
  #paintOwner(
    context: CanvasRenderingContext2D,
    { from, to, owner }: OwnerRun,
    { widthPx, top }: { readonly widthPx: number; readonly top: number },
  ): void {
    const left = from * widthPx;
    const runPx = Math.max(1, (to - from) * widthPx);
    if (owner === 0) {
      context.strokeStyle = this.#canvas.color("--warn");
      context.strokeRect(left + 0.5, top + 0.5, Math.max(1, runPx - 1), STRIP_PX - 1);
      return;
    }
    context.fillStyle = this.#canvas.color(`--s${((owner - 1) % SERIES_MAX) + 1}`);
    context.fillRect(left + 0.5, top, Math.max(0.5, runPx - 0.5), STRIP_PX);
    if (runPx < NUMBER_PX) return;
    context.font = '600 8px "JetBrains Mono Variable", monospace';
    context.textBaseline = "middle";
    context.strokeStyle = this.#canvas.color("--panel");
    context.lineWidth = 2.5;
    context.strokeText(`C${owner}`, left + 3, top + STRIP_PX / 2 + 0.5);
    context.fillStyle = this.#canvas.color("--t1");
    context.fillText(`C${owner}`, left + 3, top + STRIP_PX / 2 + 0.5);
    context.lineWidth = 1;
  }

  /** The scale from little to much, as a CSS gradient. */
  get gradient(): string {
    return `linear-gradient(to right, ${this.#scale.join(", ")})`;
  }

  destroy(): void {
    this.#canvas.destroy();
  }
}
