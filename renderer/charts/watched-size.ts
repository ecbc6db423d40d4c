/**
 * The inner size of an element in CSS pixels, told by the browser when it changes. Asking the element in the middle of a drawing would
 * make the browser lay out the page at once, with all that a run has just changed on it.
 */
export class WatchedSize {
  readonly #observer: ResizeObserver;
  #widthPx: number;
  #heightPx: number;

  constructor(element: HTMLElement) {
    this.#widthPx = element.clientWidth;
    this.#heightPx = element.clientHeight;
    this.#observer = new ResizeObserver(() => {
      this.#widthPx = element.clientWidth;
      this.#heightPx = element.clientHeight;
    });
    this.#observer.observe(element);
  }

  get widthPx(): number {
    return this.#widthPx;
  }

  get heightPx(): number {
    return this.#heightPx;
  }

  stop(): void {
    this.#observer.disconnect();
  }
}
