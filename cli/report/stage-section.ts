import type { RunReport, StageReport } from "../../engine/protocol/report.ts";
import { formatCount, formatMany, formatRate, formatSpan } from "./format-value.ts";
import { heading, INDENT, type ReportStyle } from "./report-style.ts";
import { type Cell, renderTable, type TableColumn } from "./text-table.ts";

const COLUMNS: readonly TableColumn[] = [
  { title: "stage", align: "left", canShrink: true },
  { title: "in", align: "right" },
  { title: "out", align: "right" },
  { title: "out/s", align: "right" },
  { title: "lag max", align: "right" },
  { title: "P50", align: "right" },
  { title: "P95", align: "right" },
  { title: "P99", align: "right" },
  { title: "fresh P95", align: "right" },
];

/** The stages on a record's way: how many, how fast, how late. All times are virtual. */
export function renderStages({ stages }: RunReport, style: ReportStyle): string[] {
  if (stages.length === 0) return [];
  const { palette, width } = style;
  const waiting = stages.filter(({ lagEndRecords }) => (lagEndRecords ?? 0) > 0);
  return [
    ...heading("Stages", style),
    ...renderTable(COLUMNS, stages.map(stageRow), { width, indent: INDENT, titlePaint: palette.faint }),
    ...waiting.map(({ id, lagEndRecords }) =>
      palette.warning(`  ${formatMany(lagEndRecords ?? 0, "record")} still waited in ${id} at the end`),
    ),
  ];
}

function stageRow(stage: StageReport): Cell[] {
  const { latency, freshness, lagMaxRecords } = stage;
  return [
    stage.id,
    formatCount(stage.recordsIn),
    formatCount(stage.recordsOut),
    formatRate(stage.throughputPerSecond),
    lagMaxRecords === undefined ? "" : formatCount(lagMaxRecords),
    latency === undefined ? "" : formatSpan(latency.p50Us),
    latency === undefined ? "" : formatSpan(latency.p95Us),
    latency === undefined ? "" : formatSpan(latency.p99Us),
    freshness === undefined ? "" : formatSpan(freshness.p95Us),
  ];
}
