import type { Palette } from "./palette.ts";

/** How a report is set: its colours and the longest line. */
export type ReportStyle = { readonly palette: Palette; readonly width: number };

/** The indentation of everything under a heading. */
export const INDENT = 2;

/** A heading with an empty line before it. */
export function heading(title: string, { palette }: ReportStyle): string[] {
  return ["", palette.strong(title)];
}
