import { ThemeColors } from "./theme-colors.ts";
import { WatchedSize } from "./watched-size.ts";

/** A canvas over the whole of an element, as sharp as the screen is. */
export class PaintedCanvas {
  readonly #canvas = document.createElement("canvas");
  readonly #colors: ThemeColors;
  readonly #size: WatchedSize;

  constructor(root: HTMLElement) {
    this.#colors = new ThemeColors(root);
    this.#size = new WatchedSize(root);
    this.#canvas.style.cssText = "position:absolute;inset:0;width:100%;height:100%";
    root.append(this.#canvas);
  }

  /** Clears it and paints anew, in CSS pixels. Nothing happens while the element has no size. */
  paint(painter: (context: CanvasRenderingContext2D, widthPx: number, heightPx: number) => void): void {
    const { widthPx, heightPx } = this.#size;
    const context = this.#canvas.getContext("2d");
    if (context === null || widthPx === 0 || heightPx === 0) return;
    const ratio = devicePixelRatio;
    const [width, height] = [Math.round(widthPx * ratio), Math.round(heightPx * ratio)];
    // Another size, even the same one, makes the browser throw its pixels away and take new ones.
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    context.resetTransform();
    context.globalAlpha = 1;
    context.clearRect(0, 0, width, height);
    context.scale(ratio, ratio);
    painter(context, widthPx, heightPx);
  }

  /** The value of a colour token here. */
  color(token: string): string {
    return this.#colors.of(token);
  }

  destroy(): void {
    this.#size.stop();
    this.#canvas.remove();
  }
}
