import { describe, expect, it } from "vitest";
import { ProducerBatch } from "./producer-batch.ts";
import { SequenceTracker } from "./sequence-tracker.ts";

function batch(records = 2): ProducerBatch {
  return new ProducerBatch({
    partition: 0,
    recordIds: new Uint32Array(records),
    sizeBytes: 100,
    createdUs: 0,
    maxTimestampUs: 0,
  });
}

/** A tracker with producer id 9 and `count` batches of two records in flight. */
function inFlight(count: number): { readonly tracker: SequenceTracker; readonly batches: ProducerBatch[] } {
  const tracker = new SequenceTracker(1);
  tracker.setProducerId(9);
  const batches = Array.from({ length: count }, () => batch());
  for (const item of batches) tracker.onSend(item);
  return { tracker, batches };
}

function stampsOf(batches: readonly ProducerBatch[]): number[][] {
  return batches.map((item) => [item.producerEpoch, item.baseSequence, item.lastSequence]);
}

describe("SequenceTracker", () => {
  it("numbers batches in the order in which they are first sent, and keeps the number of one that comes back", () => {
    const { tracker, batches } = inFlight(3);
    expect(stampsOf(batches)).toEqual([
      [0, 0, 1],
      [0, 2, 3],
      [0, 4, 5],
    ]);
    tracker.onSend(batches[1] as ProducerBatch);
    expect(batches[1]?.baseSequence).toBe(2);
  });

  it("holds everything back until there is a producer id, and a retry until it is the lowest in flight", () => {
    expect(new SequenceTracker(1).mustHold(0, undefined)).toBe(true);
    const { tracker, batches } = inFlight(2);
    const [first, second] = batches as [ProducerBatch, ProducerBatch];
    expect(tracker.mustHold(0, second)).toBe(true);
    expect(tracker.mustHold(0, first)).toBe(false);
    expect(tracker.mustHold(0, undefined)).toBe(false);
    tracker.onCompleted(first);
    expect(tracker.mustHold(0, second)).toBe(false);
  });

  it("retries what is out of order because an earlier batch failed, and bumps the epoch for a real gap", () => {
    const { tracker, batches } = inFlight(3);
    const [first, second, third] = batches as [ProducerBatch, ProducerBatch, ProducerBatch];
    expect(tracker.canRetry(second, "OUT_OF_ORDER_SEQUENCE_NUMBER")).toBe(true);
    tracker.prepare();
    expect(second.producerEpoch).toBe(0);
    tracker.onCompleted(first);
    expect(tracker.canRetry(second, "OUT_OF_ORDER_SEQUENCE_NUMBER")).toBe(true);
    tracker.prepare();
    expect(stampsOf([second, third])).toEqual([
      [1, 0, 1],
      [1, 2, 3],
    ]);
    // What was sent under the old number comes back out of order once more: that is no further gap.
    expect(tracker.canRetry(third, "OUT_OF_ORDER_SEQUENCE_NUMBER")).toBe(true);
    tracker.prepare();
    expect(third.producerEpoch).toBe(1);
    expect(tracker.canRetry(third, "NOT_LEADER_OR_FOLLOWER")).toBe(true);
    expect(tracker.canRetry(third, "INVALID_PRODUCER_EPOCH")).toBe(false);
  });

  it("sends nothing new after a batch of unknown fate until the rest is settled; then it goes on, or bumps the epoch", () => {
    const settled = inFlight(2);
    const [lost, last] = settled.batches as [ProducerBatch, ProducerBatch];
    settled.tracker.onFailed(lost, "REQUEST_TIMED_OUT", false);
    settled.tracker.markUnresolved(lost);
    settled.tracker.prepare();
    expect(settled.tracker.mustHold(0, undefined)).toBe(true);
    settled.tracker.onCompleted(last);
    settled.tracker.prepare();
    const next = batch();
    expect(settled.tracker.mustHold(0, undefined)).toBe(false);
    settled.tracker.onSend(next);
    expect(stampsOf([next])).toEqual([[0, 4, 5]]);

    const open = inFlight(1);
    open.tracker.onFailed(open.batches[0] as ProducerBatch, "REQUEST_TIMED_OUT", false);
    open.tracker.markUnresolved(open.batches[0] as ProducerBatch);
    open.tracker.prepare();
    const fresh = batch();
    open.tracker.onSend(fresh);
    expect(stampsOf([fresh])).toEqual([[1, 0, 1]]);
  });

  it("a batch that the broker refused leaves a gap: the batches behind it move up in a new epoch", () => {
    const { tracker, batches } = inFlight(3);
    const [first, second, third] = batches as [ProducerBatch, ProducerBatch, ProducerBatch];
    tracker.onFailed(first, "MESSAGE_TOO_LARGE", true);
    tracker.prepare();
    expect(stampsOf([second, third])).toEqual([
      [1, 0, 1],
      [1, 2, 3],
    ]);
  });

  it("another partition goes over to a bumped epoch only when nothing of the old one is in flight", () => {
    const tracker = new SequenceTracker(2);
    tracker.setProducerId(9);
    const failing = batch();
    const other = new ProducerBatch({
      partition: 1,
      recordIds: new Uint32Array(1),
      sizeBytes: 1,
      createdUs: 0,
      maxTimestampUs: 0,
    });
    tracker.onSend(failing);
    tracker.onSend(other);
    tracker.onFailed(failing, "MESSAGE_TOO_LARGE", true);
    tracker.prepare();
    expect(tracker.mustHold(1, undefined)).toBe(true);
    tracker.onCompleted(other);
    expect(tracker.mustHold(1, undefined)).toBe(false);
    const next = new ProducerBatch({
      partition: 1,
      recordIds: new Uint32Array(1),
      sizeBytes: 1,
      createdUs: 0,
      maxTimestampUs: 0,
    });
    tracker.onSend(next);
    expect(stampsOf([next])).toEqual([[1, 0, 0]]);
  });

  it("an epoch that cannot grow any more needs a new producer id", () => {
    const tracker = new SequenceTracker(1);
    tracker.setProducerId(9);
    for (let bump = 0; bump <= 32_767; bump++) {
      const item = batch(1);
      tracker.onSend(item);
      tracker.onFailed(item, "MESSAGE_TOO_LARGE", true);
      tracker.prepare();
    }
    expect(tracker.hasProducerId).toBe(false);
    tracker.setProducerId(10);
    const item = batch(1);
    tracker.onSend(item);
    expect([item.producerId, item.producerEpoch, item.baseSequence]).toEqual([10, 0, 0]);
  });

  it("the parts of a batch share its sequences", () => {
    const { tracker, batches } = inFlight(2);
    const first = batches[0] as ProducerBatch;
    const parts = first.split(10, () => 1_000);
    tracker.onSplit(first, parts);
    expect(stampsOf(parts)).toEqual([
      [0, 0, 0],
      [0, 1, 1],
    ]);
    expect(tracker.mustHold(0, parts[1])).toBe(true);
    tracker.onCompleted(parts[0] as ProducerBatch);
    expect(tracker.mustHold(0, parts[1])).toBe(false);
  });
});
