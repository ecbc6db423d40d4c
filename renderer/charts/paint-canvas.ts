import { ThemeColors } from "./theme-colors.ts";

/** A canvas over the whole of an element, as sharp as the screen is. */
export class PaintedCanvas {
  readonly #root: HTMLElement;
  readonly #canvas = document.createElement("canvas");
  readonly #colors: ThemeColors;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#colors = new ThemeColors(root);
    this.#canvas.style.cssText = "position:absolute;inset:0;width:100%;height:100%";
    root.append(this.#canvas);
  }

  /** Clears it and paints anew, in CSS pixels. Nothing happens while the element has no size. */
  paint(painter: (context: CanvasRenderingContext2D, widthPx: number, heightPx: number) => void): void {
    const { clientWidth: widthPx, clientHeight: heightPx } = this.#root;
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
    this.#canvas.remove();
  }
}
