import { assertNever } from "../../engine/base/assert.ts";
import type { ExpectationReport, RunReport, SloReport } from "../../engine/protocol/report.ts";
import { formatCount, formatSpan } from "./format-value.ts";
import type { Palette } from "./palette.ts";
import { heading, INDENT, type ReportStyle } from "./report-style.ts";
import { type Cell, renderTable, type TableColumn, wrapText } from "./text-table.ts";

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
    ...renderTable(COLUMNS, rows, { width, indent: INDENT, titlePaint: palette.faint }).flatMap((line, index) => [
      line,
      ...wrapText(expectations[index]?.reason ?? "", width - INDENT * 3).map(
        (why) => `${" ".repeat(INDENT * 3)}${why}`,
      ),
    ]),
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
  const { expect, found, isMet, isImplied } = expectation;
  const whose = isImplied === true ? "expected of every run" : "expected";
  return [
    isMet ? { text: "met", paint: palette.good } : { text: "NOT MET", paint: palette.bad },
    nameExpectation(expectation),
    isMet ? `${expect}, as ${whose}` : `${whose}: ${expect}; found: ${found}`,
  ];
}

/** The check with the table, the job or the group that it is expected of. */
export function nameExpectation(expectation: ExpectationReport): string {
  const table = "table" in expectation ? expectation.table : undefined;
  const job = "job" in expectation ? expectation.job : undefined;
  const group = "group" in expectation ? expectation.group : undefined;
  const subject = table ?? job ?? group;
  return subject === undefined ? expectation.check : `${expectation.check} ${subject}`;
}

function sloRow(slo: SloReport, palette: Palette): Cell[] {
  const verdict = slo.isMet ? { text: "met", paint: palette.good } : { text: "MISSED", paint: palette.warning };
  switch (slo.metric) {
    case "freshness":
    case "latency-p95":
    case "latency-p99":
      return [verdict, `${slo.metric} ${slo.table}`, measurement(slo.measured, formatSpan(slo.max), formatSpan)];
    case "lag-records":
    case "group-lag-records":
      return [
        verdict,
        `${slo.metric} ${slo.metric === "lag-records" ? slo.job : slo.group}`,
        measurement(slo.measured, `${formatCount(slo.max)} records`, formatCount),
      ];
    default:
      return assertNever(slo);
  }
}

function measurement(measured: number | undefined, most: string, format: (value: number) => string): string {
  return measured === undefined
    ? `nothing was measured; at most ${most} is asked for`
    : `${format(measured)} of at most ${most}`;
}
