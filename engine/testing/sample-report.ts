import type { ProbeEvent, Severity } from "../base/probe.ts";
import { durationUs, timeUs } from "../base/time.ts";
import type { RunReport } from "../protocol/report.ts";

const SECOND = 1_000_000;

/** An event at a second of virtual time. */
export function eventAt(
  seconds: number,
  kind: string,
  subject: string,
  { severity = "info", message = `${subject}: ${kind}` }: { severity?: Severity; message?: string } = {},
): ProbeEvent {
  return { kind, atUs: timeUs(Math.round(seconds * SECOND)), subject, severity, message, fields: {} };
}

/** A commit of every table in each of `batches` batches, one every ten seconds. */
function batchEvents(batches: number): ProbeEvent[] {
  return Array.from({ length: batches }, (_, batchId) => {
    const at = (batchId + 1) * 10;
    return [
      eventAt(at, "batch-planned", "job"),
      ...["bronze.flight_events", "gold.vouchers"].map((tableId, index) => ({
        ...eventAt(at + index + 1, "table-committed", "job"),
        fields: { tableId, batchId },
      })),
      eventAt(at + 4, "batch-committed", "job"),
    ];
  }).flat();
}

const FAULTS: readonly ProbeEvent[] = [
  eventAt(480, "broker-crashed", "chaos", { severity: "error", message: "broker 2 is killed" }),
  eventAt(489.5, "broker-fenced", "broker-2", {
    severity: "warning",
    message: "Broker 2 is fenced after 9 s of silence",
  }),
  ...[0, 3].map((partition) => eventAt(489.5, "leader-elected", `flight.events-${partition}`, { severity: "warning" })),
  ...[0, 1, 3].map((partition) => eventAt(489.5, "isr-shrunk", `flight.events-${partition}`, { severity: "warning" })),
  ...[0, 1, 3].map((partition) => eventAt(605.2 + partition / 10, "isr-expanded", `flight.events-${partition}`)),
  eventAt(912.345_678, "driver-crashed", "job", {
    severity: "error",
    message: "The driver of job died, batch 90 not committed",
  }),
  eventAt(942.345, "batch-replayed", "job", {
    severity: "warning",
    message: "Batch 90 has no commit: running it again with the same offsets",
  }),
];

/** A report with every section filled: a crash, a violated check, a wrong answer, an expectation that is not met. */
export const SAMPLE_REPORT: RunReport = {
  reportVersion: 1,
  scenario: "Flights, a broker crash and a driver crash",
  seed: 42,
  digest: "5f0c6b0d3a1e4f7788aa90b1c2d3e4f55f0c6b0d3a1e4f7788aa90b1c2d3e4f5",
  status: "finished",
  endedAtUs: 1_510 * SECOND,
  isChecked: true,
  records: { produced: 400_068, acknowledged: 400_068, unconfirmed: 0, failed: 0 },
  stages: [
    { id: "flights", kind: "source", recordsIn: 400_068, recordsOut: 400_068, throughputPerSecond: 277.8 },
    {
      id: "flight.events",
      kind: "topic",
      recordsIn: 400_068,
      recordsOut: 400_068,
      throughputPerSecond: 277.8,
      lagMaxRecords: 8_312,
      lagEndRecords: 0,
      latency: { p50Us: 6_120, p95Us: 11_400, p99Us: 9_480_000, maxUs: 10_100_000 },
    },
    {
      id: "gold.vouchers",
      kind: "gold",
      recordsIn: 400_068,
      recordsOut: 1_210,
      throughputPerSecond: 0.84,
      latency: { p50Us: 8_120_000, p95Us: 13_300_000, p99Us: 44_700_000, maxUs: 61_000_000 },
      freshness: { p95Us: 13_100_000, maxUs: 65_000_000 },
    },
  ],
  timeline: [...batchEvents(150), ...FAULTS].toSorted((left, right) => left.atUs - right.atUs),
  answers: [
    {
      ask: "Is O'Hare collapsing?",
      table: "gold.airport_hour",
      asOf: { job: "job", batchId: 149, atUs: 1_502 * SECOND, endOffsets: [200_034, 200_034], recordsUnread: 0 },
      columns: ["hour_utc", "landed", "late"],
      rows: [["2001-04-06 22:00:00", 47, 45]],
      rowCount: 1,
      oracleRows: [["2001-04-06 22:00:00", 47, 45]],
      oracleRowCount: 1,
      isRight: true,
    },
    {
      ask: "What do we owe?",
      table: "gold.vouchers",
      asOf: { job: "job", batchId: 149, atUs: 1_502 * SECOND, endOffsets: [200_034, 200_034], recordsUnread: 0 },
      columns: ["flights", "dollars"],
      rows: [[1_496, 29_920_000]],
      rowCount: 1,
      oracleRows: [[1_493, 29_860_000]],
      oracleRowCount: 1,
      isRight: false,
      differences: {
        inRunCount: 1,
        inRun: [[1_496, 29_920_000]],
        inOracleCount: 1,
        inOracle: [[1_493, 29_860_000]],
      },
      dollarsWrong: 60_000,
    },
  ],
  checks: [
    {
      check: "acknowledged-records-kept",
      verdict: "holds",
      summary: "all 400068 acknowledged records are in the log",
      violations: 0,
      evidence: [],
    },
    {
      check: "gold-equals-oracle",
      table: "gold.vouchers",
      verdict: "violated",
      summary: "3 groups differ from the oracle's",
      violations: 5,
      dollarsWrong: 60_000,
      evidence: ["ORD", "LGA", "EWR", "PHX"].map((origin, index) => ({
        note: `group (2001-04-06, ${origin}) has 4 flights, the oracle has 3`,
        key: origin,
        batchId: 90,
        atUs: 944_000_000 + index,
        fault: "driver-crash of job",
        dollars: 20_000,
      })),
    },
    {
      check: "key-order-kept",
      verdict: "unknown",
      summary: "flight.events-3 has no leader, so its log cannot be read",
      violations: 0,
      evidence: [],
    },
  ],
  expectations: [
    { check: "acknowledged-records-kept", expect: "holds", isMet: true, found: "holds" },
    { check: "gold-equals-oracle", table: "gold.vouchers", expect: "holds", isMet: false, found: "violated" },
  ],
  slos: [
    { metric: "freshness", table: "gold.vouchers", max: durationUs(60 * SECOND), measured: 65 * SECOND, isMet: false },
    { metric: "lag-records", job: "job", max: 50_000, measured: 8_312, isMet: true },
  ],
};
