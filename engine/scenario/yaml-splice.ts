import type { YamlEntry } from "./yaml-entries.ts";
import { type PlainValue, type Rendered, renderBlock, renderEntry, renderInline, renderText } from "./yaml-render.ts";

/** Puts a value in the place of an entry's value; the rest of the text stays as it is. `isSpread` gives every part of the value a line of its own. */
export function spliceValue(text: string, entry: YamlEntry, value: PlainValue, isSpread = false): string {
  if (entry.collection.flow === true) return splice(text, entry.valueStart, entry.end, renderInline(value));
  const isQuoted = hasLineBreak(value) && isAboveInnerComment(text, entry);
  const rendered = isQuoted ? { head: renderInline(value), lines: [] } : renderBlock(value, isSpread);
  const ownLineEnd = isLineStart(text, entry.end) ? "\n" : "";
  if (rendered.lines.length > 0) return spliceLines(text, entry, rendered);
  const gap = text.slice(entry.indicatorEnd, entry.valueStart);
  if (gap.includes("#")) return splice(text, entry.valueStart, entry.end, rendered.head + ownLineEnd);
  return splice(text, entry.indicatorEnd, entry.end, ` ${rendered.head}${ownLineEnd}`);
}

function hasLineBreak(value: PlainValue): boolean {
  return JSON.stringify(value).includes("\\n");
}

/** A comment below an entry, further in than its key: a text of several lines would go on with it. */
function isAboveInnerComment(text: string, entry: YamlEntry): boolean {
  const below = text.slice(isLineStart(text, entry.end) ? entry.end : endOfLine(text, entry.end));
  const indentation = /^(?:[^\S\n]*\n)*( *)#/u.exec(below)?.[1];
  return indentation !== undefined && indentation.length > columnOf(text, entry.start);
}

/** A value over several lines: a comment behind the old value stays behind the new one's head. */
function spliceLines(text: string, entry: YamlEntry, { head, lines }: Rendered): string {
  const indentation = " ".repeat(columnOf(text, entry.start));
  const gap = text.slice(entry.indicatorEnd, entry.valueStart).trimEnd();
  const lineEnd = isLineStart(text, entry.end) ? entry.end : endOfLine(text, entry.end);
  const behind = text.slice(entry.end, lineEnd).trimEnd();
  const body = lines.map((line) => (line === "" ? "" : indentation + line)).join("\n");
  const isOwnLine = isLineStart(text, entry.end);
  return splice(
    text,
    entry.indicatorEnd,
    lineEnd,
    `${head === "" ? "" : ` ${head}`}${gap}${behind}\n${body}${isOwnLine ? "\n" : ""}`,
  );
}

/** An entry that is not there yet; without a key, a list's. */
export type NewEntry = { readonly key: string | undefined; readonly value: PlainValue };

/** Adds entries behind the last one of a collection that is not empty. */
export function spliceEntries(text: string, last: YamlEntry, added: readonly NewEntry[]): string {
  if (last.collection.flow === true) {
    const items = added.map(
      ({ key, value }) => `, ${key === undefined ? "" : `${renderText(key)}: `}${renderInline(value)}`,
    );
    return splice(text, last.end, last.end, items.join(""));
  }
  const indentation = " ".repeat(columnOf(text, last.start));
  const lines = added
    .flatMap(({ key, value }) => renderEntry(key, value))
    .map((line) => (line === "" ? "" : indentation + line));
  const at = isLineStart(text, last.end) ? last.end : endOfLine(text, last.end);
  const isAfterLine = isLineStart(text, at);
  return splice(text, at, at, isAfterLine ? `${lines.join("\n")}\n` : `\n${lines.join("\n")}`);
}

/** Puts values in the place of the values of entries that lie apart, none within another. */
export function spliceValues(
  text: string,
  changes: readonly { readonly entry: YamlEntry; readonly value: PlainValue; readonly isSpread: boolean }[],
): string {
  return changes
    .toSorted((left, right) => right.entry.start - left.entry.start)
    .reduce((edited, { entry, value, isSpread }) => spliceValue(edited, entry, value, isSpread), text);
}

/** Takes entries of one collection out of it, the last one first: a removal moves only what stands behind it. */
export function spliceRemovals(text: string, entries: readonly YamlEntry[], positions: readonly number[]): string {
  let kept = entries;
  let edited = text;
  for (const position of positions.toSorted((left, right) => right - left)) {
    edited = spliceRemoval(edited, kept, position);
    kept = kept.filter((_, index) => index !== position);
  }
  return edited;
}

/** Takes an entry out of a collection that keeps others. */
function spliceRemoval(text: string, entries: readonly YamlEntry[], position: number): string {
  const entry = entries[position];
  if (entry === undefined) return text;
  if (entry.collection.flow === true) return spliceFlowRemoval(text, entries, position);
  const lineStart = startOfLine(text, entry.start);
  const isOwnLine = text.slice(lineStart, entry.start).trim() === "";
  const lineEnd = isLineStart(text, entry.end) ? entry.end - 1 : endOfLine(text, entry.end);
  if (!isOwnLine) return splice(text, entry.start, lineEnd, "");
  const start = position === 0 ? lineStart : startOfCommentAbove(text, lineStart, columnOf(text, entry.start));
  return splice(text, start, Math.min(lineEnd + 1, text.length), "");
}

/** Comment lines directly above an entry, as far in as the entry, belong to it; a blank line parts them from it. */
function startOfCommentAbove(text: string, lineStart: number, column: number): number {
  let start = lineStart;
  while (start > 0) {
    const above = startOfLine(text, start - 1);
    const line = text.slice(above, start);
    const isItsComment = line.trimStart().startsWith("#") && line.length - line.trimStart().length === column;
    if (!isItsComment) return start;
    start = above;
  }
  return start;
}

/** One comma goes with the entry: the one behind it, or for the last entry the one before it. */
function spliceFlowRemoval(text: string, entries: readonly YamlEntry[], position: number): string {
  const entry = entries[position];
  if (entry === undefined) return text;
  const next = entries[position + 1];
  const previous = entries[position - 1];
  if (next !== undefined) {
    const comma = commaBetween(text, entry.end, next.start);
    const blanks = /^[ \t]*/.exec(text.slice(comma + 1))?.[0].length ?? 0;
    return splice(splice(text, comma, comma + 1 + blanks, ""), entry.start, entry.end, "");
  }
  if (previous === undefined) return splice(text, entry.start, entry.end, "");
  const comma = commaBetween(text, previous.end, entry.start);
  const gap = text.slice(comma + 1, entry.start);
  const start = gap.trim() === "" ? comma : entry.start;
  const withoutEntry = splice(text, start, entry.end, "");
  return start === comma ? withoutEntry : splice(withoutEntry, comma, comma + 1, "");
}

/** The comma between two entries of a flow collection; commas inside comments are none. */
function commaBetween(text: string, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (text[at] === ",") return at;
    if (text[at] === "#") at = endOfLine(text, at);
  }
  return to;
}

function splice(text: string, start: number, end: number, insert: string): string {
  return text.slice(0, start) + insert + text.slice(end);
}

function isLineStart(text: string, offset: number): boolean {
  return offset > 0 && text[offset - 1] === "\n";
}

function startOfLine(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** The offset of the line's end, before its line break; the text's end for the last line. */
function endOfLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end;
}

function columnOf(text: string, offset: number): number {
  return offset - startOfLine(text, offset);
}
