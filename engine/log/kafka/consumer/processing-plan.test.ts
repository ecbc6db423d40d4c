import { describe, expect, it } from "vitest";
import { DEFAULT_TOPIC_SETTINGS } from "../kafka-config.ts";
import { topicPartitionsOf } from "../topic-partition.ts";
import type { RecordRun } from "./completed-fetch.ts";
import { type FailureHandling, ProcessingPlan, type ProcessingSink } from "./processing-plan.ts";

const PARTITIONS = topicPartitionsOf({ ...DEFAULT_TOPIC_SETTINGS, name: "t", partitions: 2 }, 0);
const MODEL = { perPollUs: 1_000, perRecordUs: 100 };

function run(partition: number, firstOffset: number, ids: readonly number[]): RecordRun {
  const at = PARTITIONS[partition] as RecordRun["partition"];
  return { partition: at, firstOffset, recordIds: Uint32Array.from(ids), leaderEpoch: 0, sizeBytes: 0 };
}

/** What a plan has told, as offsets and names. */
function listener(): ProcessingSink & { readonly told: string[] } {
  const told: string[] = [];
  return {
    told,
    processed: ({ firstOffset, recordIds }) => void told.push(`${firstOffset}+${recordIds.length}`),
    gaveUp: ({ offset, outcome }) => void told.push(`${outcome} ${offset}`),
  };
}

const failing = (afterRetries: FailureHandling["afterRetries"]): FailureHandling => ({
  isUnreadable: (id) => id === 12,
  retries: 3,
  backoffUs: 10_000,
  afterRetries,
});

describe("ProcessingPlan", () => {
  it("takes the poll's own time and that of each record", () => {
    expect(new ProcessingPlan([run(0, 5, [10, 11, 12])], MODEL, undefined).durationUs).toBe(1_300);
  });

  it("tells each record once, when its work is over", () => {
    const plan = new ProcessingPlan([run(0, 5, [10, 11, 12]), run(1, 0, [13])], MODEL, undefined);
    const sink = listener();
    for (const elapsedUs of [0, 1_000, 1_099, 1_100, 1_250, 1_399, 1_400, 1_400]) plan.advanceTo(elapsedUs, sink);
    expect(sink.told).toEqual(["5+1", "6+1", "7+1", "0+1"]);
  });

  it("a record that cannot be read costs its tries and pauses, and the rest goes on behind it", () => {
    const plan = new ProcessingPlan([run(0, 5, [10, 11, 12, 13])], MODEL, failing("skip"));
    expect(plan.durationUs).toBe(1_000 + 300 + 100 + 3 * 10_100);
    const sink = listener();
    plan.advanceTo(plan.durationUs - 101, sink);
    expect(sink.told).toEqual(["5+2"]);
    plan.advanceTo(plan.durationUs, sink);
    expect(sink.told).toEqual(["5+2", "skip 7", "8+1"]);
    expect(plan.stopsAt).toBeUndefined();
  });

  it("stops at a record that nobody handles", () => {
    const plan = new ProcessingPlan([run(0, 5, [10, 12, 13]), run(1, 0, [14])], MODEL, failing("stop"));
    const sink = listener();
    plan.advanceTo(plan.durationUs, sink);
    expect(sink.told).toEqual(["5+1", "stop 6"]);
    expect(plan.stopsAt?.offset).toBe(6);
  });

  it("records that take no time are all done at the end of the poll's own time", () => {
    const plan = new ProcessingPlan([run(0, 0, [1, 2])], { perPollUs: 500, perRecordUs: 0 }, undefined);
    const sink = listener();
    plan.advanceTo(499, sink);
    expect(sink.told).toEqual([]);
    plan.advanceTo(500, sink);
    expect(sink.told).toEqual(["0+2"]);
  });
});
