import type { Severity } from "../../engine/base/probe.ts";
import type { RunReport } from "../../engine/protocol/report.ts";
import { formatClock, formatCount, formatMany } from "./format-value.ts";
import type { Paint, Palette } from "./palette.ts";
import { heading, INDENT, type ReportStyle } from "./report-style.ts";
import { type Cell, renderTable, type TableColumn, wrapText } from "./text-table.ts";
import { groupTimeline, type RoutineSummary, summariseRoutine, type TimelineGroup } from "./timeline-groups.ts";

/** A run with more than this shows its beginning and its end. */
const GROUPS_MAX = 60;
const KIND_WIDTH_MAX = 24;

const COLUMNS: readonly TableColumn[] = [
  { title: "", align: "right" },
  { title: "", align: "left" },
  { title: "", align: "left", canShrink: true },
];

/** What happened, in order; then the routine of the batches in a line each. All times are virtual. */
export function renderTimeline({ timeline }: RunReport, style: ReportStyle): string[] {
  const groups = groupTimeline(timeline);
  const routine = summariseRoutine(timeline);
  const { palette, width } = style;
  const table = { width, indent: INDENT, titlePaint: palette.faint };
  const kindWidth = Math.min(KIND_WIDTH_MAX, longest(groups.map(({ kind }) => kind)));
  const clockWidth = longest(groups.map(({ atUs }) => formatClock(atUs)));
  const textWidth = Math.max(20, width - INDENT - clockWidth - kindWidth - 4);
  const left = Math.max(0, groups.length - GROUPS_MAX);
  const head = groups.slice(0, left === 0 ? undefined : GROUPS_MAX / 2);
  const tail = left === 0 ? [] : groups.slice(-GROUPS_MAX / 2);
  const toRows = (shown: readonly TimelineGroup[]): Cell[][] =>
    shown.flatMap((group) => groupRows(group, textWidth, palette));
  const note = `${formatMany(left, "line")} in between left out; --json has them all`;
  const gap: Cell[][] = left === 0 ? [] : [["", "", { text: note, paint: palette.faint }]];
  return [
    ...(groups.length === 0
      ? []
      : [
          ...heading("What happened", style),
          ...renderTable(COLUMNS, [...toRows(head), ...gap, ...toRows(tail)], table),
        ]),
    ...(routine.length === 0 ? [] : [...heading("Routine", style), ...renderRoutine(routine, style)]),
  ];
}

/** The most subjects that one line names. */
const SUBJECTS_MAX = 24;

const ROUTINE_COLUMNS: readonly TableColumn[] = [
  { title: "", align: "left" },
  { title: "", align: "left" },
  { title: "", align: "right" },
  { title: "", align: "left" },
];

/** A line for each; where that is too long, the span of time stands below, so that the subject can be read. */
function renderRoutine(routine: readonly RoutineSummary[], { palette, width }: ReportStyle): string[] {
  const table = { width, indent: INDENT, titlePaint: palette.faint };
  const lines = renderTable(ROUTINE_COLUMNS, routine.map(routineRow), table);
  if (lines.every((line) => line.length <= width)) return lines;
  const rows = routine.map(routineRow).flatMap(([kind = "", subject = "", count = "", span = ""]) => [
    [kind, subject, count],
    ["", span],
  ]);
  return renderTable(ROUTINE_COLUMNS, rows, table);
}

function routineRow({ kind, subject, count, firstUs, lastUs }: RoutineSummary): Cell[] {
  const span = count === 1 ? `at ${formatClock(firstUs)}` : `from ${formatClock(firstUs)} to ${formatClock(lastUs)}`;
  return [kind, subject, `${formatCount(count)} x`, span];
}

function groupRows(group: TimelineGroup, textWidth: number, palette: Palette): Cell[][] {
  const lines = wrapText(describeGroup(group), textWidth);
  const paint = paintOf(group.severity, palette);
  return lines.map((line, index) =>
    index === 0 ? [formatClock(group.atUs), { text: group.kind, paint }, line] : ["", "", line],
  );
}

/** One event in its own words; several by count and the subjects they happened to. */
function describeGroup({ events }: TimelineGroup): string {
  const [first] = events;
  if (first === undefined) return "";
  if (events.length === 1) return first.message;
  const subjects = [...new Set(events.map(({ subject }) => subject))];
  return subjects.length === 1 || first.severity === "error"
    ? `${formatCount(events.length)} x, first: ${first.message}`
    : `${formatCount(events.length)} x: ${listSubjects(subjects)}`;
}

/** A cluster's own topics have fifty partitions each: of those only the topic is named, and of long lists the first. */
function listSubjects(subjects: readonly string[]): string {
  const internal = /^(__[a-z_]+)-\d+$/u;
  const counts = new Map<string, number>();
  const own = subjects.filter((subject) => {
    const topic = internal.exec(subject)?.[1];
    if (topic !== undefined) counts.set(topic, (counts.get(topic) ?? 0) + 1);
    return topic === undefined;
  });
  const named = own.slice(0, SUBJECTS_MAX);
  const more = own.length - named.length;
  const topics = [...counts].map(([topic, count]) => `${topic} (${count} ${count === 1 ? "partition" : "partitions"})`);
  return [...named, ...(more > 0 ? [`and ${formatCount(more)} more`] : []), ...topics].join(", ");
}

function paintOf(severity: Severity, palette: Palette): Paint {
  if (severity === "error") return palette.bad;
  return severity === "warning" ? palette.warning : palette.faint;
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, text.length), 0);
}
