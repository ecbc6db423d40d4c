import { SingleBar } from "cli-progress";
import type { RunProgress } from "../engine/protocol/messages.ts";
import { formatClock, formatCount } from "./report/format-value.ts";

/** Shows what a command is doing while it does it. */
export type ProgressDisplay = {
  /** A new phase begins, whose length nobody knows. */
  phase(title: string): void;
  /** The run has come this far. */
  run(progress: RunProgress, endUs: number): void;
  /** Clears the line; nothing is shown from here on. */
  stop(): void;
};

const nothing = (): void => undefined;

/** For pipes, files and --quiet. */
export const NO_PROGRESS: ProgressDisplay = { phase: nothing, run: nothing, stop: nothing };

const BAR_WIDTH = 28;

/** A bar on a terminal, which is gone when the work is done. */
export function terminalProgress(stream: NodeJS.WriteStream): ProgressDisplay {
  const bar = new SingleBar({
    stream,
    format: "{phase} {bar} {detail}",
    barCompleteChar: "=",
    barIncompleteChar: "-",
    barsize: BAR_WIDTH,
    emptyOnZero: true,
    clearOnComplete: true,
    forceRedraw: true,
    linewrap: true,
    // Ctrl-C is the command line's own: it writes its report first.
    gracefulExit: false,
  });
  let isStarted = false;
  const show = (part: number, phase: string, detail: string): void => {
    const payload = { phase: phase.padEnd(22), detail };
    if (isStarted) bar.update(part, payload);
    else bar.start(1, part, payload);
    isStarted = true;
  };
  return {
    phase: (title) => show(0, title, ""),
    run: ({ nowUs, recordsProduced }, endUs) => {
      const detail = `${formatClock(nowUs)} of ${formatClock(endUs)}, ${formatCount(recordsProduced)} records`;
      show(endUs === 0 ? 0 : Math.min(1, nowUs / endUs), "running", detail);
    },
    stop: () => {
      if (isStarted) bar.stop();
      isStarted = false;
    },
  };
}
