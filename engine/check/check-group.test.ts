import { describe, expect, it } from "vitest";
import { timeUs } from "../base/time.ts";
import { RecordStore } from "../source/record-store.ts";
import { checkEveryRecordProcessed, checkProcessedOnce, type GroupEvidence } from "./check-group.ts";
import { GroupBook } from "./group-book.ts";
import { Ledger } from "./ledger.ts";

/** Six acknowledged records at the offsets 0 to 5 of one partition, of which the group has committed five. */
function scene(hidden: readonly number[] = []): { readonly book: GroupBook; readonly evidence: GroupEvidence } {
  const records = new RecordStore();
  const ledger = new Ledger();
  for (let id = 0; id < 6; id++) records.appendValue(-1, new TextEncoder().encode(`v${id}`), 0, timeUs(id));
  ledger.acknowledge(Uint32Array.of(0, 1, 2, 3, 4, 5), { from: 0, to: 6 }, { partition: 0, baseOffset: 0, atUs: 100 });
  const book = new GroupBook();
  const topics = [{ topic: "t", ledger, committedOffsets: [5], isHidden: (id: number) => hidden.includes(id) }];
  return { book, evidence: { group: "g", book, records, topics, faultAt: () => ({ fault: "member 1 of g down" }) } };
}

function process(book: GroupBook, ...ids: readonly number[]): void {
  for (const id of ids) book.processed(id, { topic: "t", partition: 0, offset: id, member: 1, atUs: 200 });
}

describe("every-record-processed", () => {
  it("holds when each record was processed or went to the dead letters", () => {
    const { book, evidence } = scene();
    process(book, 0, 1, 2, 3, 4);
    book.giveUp(5, "dead-lettered");
    expect(checkEveryRecordProcessed(evidence)).toMatchObject({ verdict: "holds", violations: 0, evidence: [] });
  });

  it("tells apart what was skipped, what the commit went past, and what still waits", () => {
    const { book, evidence } = scene();
    process(book, 0, 1, 2);
    book.giveUp(3, "skipped");
    const { verdict, violations, summary, evidence: rows } = checkEveryRecordProcessed(evidence);
    expect([verdict, violations]).toEqual(["violated", 3]);
    expect(summary).toBe("3 of 6 acknowledged records were not processed; 1 of them still wait");
    expect(rows.map(({ note }) => note.slice(note.indexOf("offset")))).toEqual([
      "offset 3 could not be processed and was skipped",
      "offset 4 was never processed, and the group has committed an offset behind it",
      "offset 5 still waits for a member",
    ]);
    expect(rows[0]?.fault).toBe("member 1 of g down");
  });

  it("asks for nothing that the group is never shown", () => {
    const { book, evidence } = scene([4, 5]);
    process(book, 0, 1, 2, 3);
    expect(checkEveryRecordProcessed(evidence).summary).toBe("all 4 acknowledged records were processed");
  });
});

describe("processed-once", () => {
  it("counts each time that a record is processed again, and says by whom and when", () => {
    const { book, evidence } = scene();
    process(book, 0, 1, 1, 1);
    const { verdict, violations, evidence: rows } = checkProcessedOnce(evidence);
    expect([verdict, violations]).toEqual(["violated", 2]);
    expect(rows.map(({ note }) => note)).toEqual([
      "record 1 at t-0 offset 1 was processed for the second time, by member 1 at 200us",
      "record 1 at t-0 offset 1 was processed for the third time, by member 1 at 200us",
    ]);
  });

  it("holds when nothing is", () => {
    const { book, evidence } = scene();
    process(book, 0, 1);
    expect(checkProcessedOnce(evidence)).toMatchObject({ verdict: "holds", violations: 0 });
  });
});
