/** Puts colour around a text; the text's own length stays what it is. */
export type Paint = (text: string) => string;

/** The few colours of the terminal report. */
export type Palette = {
  readonly strong: Paint;
  readonly faint: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly warning: Paint;
};

function colour(open: number, close: number): Paint {
  return (text) => (text === "" ? "" : `\u001b[${open}m${text}\u001b[${close}m`);
}

const same: Paint = (text) => text;

/** No colour at all: for pipes, files and whoever set NO_COLOR. */
export const PLAIN: Palette = { strong: same, faint: same, good: same, bad: same, warning: same };

/** The terminal's own sixteen colours, so that its theme decides how they look. */
export const COLOURED: Palette = {
  strong: colour(1, 22),
  faint: colour(2, 22),
  good: colour(32, 39),
  bad: colour(31, 39),
  warning: colour(33, 39),
};

/** Colours for a terminal, unless NO_COLOR (no-color.org) or TERM=dumb ask for none. */
export function choosePalette(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): Palette {
  const isRefused = (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb";
  return isTerminal && !isRefused ? COLOURED : PLAIN;
}
