import { assertNever } from "../../engine/base/assert.ts";
import type { ExpectationReport, RunReport, SloReport } from "../../engine/protocol/report.ts";
import { formatCount, formatSpan } from "./format-value.ts";
import type { Palette } from "./palette.ts";
import { heading, INDENT, type ReportStyle } from "./report-style.ts";
import { type Cell, renderTable, type TableColumn } from "./text-table.ts";

const COLUMNS: readonly TableColumn[] = [
  { title: "", align: "left" },
  { title: "", align: "left", canShrink: true },
  { title: "", align: "left", canShrink: true },
];

/** What the scenario said must be found, and whether it was. */
export function renderExpectations({ expectations, isChecked }: RunReport, style: ReportStyle): string[] {
  if (expectations.length === 0 || !isChecked) return [];
  const { palette, width } = style;
  const rows = expectations.map((each) => expectationRow(each, palette));
  return [
    ...heading("Expectations", style),
    ...renderTable(COLUMNS, rows, { width, indent: INDENT, titlePaint: palette.faint }),
  ];
}

/** The service-level objectives, measured. */
export function renderSlos({ slos }: RunReport, style: ReportStyle): string[] {
  if (slos.length === 0) return [];
  const { palette, width } = style;
  const rows = slos.map((each) => sloRow(each, palette));
  return [
    ...heading("Objectives", style),
    ...renderTable(COLUMNS, rows, { width, indent: INDENT, titlePaint: palette.faint }),
  ];
}

function expectationRow(expectation: ExpectationReport, palette: Palette): Cell[] {
  const { check, expect, found, isMet } = expectation;
  const table = "table" in expectation ? expectation.table : undefined;
  return [
    isMet ? { text: "met", paint: palette.good } : { text: "NOT MET", paint: palette.bad },
    table === undefined ? check : `${check} ${table}`,
    isMet && found === expect ? `${expect}, as expected` : `expected: ${expect}; found: ${found}`,
  ];
}

function sloRow(slo: SloReport, palette: Palette): Cell[] {
  const verdict = slo.isMet ? { text: "met", paint: palette.good } : { text: "MISSED", paint: palette.warning };
  switch (slo.metric) {
    case "freshness":
    case "latency-p95":
    case "latency-p99":
      return [verdict, `${slo.metric} ${slo.table}`, `${formatSpan(slo.measured)} of at most ${formatSpan(slo.max)}`];
    case "lag-records":
      return [
        verdict,
        `${slo.metric} ${slo.job}`,
        `${formatCount(slo.measured)} of at most ${formatCount(slo.max)} records`,
      ];
    default:
      return assertNever(slo);
  }
}
