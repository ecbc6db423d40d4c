import type { TimeUnit } from "./micros.ts";

/** What a column's values stand for, and so which of our columns it becomes. */
export type ColumnMeaning =
  | { readonly kind: "bool" | "int32" | "uint32" | "int64" | "uint64" | "float64" | "text" | "date" }
  | { readonly kind: "timestamp"; readonly unit: TimeUnit }
  | { readonly kind: "decimal"; readonly scale: number }
  | { readonly kind: "unreadable"; readonly type: string };
