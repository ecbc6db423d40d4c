import type { RunReport, StageReport } from "../../engine/protocol/report.ts";
import { formatCount, formatMany, formatRate, formatSpan } from "./format-value.ts";
import { PLAIN } from "./palette.ts";
import { heading, INDENT, type ReportStyle } from "./report-style.ts";
import { breakName, renderTable } from "./text-table.ts";

/** A figure of a stage, empty for a stage that has none. */
type Figure = { readonly title: string; readonly of: (stage: StageReport) => string };

const COUNTS: readonly Figure[] = [
  { title: "in", of: ({ recordsIn }) => formatCount(recordsIn) },
  { title: "out", of: ({ recordsOut }) => formatCount(recordsOut) },
  { title: "out/s", of: ({ throughputPerSecond }) => formatRate(throughputPerSecond) },
  { title: "lag max", of: ({ lagMaxRecords }) => (lagMaxRecords === undefined ? "" : formatCount(lagMaxRecords)) },
];

/** Figures that take room only where a stage has them. */
const RARE_COUNTS: readonly Figure[] = [
  { title: "throttled", of: ({ recordsThrottled }) => formatNonZero(recordsThrottled) },
  { title: "again", of: ({ recordsRepeated }) => formatNonZero(recordsRepeated) },
  { title: "skipped", of: ({ recordsSkipped }) => formatNonZero(recordsSkipped) },
];

const RARE_TIMES: readonly Figure[] = [{ title: "oldest", of: ({ iteratorAgeMaxUs }) => formatTime(iteratorAgeMaxUs) }];

const TIMES: readonly Figure[] = [
  { title: "P50", of: ({ latency }) => formatTime(latency?.p50Us) },
  { title: "P95", of: ({ latency }) => formatTime(latency?.p95Us) },
  { title: "P99", of: ({ latency }) => formatTime(latency?.p99Us) },
  { title: "fresh P95", of: ({ freshness }) => formatTime(freshness?.p95Us) },
];

const NAME_TITLE = "stage";
const NAME_MIN = 12;

/**
 * The stages on a record's way: how many, how fast, how late. All times are virtual. Where the names and all figures are
 * wider than a line, the counts come first and the times below them.
 */
export function renderStages(report: RunReport, style: ReportStyle): string[] {
  const { stages } = report;
  if (stages.length === 0) return [];
  const present = (rare: readonly Figure[]) => rare.filter(({ of }) => stages.some((stage) => of(stage) !== ""));
  const counts = [...COUNTS, ...present(RARE_COUNTS)];
  const times = [...TIMES, ...present(RARE_TIMES)];
  const figures = [...counts, ...times];
  const longestName = Math.max(NAME_TITLE.length, ...stages.map(({ id }) => id.length));
  const isNarrow = longestName > nameRoom(stages, figures, style.width);
  const timed = stages.filter(({ latency, freshness }) => latency !== undefined || freshness !== undefined);
  const waiting = stages.filter(({ lagEndRecords }) => (lagEndRecords ?? 0) > 0);
  return [
    ...heading("Stages", style),
    ...renderFigures(stages, isNarrow ? counts : figures, style),
    ...(isNarrow && timed.length > 0 ? ["", ...renderFigures(timed, times, style)] : []),
    ...[
      ...stages.flatMap((stage) => shortfall(stage, report)),
      ...waiting.map(
        ({ id, lagEndRecords }) => `${formatMany(lagEndRecords ?? 0, "record")} still waited in ${id} at the end`,
      ),
    ].map((line) => style.palette.warning(`  ${line}`)),
  ];
}

/** What a run did not come to: records that its end cut off, a job that committed nothing. */
function shortfall({ id, recordsOut, recordsPlanned, isSpent, batches }: StageReport, { status }: RunReport): string[] {
  if (isSpent === false) {
    const end = status === "finished" ? "the scenario's duration" : "the end of this partial run";
    return [`${id} sent ${formatCount(recordsOut)} of ${formatMany(recordsPlanned ?? 0, "record")}: ${end} cut it off`];
  }
  return batches === 0 ? [`${id} committed no batch`] : [];
}

function renderFigures(
  stages: readonly StageReport[],
  figures: readonly Figure[],
  { palette, width }: ReportStyle,
): string[] {
  const room = Math.max(NAME_MIN, nameRoom(stages, figures, width));
  const rows = stages.flatMap((stage) =>
    breakName(stage.id, room).map((part, index) =>
      index === 0 ? [part, ...figures.map((figure) => figure.of(stage))] : [part],
    ),
  );
  return renderTable(columnsOf(figures), rows, { width, indent: INDENT, titlePaint: palette.faint });
}

/** How wide a name may be beside these figures. */
function nameRoom(stages: readonly StageReport[], figures: readonly Figure[], width: number): number {
  const rows = stages.map((stage) => ["", ...figures.map((figure) => figure.of(stage))]);
  const lines = renderTable(columnsOf(figures), rows, { width, indent: INDENT, titlePaint: PLAIN.faint });
  return width - Math.max(...lines.map(({ length }) => length)) + NAME_TITLE.length;
}

function columnsOf(figures: readonly Figure[]): Parameters<typeof renderTable>[0] {
  return [{ title: NAME_TITLE, align: "left" }, ...figures.map(({ title }) => ({ title, align: "right" as const }))];
}

function formatNonZero(count: number | undefined): string {
  return count === undefined || count === 0 ? "" : formatCount(count);
}

function formatTime(timeUs: number | undefined): string {
  return timeUs === undefined ? "" : formatSpan(timeUs);
}
