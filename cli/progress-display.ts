import { SingleBar } from "cli-progress";
import type { RunProgress } from "../engine/protocol/messages.ts";
import { formatClock, formatCount, formatMany } from "./report/format-value.ts";

/** The most that a run may come to: it ends at `untilUs`, or before that when its records are through and its faults are over. */
export type WholeRun = { readonly untilUs: number; readonly recordsPlanned: number };

/** Shows what a command is doing while it does it. */
export type ProgressDisplay = {
  /** A new phase begins, whose length nobody knows. */
  phase(title: string): void;
  /** The run has come this far of that. */
  run(progress: RunProgress, whole: WholeRun): void;
  /** Clears the line; nothing is shown from here on. */
  stop(): void;
};

const nothing = (): void => undefined;

/** For pipes, files and --quiet. */
export const NO_PROGRESS: ProgressDisplay = { phase: nothing, run: nothing, stop: nothing };

const BAR_WIDTH = 28;

/** What the line says beside how far the work is; `isMeasured` when anybody knows how far. */
type Line = { readonly title: string; readonly detail: string; readonly isMeasured: boolean };

function formatLine(part: number, { title, detail, isMeasured }: Line): string {
  if (!isMeasured) return `${title} ...`;
  const done = Math.round(part * BAR_WIDTH);
  return `${title} [${"=".repeat(done)}${" ".repeat(BAR_WIDTH - done)}] ${detail}`;
}

/** How much of a run is done, from 0 to 1, by its time or by its records, whichever is further: either may end it. */
function doneOf({ nowUs, recordsProduced, isFinished }: RunProgress, { untilUs, recordsPlanned }: WholeRun): number {
  if (isFinished) return 1;
  return Math.min(1, Math.max(nowUs / Math.max(1, untilUs), recordsProduced / Math.max(1, recordsPlanned)));
}

/** A line on a terminal, with a bar while the length of the work is known; it is gone when the work is done. */
export function terminalProgress(stream: NodeJS.WriteStream): ProgressDisplay {
  const bar = new SingleBar({
    stream,
    format: (_, { progress }, line: Line) => formatLine(progress, line),
    clearOnComplete: true,
    linewrap: true,
    // Ctrl-C is the command line's own: it writes its report first.
    gracefulExit: false,
  });
  let isStarted = false;
  const show = (part: number, line: Line): void => {
    if (isStarted) bar.update(part, line);
    else bar.start(1, part, line);
    isStarted = true;
  };
  return {
    phase: (title) => show(0, { title, detail: "", isMeasured: false }),
    run: (progress, whole) => {
      const { nowUs, recordsProduced } = progress;
      const records = `${formatCount(recordsProduced)} of ${formatMany(whole.recordsPlanned, "record")}`;
      const detail = `${formatClock(nowUs)} of at most ${formatClock(whole.untilUs)}, ${records}`;
      show(doneOf(progress, whole), { title: "running", detail, isMeasured: true });
    },
    stop: () => {
      if (isStarted) bar.stop();
      isStarted = false;
    },
  };
}
