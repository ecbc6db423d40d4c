import { describe, expect, it } from "vitest";
import type { EventField } from "../base/probe.ts";
import { RunDigest } from "../base/run-digest.ts";
import { timeUs } from "../base/time.ts";
import { FaultLog } from "../chaos/fault-log.ts";
import { Recorder } from "./recorder.ts";

function record(
  events: readonly (readonly [atUs: number, kind: string, fields: Record<string, EventField>])[],
): FaultLog {
  const faults = new FaultLog();
  const recorder = new Recorder(new RunDigest(), faults);
  for (const [atUs, kind, fields] of events) {
    recorder.event({ kind, atUs: timeUs(atUs), subject: "job", severity: "info", message: kind, fields });
  }
  return faults;
}

const COMMIT = { batchId: 7, records: 1, endOffsets: "1" };

describe("the recorder", () => {
  it("keeps a driver's death in a batch in force until the driver is up again", () => {
    const faults = record([
      [50, "batch-planned", { batchId: 7 }],
      [100, "driver-crashed", {}],
      [200, "driver-restarted", {}],
      [300, "batch-committed", COMMIT],
    ]);
    expect(faults.during(99, 99, () => true)).toEqual({});
    expect(faults.during(150, 150, () => true)).toEqual({ fault: "driver of job dead in batch 7" });
    expect(faults.during(201, 201, () => true)).toEqual({});
    expect(faults.within(50, 300, () => true)).toEqual({ fault: "driver of job dead in batch 7", isFaultOver: true });
  });

  it("keeps a death between two batches in force until the driver is up again", () => {
    const faults = record([
      [50, "batch-planned", { batchId: 7 }],
      [60, "batch-committed", COMMIT],
      [100, "driver-crashed", {}],
      [200, "driver-restarted", {}],
      [300, "batch-committed", { ...COMMIT, batchId: 8 }],
    ]);
    expect(faults.during(150, 150, () => true)).toEqual({ fault: "driver of job dead" });
    expect(faults.during(201, 201, () => true)).toEqual({});
  });
});
