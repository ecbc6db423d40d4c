import { expect, it } from "vitest";
import { type ProbeEvent, SILENT_PROBE } from "../base/probe.ts";
import { ok } from "../base/result.ts";
import { VirtualClock } from "../base/scheduler.ts";
import { durationUs, SECOND, timeUs } from "../base/time.ts";
import { RecordStore } from "../source/record-store.ts";
import { Checkpoint } from "./checkpoint.ts";
import { CrashPoints } from "./crash-points.ts";
import { MicroBatchJob } from "./micro-batch-job.ts";

const CONFIG = {
  topic: "t",
  trigger: { kind: "processing-time", intervalUs: durationUs(10 * SECOND) },
  maxOffsetsPerTrigger: undefined,
  minimumRead: undefined,
  startingOffsets: "earliest",
  failOnDataLoss: true,
  cores: 1,
  service: {
    ...{ perTaskUs: 1_000, perRecordNs: 0, perByteNs: 0, perRowWrittenNs: 0 },
    ...{ planningUs: durationUs(1_000), walCommitUs: durationUs(1_000), commitOffsetsUs: durationUs(1_000) },
    perTableCommitUs: durationUs(1_000),
  },
} as const;

it.each([
  ["within the first", 60, 5, 72],
  ["beyond the first", 10, 60, 80],
])(
  "a driver that dies again while it is dead stays so as long as the later of both says: %s",
  (_, first, second, up) => {
    const clock = new VirtualClock();
    const events: ProbeEvent[] = [];
    const job = new MicroBatchJob("job", CONFIG, {
      scheduler: clock,
      probe: { ...SILENT_PROBE, event: (event) => events.push(event) },
      log: { latestOffsets: () => [0], earliestOffsets: () => [0], read: () => ok(undefined) },
      records: new RecordStore(),
      tables: { tableIds: [], takesWholeBatch: () => true, stage() {}, commit: () => undefined },
      checkpoint: new Checkpoint("q"),
      crashPoints: new CrashPoints([]),
    });
    job.start();
    clock.at(timeUs(12 * SECOND), () => job.crash(durationUs(first * SECOND)));
    clock.at(timeUs(20 * SECOND), () => job.crash(durationUs(second * SECOND)));
    clock.advance(timeUs(100 * SECOND), 10_000);
    const restarts = events.filter(({ kind }) => kind === "driver-restarted");
    expect(restarts.map(({ atUs }) => atUs / SECOND)).toEqual([up]);
  },
);
