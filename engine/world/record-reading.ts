import { decodeUtf8 } from "../base/utf8.ts";
import type { ConsumerGroupNode } from "../scenario/scenario.ts";
import type { RecordStore } from "../source/record-store.ts";
import { schemaIdIn, WIRE_HEAD_BYTES } from "../source/wire-format.ts";

/** What an application takes a value for, and whether it expects the head of Confluent's wire format. */
export type Reading = Pick<ConsumerGroupNode, "reads" | "wireFormat">;

/** Can an application that reads so make nothing of this record's value? */
export function isUnreadable({ reads, wireFormat }: Reading, records: RecordStore, recordId: number): boolean {
  const value = records.valueOf(recordId);
  if (wireFormat === "confluent" && schemaIdIn(value) === undefined) return true;
  if (reads === "text") return false;
  const text = decodeUtf8(wireFormat === "confluent" ? value.subarray(WIRE_HEAD_BYTES) : value);
  return reads === "json" ? !isJson(text) : text.split(reads.separator).length !== reads.columns;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
