import { describe, expect, it } from "vitest";
import { timeUs } from "../base/time.ts";
import { encodeUtf8 } from "../base/utf8.ts";
import { RecordStore } from "../source/record-store.ts";
import { stubCauses } from "../testing/stub-causes.ts";
import { checkAcknowledgedKept, checkKeyOrder, type LogEvidence } from "./check-log.ts";
import { ProgressWatch } from "./check-progress.ts";
import type { FinalLog } from "./final-log.ts";
import { Ledger } from "./ledger.ts";

/** Records 0, 1, 2, ... with the keys given, all acknowledged in partition 0 at the offset of their id. */
function evidenceOf(keys: readonly string[], logged: readonly number[] | undefined): LogEvidence {
  const records = new RecordStore();
  keys.forEach((key, id) => {
    records.appendValue(records.keys.internText(key), encodeUtf8(`value-${id}`), 0, timeUs(id * 10));
  });
  const ledger = new Ledger();
  const all = Uint32Array.from(keys.keys());
  ledger.acknowledge(all, { from: 0, to: keys.length }, { partition: 0, baseOffset: 0, atUs: 500 });
  const partition =
    logged === undefined
      ? undefined
      : { recordIds: Uint32Array.from(logged), highWatermark: logged.length, logStartOffset: 0 };
  const log: FinalLog = { topic: "t", partitions: [partition] };
  const causes = stubCauses({
    lossOf: ({ offset }, sinceUs) => ({ atUs: sinceUs + 100, fault: `broker 2 down, which had offset ${offset}` }),
    absenceOf: (id) => ({ atUs: id * 10, fault: "slow link 1 to 2" }),
  });
  return { log, records, ledger, causes, unconfirmedSources: [] };
}

describe("acknowledged-records-kept", () => {
  it("holds when every acknowledged record is in the log", () => {
    expect(checkAcknowledgedKept(evidenceOf(["a", "b"], [0, 1]))).toMatchObject({ verdict: "holds", violations: 0 });
  });

  it("names each lost record, where it was acknowledged, and the fault that took its last copy", () => {
    const outcome = checkAcknowledgedKept(evidenceOf(["a", "b", "a"], [0, 2]));
    expect(outcome).toMatchObject({ verdict: "violated", violations: 1 });
    expect(outcome.evidence).toEqual([
      expect.objectContaining({
        correlationId: 1,
        key: "b",
        value: "value-1",
        partition: 0,
        offset: 1,
        atUs: 600,
        fault: "broker 2 down, which had offset 1",
      }),
    ]);
  });

  it("shows at most 20 of many losses, and counts them all", () => {
    const outcome = checkAcknowledgedKept(evidenceOf(new Array<string>(30).fill("k"), []));
    expect([outcome.violations, outcome.evidence.length]).toEqual([30, 20]);
  });

  it("counts neither what was never promised nor what failed", () => {
    const evidence = evidenceOf(["a"], [0]);
    for (const key of ["b", "c", "d"]) {
      evidence.records.appendValue(evidence.records.keys.internText(key), encodeUtf8("v"), 0, timeUs(50));
    }
    evidence.ledger.leaveUnconfirmed(Uint32Array.of(1), { from: 0, to: 1 }, { partition: 0, atUs: 1 });
    evidence.ledger.fail(Uint32Array.of(2), { from: 0, to: 1 }, 1);
    expect(checkAcknowledgedKept(evidence)).toMatchObject({ verdict: "holds" });
    expect(evidence.ledger.deliveryOf(2)).toEqual({ kind: "failed", atUs: 1 });
    expect(evidence.ledger.deliveryOf(3)).toEqual({ kind: "pending" });
    const { acknowledgedCount, unconfirmedCount, failedCount } = evidence.ledger;
    expect([acknowledgedCount, unconfirmedCount, failedCount]).toEqual([1, 1, 1]);
  });

  it("cannot tell when every producer asked for no acknowledgement, and names what is in no log", () => {
    const { records, log, causes } = evidenceOf(["a", "b", "c"], [0, 2]);
    const ledger = new Ledger();
    ledger.leaveUnconfirmed(Uint32Array.of(0, 1, 2), { from: 0, to: 3 }, { partition: 0, atUs: 1 });
    const outcome = checkAcknowledgedKept({ log, records, ledger, causes, unconfirmedSources: ["shop"] });
    expect(outcome).toMatchObject({
      verdict: "unknown",
      violations: 0,
      summary:
        "nothing was promised: shop asked for no acknowledgement (acks: 0), and 1 of 3 records sent so are in no leader's log",
    });
    expect(outcome.evidence).toEqual([
      expect.objectContaining({ correlationId: 1, key: "b", partition: 0, atUs: 10, fault: "slow link 1 to 2" }),
    ]);
  });

  it("judges what was promised, and counts apart what was not, when producers differ", () => {
    const evidence = evidenceOf(["a"], [0, 1]);
    evidence.records.appendValue(-1, encodeUtf8("v"), 0, timeUs(50));
    evidence.records.appendValue(-1, encodeUtf8("v"), 0, timeUs(50));
    evidence.ledger.leaveUnconfirmed(Uint32Array.of(1, 2), { from: 0, to: 2 }, { partition: 0, atUs: 1 });
    expect(checkAcknowledgedKept({ ...evidence, unconfirmedSources: ["web"] })).toMatchObject({
      verdict: "holds",
      summary:
        "all 1 acknowledged records are in the log; web asked for no acknowledgement (acks: 0), and 1 of 2 records sent so are in no leader's log",
    });
  });

  it("cannot tell while a partition has no leader", () => {
    expect(checkAcknowledgedKept(evidenceOf(["a"], undefined))).toMatchObject({ verdict: "unknown" });
  });

  it("has a fingerprint of every offset that was told", () => {
    const told = (baseOffset: number): string => {
      const ledger = new Ledger();
      ledger.acknowledge(Uint32Array.of(0, 1), { from: 0, to: 2 }, { partition: 0, baseOffset, atUs: 1 });
      return ledger.fingerprint(2);
    };
    expect(told(3)).toBe(told(3));
    expect(told(3)).not.toBe(told(4));
  });

  it("stops a run in which one record is told two things", () => {
    const { ledger } = evidenceOf(["a"], [0]);
    expect(() => ledger.fail(Uint32Array.of(0), { from: 0, to: 1 }, 9)).toThrow("record 0 was acknowledged");
  });
});

