/**
 * The colours of the theme at an element, each asked of the page once: asking makes the browser work its styles out again. Another
 * theme needs another one of these.
 */
export class ThemeColors {
  readonly #root: Element;
  readonly #known = new Map<string, string>();

  constructor(root: Element) {
    this.#root = root;
  }

  /** The value of a colour token, such as `--s1`. */
  of(token: string): string {
    const known = this.#known.get(token);
    if (known !== undefined) return known;
    const color = getComputedStyle(this.#root).getPropertyValue(token).trim();
    this.#known.set(token, color);
    return color;
  }
}
