import { assertNever } from "../base/assert.ts";
import { type Column, firstRows } from "../base/columns.ts";
import { decodeDataset } from "../dataset/decode-dataset.ts";
import type { DatasetPreview, DatasetPreviewRequest } from "../protocol/inspection.ts";

/** Looks into a file of rows: its columns with the types that SQL will see, and its first rows; or why it cannot be read. */
export async function previewDataset({ format, bytes, rowLimit }: DatasetPreviewRequest): Promise<DatasetPreview> {
  const decoded = await decodeDataset(format, bytes);
  if (!decoded.ok) return { kind: "unreadable", message: decoded.error };
  const { rowCount, columns } = decoded.value;
  const shown = Math.max(0, Math.min(rowCount, Math.floor(rowLimit)));
  return {
    kind: "columns",
    rowCount,
    types: columns.map(({ column }) => sqlTypeOf(column.kind)),
    batch: firstRows(decoded.value, shown),
  };
}

function sqlTypeOf(kind: Column["kind"]): string {
  switch (kind) {
    case "int32":
      return "INTEGER";
    case "int64":
      return "BIGINT";
    case "float64":
      return "DOUBLE";
    case "bool":
      return "BOOLEAN";
    case "timestamp":
      return "TIMESTAMP";
    case "utf8":
    case "dictionary":
      return "VARCHAR";
    default:
      return assertNever(kind);
  }
}
