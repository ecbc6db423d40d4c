import type { RunReport } from "../../engine/protocol/report.ts";
import { renderAnswers } from "./answers-section.ts";
import { renderChecks } from "./checks-section.ts";
import { formatCount, formatMany } from "./format-value.ts";
import { renderExpectations, renderSlos } from "./outcome-section.ts";
import type { ReportStyle } from "./report-style.ts";
import { type Ending, factLines, verdictLines, type WallFacts } from "./result-line.ts";
import { renderStages } from "./stage-section.ts";
import { wrapText } from "./text-table.ts";
import { renderTimeline } from "./timeline-section.ts";

/** The report for people, line by line, from the most important down: verdict, stages, events, answers, evidence, digest. */
export function renderReport(report: RunReport, ending: Ending, wall: WallFacts, style: ReportStyle): string[] {
  const { palette, width } = style;
  return [
    ...wrapText(report.scenario, width).map(palette.strong),
    ...verdictLines(report, ending, style),
    ...factLines(report, wall).map(palette.faint),
    ...deliveryLine(report, style),
    ...renderStages(report, style),
    ...renderTimeline(report, style),
    ...renderAnswers(report, style),
    ...renderChecks(report, style),
    ...renderExpectations(report, style),
    ...renderSlos(report, style),
    "",
    `${palette.faint("digest")} ${report.digest}`,
  ];
}

/** Says aloud when producers gave up on records: nothing else in the report would. */
function deliveryLine({ records }: RunReport, { palette }: ReportStyle): string[] {
  if (records.failed === 0) return [];
  const failed = `${formatCount(records.failed)} of ${formatMany(records.produced, "record")}`;
  return [palette.bad(`${failed} were never delivered: their producer gave up`)];
}
