import type { Column, ColumnBatch } from "../base/columns.ts";
import { encodeUtf8 } from "../base/utf8.ts";

/** A column of texts; undefined is NULL. */
export function textColumn(values: readonly (string | undefined)[]): Column {
  const pieces = values.map((value) => encodeUtf8(value ?? ""));
  const offsets = new Int32Array(values.length + 1);
  for (const [index, piece] of pieces.entries()) offsets[index + 1] = (offsets[index] as number) + piece.length;
  const bytes = new Uint8Array(offsets[values.length] as number);
  for (const [index, piece] of pieces.entries()) bytes.set(piece, offsets[index]);
  return { kind: "utf8", bytes, offsets, valid: Uint8Array.from(values, (value) => (value === undefined ? 0 : 1)) };
}

/** Columns of texts, by name. */
export function textBatch(columns: readonly (readonly [string, readonly (string | undefined)[]])[]): ColumnBatch {
  return {
    rowCount: columns[0]?.[1].length ?? 0,
    columns: columns.map(([name, values]) => ({ name, column: textColumn(values) })),
  };
}
