import { expect, test } from "vitest";
import type { ProbeEvent } from "../base/probe.ts";
import { timeUs } from "../base/time.ts";
import { batchesFelt } from "./batches-felt.ts";

type Step = readonly [kind: string, batchId: number, tableId?: string];

function timelineOf(steps: readonly Step[], subject = "job"): readonly ProbeEvent[] {
  return steps.map(([kind, batchId, tableId], index) => ({
    kind,
    atUs: timeUs(index),
    subject,
    severity: "info",
    message: "",
    fields: { batchId, ...(tableId === undefined ? {} : { tableId }) },
  }));
}

const DIES_BEHIND_SILVER: readonly Step[] = [
  ["table-committed", 0, "silver.a"],
  ["table-committed", 0, "gold.a"],
  ["table-committed", 1, "silver.a"],
  ["driver-crashed", 1],
  ["table-committed", 1, "gold.a"],
  ["table-committed", 2, "silver.a"],
  ["table-committed", 2, "gold.a"],
  ["driver-crashed", 3],
];

test("a batch that a table committed twice is felt in it, and in no table that does not come of it", () => {
  const timeline = timelineOf([
    ...DIES_BEHIND_SILVER,
    ["table-committed", 2, "gold.b"],
    ["table-committed", 2, "gold.b"],
  ]);
  expect([...batchesFelt(timeline, { job: "job", tables: new Set(["silver.a", "gold.b"]) })]).toEqual([2]);
  expect([...batchesFelt(timeline, { job: "job", tables: new Set(["silver.a", "gold.a"]) })]).toEqual([]);
  expect([...batchesFelt(timeline, { job: "other", tables: new Set(["gold.b"]) })]).toEqual([]);
});

test("gold fed by unseen rows feels a death between silver's commit and its own, and no other", () => {
  const unseen = { silver: "silver.a", gold: "gold.a" };
  const felt = batchesFelt(timelineOf(DIES_BEHIND_SILVER), { job: "job", tables: new Set(["gold.a"]), unseen });
  expect([...felt]).toEqual([1]);
});
