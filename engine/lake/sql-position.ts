/** The line and column, both from 1, of a character index inside a text. */
export function lineAndColumn(text: string, index: number): { readonly line: number; readonly column: number } {
  const end = Math.max(0, Math.min(index, text.length));
  let line = 1;
  let lineStart = 0;
  for (
    let position = text.indexOf("\n");
    position >= 0 && position < end;
    position = text.indexOf("\n", position + 1)
  ) {
    line += 1;
    lineStart = position + 1;
  }
  return { line, column: end - lineStart + 1 };
}
