import { parse } from "yaml";

/** A value that an edit can put into a file. */
export type PlainValue = string | number | boolean | null | PlainList | PlainMapping;
type PlainList = readonly PlainValue[];
type PlainMapping = { readonly [key: string]: PlainValue };

/** A value behind a key or a dash: what stands on the same line, and the lines below it. */
export type Rendered = { readonly head: string; readonly lines: readonly string[] };

const LONGEST_INLINE = 90;
const INDENT = "  ";
const PLAIN_WORD = /^[A-Za-z0-9_][A-Za-z0-9_./<>?!()'=+* -]*$/;
/** A text that a literal block gives back exactly: no control characters, no blank at its start, at most one line end at its own. */
const LITERAL_TEXT = /^[^\s\p{Cc}](?:[^\p{Cc}]|\n(?!\n?$))*\n?$/u;

/** Writes a value on one line, as people write small mappings and lists: `{ x: 0, y: 160 }`, `[flight_id]`. */
export function renderInline(value: PlainValue): string {
  if (typeof value === "string") return renderText(value);
  if (isList(value)) return `[${value.map(renderInline).join(", ")}]`;
  if (!isMapping(value)) return String(value);
  const entries = Object.entries(value).map(([key, part]) => `${renderText(key)}: ${renderInline(part)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** A word is left bare when YAML reads it back as the same text; JSON's quotes are YAML's too. */
export function renderText(text: string): string {
  const isBare = PLAIN_WORD.test(text) && !text.endsWith(" ") && parse(text) === text;
  return isBare ? text : JSON.stringify(text);
}

/** Writes a value over as many lines as read well; the lines come without the indentation of their key. */
export function renderBlock(value: PlainValue, isSpread = false): Rendered {
  if (typeof value === "string")
    return LITERAL_TEXT.test(value) && value.includes("\n")
      ? renderLiteral(value)
      : { head: renderText(value), lines: [] };
  const inline = renderInline(value);
  const isInline = !isSpread && inline.length <= LONGEST_INLINE && !holdsLines(value);
  if (isInline || inline === "{}" || inline === "[]") return { head: inline, lines: [] };
  if (isList(value)) return { head: "", lines: value.flatMap((item) => renderEntry(undefined, item)).map(indented) };
  if (isMapping(value))
    return {
      head: "",
      lines: Object.entries(value)
        .flatMap(([key, part]) => renderEntry(key, part))
        .map(indented),
    };
  return { head: inline, lines: [] };
}

/** Writes an entry of a block mapping, or without a key of a block list; the lines come without the collection's indentation. */
export function renderEntry(key: string | undefined, value: PlainValue): string[] {
  const { head, lines } = renderBlock(value);
  if (key !== undefined) return [`${renderText(key)}:${head === "" ? "" : ` ${head}`}`, ...lines];
  if (head !== "") return [`- ${head}`, ...lines];
  return lines.map((line, index) => (index === 0 ? `- ${line.slice(INDENT.length)}` : line));
}

function renderLiteral(text: string): Rendered {
  const isEnded = text.endsWith("\n");
  const lines = (isEnded ? text.slice(0, -1) : text).split("\n");
  return { head: isEnded ? "|" : "|-", lines: lines.map(indented) };
}

function indented(line: string): string {
  return line === "" ? "" : INDENT + line;
}

function holdsLines(value: PlainValue): boolean {
  if (typeof value === "string") return value.includes("\n");
  return typeof value === "object" && value !== null && Object.values(value).some(holdsLines);
}

function isList(value: PlainValue): value is PlainList {
  return Array.isArray(value);
}

function isMapping(value: PlainValue): value is PlainMapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
