import type { ColumnBatch } from "../base/columns.ts";
import { encodeUtf8 } from "../base/utf8.ts";
import type { LakePlan, LakeTable } from "../lake/lake-plan.ts";
import type { BronzeNode, DeadLetterNode, GoldNode, ReferenceNode, SilverNode } from "../scenario/scenario.ts";

/** The job that writes every table of a test plan. */
export const TEST_JOB = "job";

export function bronzeNode(id: string, idempotent = true): BronzeNode {
  return { id, kind: "bronze", sink: { mode: "append", idempotent } };
}

export function silverNode(
  id: string,
  sql: string,
  parts: Partial<Pick<SilverNode, "quality" | "rejects" | "merge">> & {
    mode?: "merge" | "append";
    idempotent?: boolean;
  },
): SilverNode {
  const { mode = parts.merge === undefined ? "append" : "merge", idempotent = true, quality = [], ...rest } = parts;
  return { id, kind: "silver", sql, quality, ...rest, sink: { mode, idempotent } };
}

export function deadLetterNode(id: string): DeadLetterNode {
  return { id, kind: "dead-letter" };
}

export function goldNode(
  id: string,
  sql: string,
  parts: Pick<GoldNode, "groupBy"> & Partial<Pick<GoldNode, "feed" | "money">> & { idempotent?: boolean },
): GoldNode {
  const { feed = "changes", idempotent = true, ...rest } = parts;
  return { id, kind: "gold", sql, feed, ...rest, sink: { mode: "merge", idempotent } };
}

export function referenceNode(id: string, dataset: string, sql: string): ReferenceNode {
  return { id, kind: "reference", dataset, sql };
}

/** One job that writes these tables in this order. */
export function lakePlan(tables: readonly LakeTable[], references: readonly ReferenceNode[] = []): LakePlan {
  return { jobs: [{ node: { id: TEST_JOB }, tables }], references };
}

/** A record as a test writes it. */
export type TestRecord = {
  readonly id: number;
  readonly value: string;
  readonly key?: string;
  readonly partition?: number;
  readonly offset?: number;
  /** Microseconds since 1970. */
  readonly eventTimeUs?: number;
};

/** Records as a batch in bronze's columns. */
export function bronzeBatch(batchId: number, records: readonly TestRecord[], topic = "events"): ColumnBatch {
  const numbers = (read: (record: TestRecord) => number) => Float64Array.from(records, read);
  return {
    rowCount: records.length,
    columns: [
      { name: "topic", column: { kind: "dictionary", codes: new Int32Array(records.length), dictionary: [topic] } },
      { name: "partition", column: { kind: "int32", values: Int32Array.from(records, (r) => r.partition ?? 0) } },
      { name: "offset", column: { kind: "int64", values: numbers((r) => r.offset ?? r.id) } },
      { name: "timestamp", column: { kind: "timestamp", values: numbers((r) => r.id) } },
      { name: "key", column: textColumn(records.map((r) => r.key ?? "k")) },
      { name: "value", column: textColumn(records.map((r) => r.value)) },
      { name: "event_time", column: { kind: "timestamp", values: numbers((r) => r.eventTimeUs ?? r.id) } },
      { name: "correlation_id", column: { kind: "int64", values: numbers((r) => r.id) } },
      { name: "batch_id", column: { kind: "int64", values: new Float64Array(records.length).fill(batchId) } },
    ],
  };
}

function textColumn(texts: readonly string[]): { kind: "utf8"; bytes: Uint8Array; offsets: Int32Array } {
  const encoded = texts.map(encodeUtf8);
  const offsets = new Int32Array(texts.length + 1);
  for (const [index, { length }] of encoded.entries()) offsets[index + 1] = (offsets[index] as number) + length;
  const bytes = new Uint8Array(offsets[texts.length] as number);
  for (const [index, text] of encoded.entries()) bytes.set(text, offsets[index] as number);
  return { kind: "utf8", bytes, offsets };
}
