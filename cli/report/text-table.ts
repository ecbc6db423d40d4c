import type { Paint } from "./palette.ts";

/** One cell: its text, and a colour that is put on after the columns are aligned. */
export type Cell = string | { readonly text: string; readonly paint: Paint };

/** A column: its title and where its texts stand; one that `canShrink` gives way when the line would be too long. */
export type TableColumn = { readonly title: string; readonly align: "left" | "right"; readonly canShrink?: boolean };

/** How a table is set. */
export type TableStyle = { readonly width: number; readonly indent: number; readonly titlePaint: Paint };

const GAP = "  ";
const SHRUNK_MIN = 8;
const ELLIPSIS = "...";

/** Blanks, and what a hostile name could move the cursor with. */
const BLANKS = /[\s\p{Cc}]+/u;

/** Cuts a text to `width` characters; what is missing shows as three dots. */
export function cutText(text: string, width: number): string {
  const flat = text.split(BLANKS).join(" ");
  const letters = [...flat];
  if (letters.length <= width) return flat;
  return letters.slice(0, Math.max(0, width - ELLIPSIS.length)).join("") + ELLIPSIS.slice(0, width);
}

/** Breaks a text at blanks into lines of at most `width` characters; a longer word stands alone, whole. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(BLANKS)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  if (line !== "") lines.push(line);
  return lines;
}

/** Breaks a name into parts of at most `width` characters, behind its points, dashes and underscores where it has some. */
export function breakName(name: string, width: number): string[] {
  const parts: string[] = [];
  let part = "";
  const flat = name.split(BLANKS).join(" ");
  for (const word of flat.split(/(?<=[._-])/u).flatMap((long) => chunk(long, width))) {
    if (part !== "" && part.length + word.length > width) {
      parts.push(part);
      part = "";
    }
    part += word;
  }
  return [...parts, part];
}

function chunk(text: string, width: number): string[] {
  return Array.from({ length: Math.ceil(text.length / width) }, (_, index) =>
    text.slice(index * width, (index + 1) * width),
  );
}

/** Aligned lines, the titles first; no line is longer than `width` as long as a column can shrink. */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
  style: TableStyle,
): string[] {
  const widths = fitWidths(columns, rows, style);
  const titles = columns.map(({ title }) => ({ text: title, paint: style.titlePaint }));
  const hasTitles = columns.some(({ title }) => title !== "");
  return [...(hasTitles ? [titles] : []), ...rows].map((row) => renderRow(columns, row, widths, style.indent));
}

function textOf(cell: Cell | undefined): string {
  if (cell === undefined) return "";
  return typeof cell === "string" ? cell : cell.text;
}

function fitWidths(
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
  { width, indent }: TableStyle,
): number[] {
  const widths = columns.map(({ title }, index) =>
    rows.reduce((most, row) => Math.max(most, [...textOf(row[index])].length), title.length),
  );
  let excess = indent + widths.reduce((sum, each) => sum + each, 0) + GAP.length * (columns.length - 1) - width;
  while (excess > 0) {
    const widest = widestShrinkable(columns, widths);
    if (widest === undefined) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}

function widestShrinkable(columns: readonly TableColumn[], widths: readonly number[]): number | undefined {
  let widest: number | undefined;
  columns.forEach(({ canShrink }, index) => {
    const own = widths[index] ?? 0;
    if (canShrink === true && own > SHRUNK_MIN && (widest === undefined || own > (widths[widest] ?? 0))) widest = index;
  });
  return widest;
}

function renderRow(
  columns: readonly TableColumn[],
  row: readonly Cell[],
  widths: readonly number[],
  indent: number,
): string {
  const last = row.findLastIndex((cell) => textOf(cell) !== "");
  const cells = columns.map(({ align }, index) => {
    const cell = row[index];
    const width = widths[index] ?? 0;
    const text = cutText(textOf(cell), width);
    const blanks = " ".repeat(Math.max(0, width - [...text].length));
    const painted = cell === undefined || typeof cell === "string" ? text : cell.paint(text);
    if (align === "right") return blanks + painted;
    return index >= last ? painted : painted + blanks;
  });
  return (" ".repeat(indent) + cells.slice(0, last + 1).join(GAP)).trimEnd();
}
