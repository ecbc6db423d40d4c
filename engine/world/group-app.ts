import { timeUs } from "../base/time.ts";
import type { GroupBook } from "../check/group-book.ts";
import type { GroupListener } from "../log/kafka/consumer/application-group.ts";
import type { GroupProgram } from "../log/kafka/consumer/group-process.ts";
import type { ConsumerGroupNode } from "../scenario/scenario.ts";
import type { RecordStore } from "../source/record-store.ts";
import { consumerConfigOf } from "./consumer-settings.ts";
import type { RecordSink } from "./producer-app.ts";
import { isUnreadable } from "./record-reading.ts";

/** What the members of a group are and do, as the cluster takes it. */
export function groupProgramOf(node: ConsumerGroupNode, topics: readonly string[], records: RecordStore): GroupProgram {
  const { onFailure, processing } = node;
  return {
    groupId: node.id,
    topics,
    config: consumerConfigOf(node),
    isStatic: node.isStatic,
    processing: { perPollUs: processing.perPoll, perRecordUs: processing.perRecord },
    commit: node.commit,
    failures: {
      isUnreadable: (recordId) => isUnreadable(node, records, recordId),
      retries: onFailure.retries,
      backoffUs: onFailure.backoff,
      afterRetries: onFailure.afterRetries,
    },
  };
}

/**
 * What a group's members do goes into its book. A record for the dead letters is sent on as a new one, with the same key, value
 * and event time: an application that reads it again after a crash sends it again.
 */
export function bookKeeper(book: GroupBook, records: RecordStore, deadLetters: RecordSink | undefined): GroupListener {
  return {
    delivered: (_member, count) => book.delivered(count),
    processed: (member, { partition, firstOffset, recordIds }, atUs) => {
      for (const [index, id] of recordIds.entries()) {
        const offset = firstOffset + index;
        book.processed(id, { topic: partition.topic, partition: partition.partition, offset, member, atUs });
      }
    },
    gaveUp: (_member, { recordId, outcome }, atUs) => {
      if (outcome === "skip") book.giveUp(recordId, "skipped");
      if (outcome !== "dead-letter") return;
      book.giveUp(recordId, "dead-lettered");
      const copy = records.copyOf(recordId, timeUs(atUs));
      deadLetters?.send(copy, copy + 1);
    },
  };
}
