import type { Context } from "./context.ts";
import type { Execution } from "./execute-run.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { describeFailure, exitCodeOf, type Failure, oneLine } from "./failure.ts";
import type { OpenedHost } from "./host/engine-host.ts";
import { listStrangers } from "./output/manifest.ts";
import { attempt, type OutFolder } from "./output/out-folder.ts";
import { writeData, writeReports } from "./output/write-folder.ts";
import { printLines } from "./print-outcome.ts";
import type { ProgressDisplay } from "./progress-display.ts";
import { formatCount } from "./report/format-value.ts";
import { choosePalette, type Palette, PLAIN } from "./report/palette.ts";
import { renderReport } from "./report/render-report.ts";
import { type Ending, endingOf, quietLine } from "./report/result-line.ts";
import { makeDocument, type ReportDocument, writeJson } from "./report-document.ts";
import type { RunOptions } from "./run-options.ts";
import { tell } from "./terminal.ts";
import type { WallClock } from "./wall-clock.ts";

/** Wider lines are hard to read; narrower terminals wrap. */
const WIDTH_MAX = 100;
const WIDTH_MIN = 60;

/** How many foreign files are named. */
const STRANGERS_MAX = 5;

/** What a report is delivered with. */
export type DeliveryParts = {
  readonly options: RunOptions;
  readonly context: Context;
  readonly host: OpenedHost;
  readonly wall: WallClock;
  readonly progress: ProgressDisplay;
  readonly out: OutFolder | undefined;
};

/** Writes the folder that --out names, prints the report, and says how it all went as an exit code. */
export async function deliverReport(execution: Execution, parts: DeliveryParts): Promise<ExitCode> {
  const { options, context, host, wall, progress, out } = parts;
  const { terminal, installation, interruption } = context;
  const { report } = execution;
  const ending = endingOf(report, execution.isInterrupted);
  const times = wall.times(report);
  const document = makeDocument(report, { spillway: installation.version, host: host.facts, wall: times });
  const failed = out === undefined ? undefined : await writeOut(out, { document, ending }, parts);
  progress.stop();
  if (options.isJson) await terminal.stdout.write(writeJson(document));
  else await printLines(linesFor(document, ending, parts), context);
  if (failed !== undefined) {
    await tell(terminal, describeFailure(failed, false));
    return exitCodeOf(failed);
  }
  if (interruption.isAsked && ending !== "interrupted" && out !== undefined)
    await tell(terminal, [`spillway: interrupted while writing; not every table is in ${out.shown}`]);
  if (out !== undefined) await tell(terminal, await describeStrangers(out));
  if (interruption.isAsked) return EXIT.interrupted;
  return ending === "violated" ? EXIT.violated : EXIT.held;
}

function linesFor(document: ReportDocument, ending: Ending, { options, context }: DeliveryParts): string[] {
  const { stdout, env } = context.terminal;
  const palette = choosePalette(stdout.isTerminal, env);
  if (options.isQuiet) return [quietLine(document, ending, document.wall, palette)];
  return linesOf(document, ending, palette, stdout.columns ?? WIDTH_MAX);
}

function linesOf(document: ReportDocument, ending: Ending, palette: Palette, columns: number): string[] {
  const width = Math.max(WIDTH_MIN, Math.min(WIDTH_MAX, columns));
  return renderReport(document, ending, document.wall, { palette, width });
}

/** The reports, then the data; of an interrupted run only the reports, since the data would take longer than a person waits. */
async function writeOut(
  out: OutFolder,
  { document, ending }: { readonly document: ReportDocument; readonly ending: Ending },
  { context, host, progress }: DeliveryParts,
): Promise<Failure | undefined> {
  progress.phase("writing");
  const { spillway, scenario, digest } = document;
  const run = { spillway, scenario, digest };
  const text = `${linesOf(document, ending, PLAIN, WIDTH_MAX).join("\n")}\n`;
  const reports = await writeReports(out, run, { json: writeJson(document), text });
  if (!reports.ok) return reports.error;
  if (ending === "interrupted") return undefined;
  const data = await writeData(out, run, { session: host.session, interruption: context.interruption });
  return data.ok ? undefined : data.error;
}

/** Whatever lies in the folder and looks like a run's without being this one's, on one line: nobody shall take it for this run's. */
async function describeStrangers(out: OutFolder): Promise<readonly string[]> {
  const found = await attempt(out, () => listStrangers(out));
  if (!found.ok || found.value.length === 0) return [];
  const names = found.value.slice(0, STRANGERS_MAX).join(", ");
  const more = found.value.length - STRANGERS_MAX;
  const rest = more > 0 ? ` and ${formatCount(more)} more` : "";
  return [oneLine(`spillway: ${out.shown} also has files that are not of this run: ${names}${rest}`)];
}