describe("key-order-kept", () => {
  it("holds when only records of different keys changed places", () => {
    expect(checkKeyOrder(evidenceOf(["a", "b"], [1, 0]))).toMatchObject({ verdict: "holds" });
  });

  it("finds a record behind a later one of its key, and a second copy", () => {
    const outcome = checkKeyOrder(evidenceOf(["a", "b", "a"], [2, 1, 0, 1]));
    expect(outcome.evidence.map((row) => [row.correlationId, row.offset])).toEqual([
      [0, 2],
      [1, 3],
    ]);
    expect(outcome.violations).toBe(2);
  });

  it("finds a key that is spread over partitions", () => {
    const evidence = evidenceOf(["a", "b", "a"], [0, 1]);
    const spread = {
      topic: "t",
      partitions: [...evidence.log.partitions, { recordIds: Uint32Array.of(2), highWatermark: 1, logStartOffset: 0 }],
    };
    const outcome = checkKeyOrder({ ...evidence, log: spread });
    expect(outcome.evidence.map((row) => row.note)).toEqual([
      "record 2 lies in partition 1, others of its key in partition 0",
    ]);
  });

  it("does not ask for an order among records without a key", () => {
    const evidence = evidenceOf([], [1, 0]);
    for (let id = 0; id < 2; id++) evidence.records.appendValue(-1, encodeUtf8("v"), 0, timeUs(id));
    expect(checkKeyOrder(evidence)).toMatchObject({ verdict: "holds" });
  });
});

describe("progress-never-goes-back", () => {
  it("holds over commits that count up", () => {
    const watch = new ProgressWatch();
    watch.tableCommitted("gold.a", 1, { batchId: 0, atUs: 1 });
    watch.tableCommitted("gold.a", 2, { batchId: 1, atUs: 2 });
    watch.offsetsCommitted("job", [1, 2], { batchId: 0, atUs: 1 });
    watch.offsetsCommitted("job", [1, 3], { batchId: 1, atUs: 2 });
    expect(watch.outcome(() => ({}))).toMatchObject({ verdict: "holds", violations: 0 });
  });

  it("finds a version left out and an offset that fell", () => {
    const watch = new ProgressWatch();
    watch.tableCommitted("gold.a", 2, { batchId: 0, atUs: 1 });
    watch.offsetsCommitted("job", [5, 2], { batchId: 0, atUs: 1 });
    watch.offsetsCommitted("job", [4, 3], { batchId: 1, atUs: 2 });
    const outcome = watch.outcome((job, place, atUs) => ({
      fault: `${job} ${place.partition} ${place.offset} ${atUs}`,
    }));
    expect(outcome.evidence).toEqual([
      { note: "gold.a went from version 0 to 2", batchId: 0, atUs: 1 },
      { note: "job went back from offset 5 to 4", partition: 0, offset: 4, batchId: 1, atUs: 2, fault: "job 0 4 2" },
    ]);
  });
});
