import type { Probe, ProbeEvent } from "../base/probe.ts";
import { err, ok } from "../base/result.ts";
import { VirtualClock } from "../base/scheduler.ts";
import { durationUs, SECOND, TIME_ZERO, timeUs } from "../base/time.ts";
import { RecordStore } from "../source/record-store.ts";
import type { BatchTables } from "../stream/batch-tables.ts";
import { Checkpoint } from "../stream/checkpoint.ts";
import { type CrashPoint, CrashPoints } from "../stream/crash-points.ts";
import type { LogReader } from "../stream/log-reader.ts";
import type { MicroBatchConfig } from "../stream/micro-batch-config.ts";
import { MicroBatchJob } from "../stream/micro-batch-job.ts";

/** Steps of a thousandth of a second on a grid of ten seconds. */
export const JOB_CONFIG: MicroBatchConfig = {
  topic: "t",
  trigger: { kind: "processing-time", intervalUs: durationUs(10 * SECOND) },
  maxOffsetsPerTrigger: undefined,
  minimumRead: undefined,
  startingOffsets: "earliest",
  failOnDataLoss: true,
  cores: 2,
  service: {
    perTaskUs: 1_000,
    perRecordNs: 1_000,
    perByteNs: 0,
    planningUs: durationUs(1_000),
    walCommitUs: durationUs(1_000),
    commitOffsetsUs: durationUs(1_000),
    perTableCommitUs: durationUs(1_000),
    perRowWrittenNs: 0,
  },
};

/** A log of two partitions whose record at offset o of partition p has the id o * 2 + p; tests move its end by hand. */
export class HandLog implements LogReader {
  ends: (number | undefined)[] = [0, 0];
  latestOffsets(): readonly (number | undefined)[] {
    return this.ends;
  }
  earliestOffsets(): readonly number[] {
    return [0, 0];
  }
  read(...[, partition, { from, to }, visit]: Parameters<LogReader["read"]>): ReturnType<LogReader["read"]> {
    if (this.ends[partition] === undefined) return err({ name: "LEADER_NOT_AVAILABLE", message: "no leader" });
    const recordIds = Uint32Array.from({ length: to }, (_, offset) => offset * 2 + partition);
    visit({ recordIds }, from, to, from);
    return ok(undefined);
  }
}

/** The same, but a range that reaches beyond the end is refused, as after an unclean election; or every one, while `isGone`. */
export class ShrinkingLog extends HandLog {
  isGone = false;
  override read(...call: Parameters<LogReader["read"]>): ReturnType<LogReader["read"]> {
    const [, partition, range] = call;
    const isThere = !this.isGone && range.to <= (this.ends[partition] ?? 0);
    return isThere ? super.read(...call) : err({ name: "OFFSET_OUT_OF_RANGE", message: "gone" });
  }
}

/** A job over two partitions and two tables, each of which only notes what it is told. */
export class JobScene {
  readonly clock = new VirtualClock();
  readonly log: HandLog;
  readonly events: ProbeEvent[] = [];
  readonly commits: string[] = [];
  readonly staged: { batchId: number; ids: number[] }[] = [];
  readonly job: MicroBatchJob;

  constructor(config: Partial<MicroBatchConfig> = {}, crashes: readonly CrashPoint[] = [], log = new HandLog()) {
    this.log = log;
    const records = new RecordStore();
    for (let id = 0; id < 2_000; id++) records.appendValue(-1, Uint8Array.of(65), 0, TIME_ZERO);
    const probe: Probe = {
      event: (event) => this.events.push(event),
      gauge: () => undefined,
      count: () => undefined,
      latencyMeter: () => ({ record: () => undefined }),
    };
    const tables: BatchTables = {
      tableIds: ["bronze.a", "silver.b"],
      takesWholeBatch: () => true,
      stage: (rows, batchId) => this.staged.push({ batchId, ids: [...rows.recordIds] }),
      commit: (tableId, { batchId }) => {
        this.commits.push(`${tableId}#${batchId}`);
        return { kind: "committed", version: this.commits.length, rowsAdded: 1, rowsRemoved: 0, contentHash: "0" };
      },
    };
    const deps = {
      scheduler: this.clock,
      probe,
      log: this.log,
      records,
      tables,
      checkpoint: new Checkpoint("q"),
      crashPoints: new CrashPoints(crashes),
    };
    this.job = new MicroBatchJob("job", { ...JOB_CONFIG, ...config }, deps);
    this.job.start();
  }

  advance(seconds: number): void {
    while (!this.clock.advance(timeUs(Math.round(seconds * SECOND)), 1_000));
  }

  kinds(): string[] {
    return this.events.map((event) => event.kind);
  }
}

/** A trigger without a grid. */
export const AS_FAST_AS_POSSIBLE = { kind: "processing-time", intervalUs: durationUs(0) } as const;
