import { assertNever } from "../base/assert.ts";
import type { ColumnBatch } from "../base/columns.ts";
import type { CommandMessage, ReplyMessage, ReplyOf } from "../protocol/messages.ts";

/** The memory of a reply that can move to the page instead of being copied: all of it was made for this reply alone. */
export function replyBuffers({ name }: CommandMessage, message: ReplyMessage): ArrayBuffer[] {
  if (message.kind === "error") return [];
  // The map of messages pairs each name with its reply; the port carries them as unknown.
  switch (name) {
    case "watch": {
      const { variableIds, timesUs, values } = message.reply as ReplyOf<"watch">;
      return whole([variableIds, timesUs, values]);
    }
    case "query": {
      const outcome = message.reply as ReplyOf<"query">;
      return outcome.kind === "rows" ? batchBuffers(outcome.batch) : [];
    }
    case "exportTable":
      return batchBuffers((message.reply as ReplyOf<"exportTable">).batch);
    case "previewDataset": {
      const preview = message.reply as ReplyOf<"previewDataset">;
      return preview.kind === "columns" ? batchBuffers(preview.batch) : [];
    }
    default:
      return [];
  }
}

function batchBuffers({ columns }: ColumnBatch): ArrayBuffer[] {
  return whole(
    columns.flatMap(({ column }): readonly (ArrayBufferView | undefined)[] => {
      switch (column.kind) {
        case "utf8":
          return [column.bytes, column.offsets, column.valid];
        case "dictionary":
          return [column.codes];
        case "int32":
        case "int64":
        case "float64":
        case "bool":
        case "timestamp":
          return [column.values, column.valid];
        default:
          return assertNever(column);
      }
    }),
  );
}

/** The buffers of arrays that are not a part of something larger, each once. */
function whole(arrays: readonly (ArrayBufferView | undefined)[]): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  for (const array of arrays) {
    if (array?.buffer instanceof ArrayBuffer && array.byteLength === array.buffer.byteLength) found.add(array.buffer);
  }
  return [...found];
}
