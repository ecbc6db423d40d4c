import { expect, test } from "vitest";
import type { RunReport, StageReport } from "../../engine/protocol/report.ts";
import { SAMPLE_REPORT } from "../../engine/testing/sample-report.ts";
import { PLAIN } from "./palette.ts";
import { renderStages } from "./stage-section.ts";

const LATENCY = { p50Us: 6_370_000, p95Us: 48_100_000, p99Us: 64_000_000, maxUs: 70_000_000 };

function stage(id: string, kind: string, more: Partial<StageReport> = {}): StageReport {
  return { id, kind, recordsIn: 119_638, recordsOut: 99_331, throughputPerSecond: 264.739, ...more };
}

/** The stages of scenarios/flights-power-loss.scenario.yaml. */
const STAGES: readonly StageReport[] = [
  stage("flights", "source"),
  stage("flight.events", "topic", { lagMaxRecords: 26_135, lagEndRecords: 0, latency: LATENCY }),
  stage("job", "micro-batch"),
  ...["bronze.flight_events", "silver.flight", "gold.airport_hour", "gold.route_risk", "gold.vouchers"].map((id) =>
    stage(id, id.split(".")[0] ?? "", { latency: LATENCY, freshness: { p95Us: 10_400_000, maxUs: 20_000_000 } }),
  ),
  stage("silver.flight_dlq", "dead-letter", { recordsIn: 0, recordsOut: 0, throughputPerSecond: 0 }),
];

function lines(width: number, stages = STAGES): string[] {
  const report: RunReport = { ...SAMPLE_REPORT, stages };
  return renderStages(report, { palette: PLAIN, width });
}

const TITLES = ["in", "out", "out/s", "lag max", "P50", "P95", "P99", "fresh P95"];

test.each([60, 80, 100, 120])("at %i columns every name and every figure can be read", (width) => {
  const shown = lines(width);
  expect(shown.filter((line) => line.length > width)).toEqual([]);
  for (const { id } of STAGES) expect(shown.some((line) => line.startsWith(`  ${id} `))).toBe(true);
  const titles = shown.filter((line) => line.startsWith("  stage "));
  expect(titles.flatMap((line) => line.trim().split(/ {2,}/u).slice(1))).toEqual(TITLES);
  expect(shown.join("\n")).not.toContain("...");
});

test("what fits stands in one table", () => {
  expect(lines(100)).toHaveLength(2 + 1 + STAGES.length);
  expect(lines(120)).toEqual(lines(100));
});

test("where it does not fit, counts stand above times, and stages without times are not named again", () => {
  expect(lines(60)).toEqual([
    "",
    "Stages",
    "  stage                      in     out  out/s  lag max",
    "  flights               119,638  99,331    265",
    "  flight.events         119,638  99,331    265   26,135",
    "  job                   119,638  99,331    265",
    "  bronze.flight_events  119,638  99,331    265",
    "  silver.flight         119,638  99,331    265",
    "  gold.airport_hour     119,638  99,331    265",
    "  gold.route_risk       119,638  99,331    265",
    "  gold.vouchers         119,638  99,331    265",
    "  silver.flight_dlq           0       0      0",
    "",
    "  stage                   P50    P95     P99  fresh P95",
    "  flight.events         6.37s  48.1s  1m 04s",
    "  bronze.flight_events  6.37s  48.1s  1m 04s      10.4s",
    "  silver.flight         6.37s  48.1s  1m 04s      10.4s",
    "  gold.airport_hour     6.37s  48.1s  1m 04s      10.4s",
    "  gold.route_risk       6.37s  48.1s  1m 04s      10.4s",
    "  gold.vouchers         6.37s  48.1s  1m 04s      10.4s",
  ]);
});

test("a name that is longer than its place goes on in the next line", () => {
  const shown = lines(60, [stage("gold.passengers_who_missed_their_connection", "gold", { latency: LATENCY })]);
  expect(shown.slice(3, 5)).toEqual(["  gold.passengers_who_     119,638  99,331    265", "  missed_their_connection"]);
  expect(
    lines(60, [stage("q".repeat(64), "gold")])
      .join("")
      .match(/q+/gu)
      ?.join(""),
  ).toBe("q".repeat(64));
});
