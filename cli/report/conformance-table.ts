import type { FileOutcome, OutcomeKind } from "../../engine/conformance/case-outcome.ts";
import { formatCount, formatMany } from "./format-value.ts";
import type { Palette } from "./palette.ts";
import { type Cell, cutText, renderTable, type TableColumn } from "./text-table.ts";

/** How many cases came to what. */
export type OutcomeCounts = Readonly<Record<OutcomeKind, number>>;

/** One vector file: its name in the folder, and what became of its cases. */
export type ConformanceFile = FileOutcome & { readonly file: string; readonly counts: OutcomeCounts };

/** The sums over a folder. */
export type ConformanceTotals = OutcomeCounts & { readonly files: number; readonly brokenFiles: number };

const WIDTH = 100;
const NOTHING: OutcomeCounts = { passed: 0, failed: 0, prose: 0, "not-supported": 0 };

const COLUMNS: readonly TableColumn[] = [
  { title: "file", align: "left" },
  { title: "passed", align: "right" },
  { title: "failed", align: "right" },
  { title: "prose", align: "right" },
  { title: "not yet supported", align: "right" },
];

/** Counts a file's cases by outcome. */
export function countOutcomes({ cases }: Pick<FileOutcome, "cases">): OutcomeCounts {
  const counts = { ...NOTHING };
  for (const { outcome } of cases) counts[outcome] += 1;
  return counts;
}

/** Adds up a folder. */
export function totalsOf(files: readonly ConformanceFile[]): ConformanceTotals {
  const sum = (outcome: OutcomeKind): number => files.reduce((total, { counts }) => total + counts[outcome], 0);
  return {
    files: files.length,
    brokenFiles: files.filter(({ kind }) => kind === "malformed").length,
    passed: sum("passed"),
    failed: sum("failed"),
    prose: sum("prose"),
    "not-supported": sum("not-supported"),
  };
}

/** A line for each file, each failure under it, and the sums. */
export function renderConformance(files: readonly ConformanceFile[], palette: Palette): string[] {
  const totals = totalsOf(files);
  const rows = [...files.map((file) => fileRow(file, palette)), totalRow("total", totals, palette)];
  const lines = renderTable(COLUMNS, rows, { width: WIDTH, indent: 0, titlePaint: palette.faint });
  const [titles = "", ...rest] = lines;
  const bodies = [...files.map((file) => failuresOf(file, palette)), []];
  return [
    titles,
    ...rest.flatMap((line, index) => [line, ...(bodies[index] ?? [])]),
    totals.failed + totals.brokenFiles === 0
      ? palette.good(`every case that can be run passes (${formatMany(totals.files, "file")})`)
      : palette.bad(
          `${formatMany(totals.failed, "case")} failed, ${formatMany(totals.brokenFiles, "file")} could not be read`,
        ),
  ];
}

function fileRow(file: ConformanceFile, palette: Palette): Cell[] {
  if (file.kind === "malformed") return [file.file, "", { text: "broken", paint: palette.bad }];
  return totalRow(file.file, file.counts, palette);
}

function totalRow(title: string, counts: OutcomeCounts, palette: Palette): Cell[] {
  const failed = formatCount(counts.failed);
  return [
    title,
    formatCount(counts.passed),
    counts.failed > 0 ? { text: failed, paint: palette.bad } : failed,
    formatCount(counts.prose),
    formatCount(counts["not-supported"]),
  ];
}

function failuresOf({ kind, detail, cases }: ConformanceFile, palette: Palette): string[] {
  if (kind === "malformed") return [palette.bad(`  ${cutText(detail, WIDTH - 2)}`)];
  return cases
    .filter(({ outcome }) => outcome === "failed")
    .map((each) => `  ${palette.bad("failed")} ${each.id}: ${each.detail.replace(/\s+/gu, " ")}`);
}
