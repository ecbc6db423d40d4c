import { formatCount } from "../base/format-number.ts";
import { durationUs, formatDuration } from "../base/time.ts";
import type { CheckOutcome, EvidenceRow } from "../protocol/report.ts";
import type { RecordStore } from "../source/record-store.ts";
import { describeRecord, MAX_EVIDENCE } from "./check-log.ts";
import type { GroupBook } from "./group-book.ts";
import type { Ledger } from "./ledger.ts";

/** A topic that a group reads: what its producers were told, and by partition where the group would go on. */
export type ReadTopic = {
  readonly topic: string;
  readonly ledger: Ledger;
  readonly committedOffsets: readonly number[];
  /** Whether the group is never shown this record: its transaction was aborted, and the group reads what is committed only. */
  isHidden(recordId: number): boolean;
};

/** What the checks of a group look at. */
export type GroupEvidence = {
  readonly group: string;
  readonly book: GroupBook;
  readonly records: RecordStore;
  readonly topics: readonly ReadTopic[];
  /** The fault that can have to do with the group at an instant, in words. */
  faultAt(atUs: number): Pick<EvidenceRow, "fault" | "isFaultOver">;
};

/**
 * Has every record that a producer was told is safe been processed by the group, or gone to its dead letters? One that waits
 * behind the committed offset, was skipped, or was lost by the log has not. Records of aborted transactions are none of a group
 * that reads what is committed.
 */
export function checkEveryRecordProcessed(evidence: GroupEvidence): CheckOutcome {
  const { group, topics } = evidence;
  const tally: Tally = { promised: 0, missed: 0, waiting: 0, rows: [] };
  for (const topic of topics) tallyTopic(evidence, topic, tally);
  const { promised, missed, waiting, rows } = tally;
  const verdict = missed === 0 ? "holds" : "violated";
  const still = waiting === 0 ? "" : `; ${formatCount(waiting)} of them still wait`;
  const summary =
    missed === 0
      ? `all ${formatCount(promised)} acknowledged records were processed`
      : `${formatCount(missed)} of ${formatCount(promised)} acknowledged records were not processed${still}`;
  return { check: "every-record-processed", group, verdict, summary, violations: missed, evidence: rows };
}

type Tally = { promised: number; missed: number; waiting: number; readonly rows: EvidenceRow[] };

function tallyTopic(evidence: GroupEvidence, topic: ReadTopic, tally: Tally): void {
  const { book, records } = evidence;
  for (let id = 0; id < records.count; id++) {
    const delivery = topic.ledger.deliveryOf(id);
    if (delivery.kind !== "acknowledged" || topic.isHidden(id)) continue;
    tally.promised += 1;
    if (book.timesProcessed(id) > 0 || book.givenUp(id) === "dead-lettered") continue;
    const { partition, offset, atUs } = delivery;
    const isWaiting = offset >= (topic.committedOffsets[partition] ?? 0);
    tally.missed += 1;
    if (isWaiting) tally.waiting += 1;
    if (tally.rows.length >= MAX_EVIDENCE) continue;
    const note = `record ${id} at ${topic.topic}-${partition} offset ${offset} ${whyNot(book, id, isWaiting)}`;
    tally.rows.push({ note, ...describeRecord(records, id), partition, offset, ...evidence.faultAt(atUs) });
  }
}

function whyNot(book: GroupBook, id: number, isWaiting: boolean): string {
  if (book.givenUp(id) === "skipped") return "could not be processed and was skipped";
  if (isWaiting) return "still waits for a member";
  return "was never processed, and the group has committed an offset behind it";
}

/** Has the group processed no record twice? What a member did before it could commit, the next owner does again. */
export function checkProcessedOnce({ group, book, records, faultAt }: GroupEvidence): CheckOutcome {
  const check = "processed-once";
  const { repeatCount, processedCount } = book;
  const evidence = book.repeats.map(({ recordId, topic, partition, offset, member, atUs, times }): EvidenceRow => {
    const when = formatDuration(durationUs(atUs));
    const note = `record ${recordId} at ${topic}-${partition} offset ${offset} was processed for the ${ordinal(times)} time, by member ${member} at ${when}`;
    return { note, ...describeRecord(records, recordId), partition, offset, atUs, ...faultAt(atUs) };
  });
  const verdict = repeatCount === 0 ? "holds" : "violated";
  const summary =
    repeatCount === 0
      ? `each of ${formatCount(processedCount)} records was processed once`
      : `${formatCount(repeatCount)} of ${formatCount(processedCount)} times a record was processed again`;
  return { check, group, verdict, summary, violations: repeatCount, evidence };
}

function ordinal(times: number): string {
  const words = ["first", "second", "third", "fourth", "fifth"];
  return words[times - 1] ?? `${times}th`;
}
