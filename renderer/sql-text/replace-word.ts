/** A text with the word at a place exchanged; the place counts lines and columns from 1, and may lie in the middle of the word. */
export function replaceWord(
  text: string,
  place: { readonly line: number; readonly column: number },
  word: string,
): string {
  const lines = text.split("\n");
  const lineStart = lines.slice(0, place.line - 1).reduce((length, line) => length + line.length + 1, 0);
  const at = Math.min(text.length, lineStart + place.column - 1);
  const before = /[\w.]*$/u.exec(text.slice(lineStart, at))?.[0] ?? "";
  const behind = /^[\w.]*/u.exec(text.slice(at))?.[0] ?? "";
  return text.slice(0, at - before.length) + word + text.slice(at + behind.length);
}
