import { expect, it } from "vitest";
import { timeUs } from "../base/time.ts";
import { RecordStore } from "../source/record-store.ts";
import { expectedRows, splitRows } from "./expected-rows.ts";
import type { CommittedRange, FinalLog } from "./final-log.ts";
import { Ledger } from "./ledger.ts";

function ranges(...ends: readonly number[]): readonly CommittedRange[] {
  return ends.map((to) => ({ from: 0, to }));
}

it("has the records in the order in which they were produced, wherever they lie", () => {
  const records = new RecordStore();
  for (let id = 0; id < 5; id++) records.appendValue(-1, Uint8Array.of(65), 0, timeUs(0));
  const log: FinalLog = {
    topic: "t",
    partitions: [
      { recordIds: Uint32Array.of(3, 1), highWatermark: 2, logStartOffset: 0 },
      { recordIds: Uint32Array.of(4, 0, 2), highWatermark: 3, logStartOffset: 0 },
    ],
  };
  const { rowCount, recordIds, partitions, offsets } = expectedRows(log, ranges(2, 3), {
    records,
    ledger: new Ledger(),
  });
  expect({ rowCount, recordIds: [...recordIds] }).toEqual({ rowCount: 5, recordIds: [0, 1, 2, 3, 4] });
  expect([...partitions]).toEqual([1, 0, 1, 0, 1]);
  expect([...offsets]).toEqual([1, 1, 2, 0, 0]);
});

it("expects what was committed and what was promised and lost, not what is still to be read", () => {
  const records = new RecordStore();
  for (let id = 0; id < 8; id++) records.appendValue(-1, Uint8Array.of(65), 0, timeUs(0));
  const ledger = new Ledger();
  const acknowledge = (id: number, offset: number): void =>
    ledger.acknowledge(Uint32Array.of(id), { from: 0, to: 1 }, { partition: 0, baseOffset: offset, atUs: 1 });
  // 0 and 1 committed; 2 committed though never acknowledged; 1 lies there twice; 3 is still to be read; 4 was promised and
  // is gone; 5 failed; 6 was sent with acks=0 and is gone; 7 is pending.
  for (const [id, offset] of [
    [0, 0],
    [1, 1],
    [3, 4],
    [4, 5],
  ] as const)
    acknowledge(id, offset);
  ledger.fail(Uint32Array.of(5), { from: 0, to: 1 }, 1);
  ledger.leaveUnconfirmed(Uint32Array.of(6), { from: 0, to: 1 }, { partition: 0, atUs: 1 });
  const log: FinalLog = {
    topic: "t",
    partitions: [{ recordIds: Uint32Array.of(0, 1, 2, 1, 3), highWatermark: 5, logStartOffset: 0 }, undefined],
  };
  const rows = expectedRows(log, ranges(4, 0), { records, ledger });
  expect([...rows.recordIds]).toEqual([0, 1, 2, 4]);
  expect([...rows.offsets]).toEqual([0, 1, 2, 5]);
  expect(rows.rowCount).toBe(4);
});

it("expects nothing from before the offsets at which the job began, not even what was lost there", () => {
  const records = new RecordStore();
  for (let id = 0; id < 4; id++) records.appendValue(-1, Uint8Array.of(65), 0, timeUs(0));
  const ledger = new Ledger();
  for (const [id, baseOffset] of [
    [2, 0],
    [3, 2],
  ] as const)
    ledger.acknowledge(Uint32Array.of(id), { from: 0, to: 1 }, { partition: 0, baseOffset, atUs: 1 });
  const log: FinalLog = {
    topic: "t",
    partitions: [{ recordIds: Uint32Array.of(0, 1), highWatermark: 2, logStartOffset: 0 }],
  };
  const rows = expectedRows(log, [{ from: 1, to: 2 }], { records, ledger });
  expect([...rows.recordIds]).toEqual([1, 3]);
});

it.each([
  [0, [0]],
  [1, [1]],
  [3, [3]],
  [4, [3, 1]],
  [7, [3, 3, 1]],
])("%i rows in pieces of three are all the rows, in their order", (count, sizes) => {
  const rows = {
    rowCount: count,
    recordIds: Uint32Array.from({ length: count }, (_, row) => row),
    partitions: Int32Array.from({ length: count }, (_, row) => 10 + row),
    offsets: Float64Array.from({ length: count }, (_, row) => 100 + row),
  };
  const pieces = splitRows(rows, 3);
  expect(pieces.map(({ rowCount }) => rowCount)).toEqual(sizes);
  expect(pieces.flatMap(({ recordIds }) => [...recordIds])).toEqual([...rows.recordIds]);
  expect(pieces.flatMap(({ partitions }) => [...partitions])).toEqual([...rows.partitions]);
  expect(pieces.flatMap(({ offsets }) => [...offsets])).toEqual([...rows.offsets]);
});
