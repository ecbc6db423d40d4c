import type { editor } from "monaco-editor/editor";

/** A theme of the app as the page has it now: reads a token's colour by its name, `--panel`. */
export type ReadToken = (name: string) => string;

/** The name under which Monaco knows the app's colours; it is defined anew whenever the theme changes. */
export const EDITOR_THEME = "spillway";

const BASES = { dark: "vs-dark", light: "vs", contrast: "hc-black" } as const;

/** Builds Monaco's theme from the app's tokens. `theme` is what the page's `data-theme` says. */
export function makeEditorTheme(theme: string | undefined, readToken: ReadToken): editor.IStandaloneThemeData {
  const color = (name: string): string => sixDigits(readToken(name));
  const bare = (name: string): string => color(name).slice(1);
  const veiled = (name: string, alpha: string): string => `${color(name)}${alpha}`;
  return {
    base: BASES[theme === "light" || theme === "contrast" ? theme : "dark"],
    inherit: true,
    rules: [
      { token: "", foreground: bare("--t1") },
      { token: "comment", foreground: bare("--t3"), fontStyle: "italic" },
      { token: "type", foreground: bare("--accent") },
      { token: "keyword", foreground: bare("--accent") },
      { token: "string", foreground: bare("--ok-text") },
      { token: "number", foreground: bare("--warn-text") },
      // The base themes colour these by language, which would win over the general word.
      { token: "string.sql", foreground: bare("--ok-text") },
      { token: "string.yaml", foreground: bare("--ok-text") },
      { token: "predefined.sql", foreground: bare("--recover-text") },
      { token: "operator", foreground: bare("--t2") },
      { token: "operator.sql", foreground: bare("--accent") },
      { token: "delimiter", foreground: bare("--t2") },
      { token: "invalid", foreground: bare("--crit-text") },
    ],
    colors: {
      "editor.background": color("--panel"),
      "editor.foreground": color("--t1"),
      "editorGutter.background": color("--panel"),
      "editorLineNumber.foreground": color("--t3"),
      "editorLineNumber.activeForeground": color("--t1"),
      "editorLineNumber.dimmedForeground": color("--t3"),
      "editorCursor.foreground": color("--accent"),
      "editor.selectionBackground": veiled("--accent", "55"),
      "editor.inactiveSelectionBackground": veiled("--accent", "2e"),
      "editor.lineHighlightBackground": veiled("--hover", "80"),
      "editor.lineHighlightBorder": "#00000000",
      ...Object.fromEntries(
        [1, 2, 3, 4, 5, 6].map((depth) => [`editorBracketHighlight.foreground${depth}`, color("--t2")]),
      ),
      "editorIndentGuide.background1": color("--line"),
      "editorIndentGuide.activeBackground1": color("--line-strong"),
      "editorWidget.background": color("--raised"),
      "editorWidget.foreground": color("--t1"),
      "editorWidget.border": color("--line"),
      "editorSuggestWidget.selectedBackground": color("--hover"),
      "editorSuggestWidget.selectedForeground": color("--t1"),
      "editorSuggestWidget.highlightForeground": color("--accent"),
      "editorSuggestWidget.focusHighlightForeground": color("--accent"),
      "editorHoverWidget.background": color("--raised"),
      "editorHoverWidget.border": color("--line"),
      "diffEditor.insertedLineBackground": veiled("--ok", "1a"),
      "diffEditor.insertedTextBackground": veiled("--ok", "2e"),
      "diffEditor.removedLineBackground": veiled("--crit", "1a"),
      "diffEditor.removedTextBackground": veiled("--crit", "2e"),
      "diffEditor.border": color("--line"),
      "diffEditor.diagonalFill": veiled("--line-strong", "55"),
      "diffEditor.unchangedRegionBackground": color("--hover"),
      "diffEditor.unchangedRegionForeground": color("--t2"),
      "diffEditor.unchangedCodeBackground": "#00000000",
      "editorError.foreground": color("--crit"),
      "editorWarning.foreground": color("--warn"),
      "editorInfo.foreground": color("--recover"),
      "input.background": color("--panel"),
      "input.border": color("--line-strong"),
      "list.hoverBackground": color("--hover"),
      "menu.background": color("--raised"),
      "menu.foreground": color("--t1"),
      "menu.selectionBackground": color("--hover"),
      "menu.selectionForeground": color("--t1"),
      "scrollbarSlider.background": veiled("--line-strong", "55"),
      "scrollbarSlider.hoverBackground": veiled("--line-strong", "88"),
      focusBorder: color("--accent"),
    },
  };
}

/** A colour with six hexadecimal digits: builds shorten `#ffffff` to `#fff`, which Monaco refuses. */
export function sixDigits(color: string): string {
  const trimmed = color.trim();
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(trimmed);
  return short === null
    ? trimmed
    : `#${short
        .slice(1)
        .map((digit) => digit + digit)
        .join("")}`;
}
