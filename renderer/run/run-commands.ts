import type { AppCommand } from "../workbench/workbench.ts";

/** Commands that drive the run. */
export const runCommands: readonly AppCommand[] = [
  {
    id: "run.play-pause",
    title: "Play or pause",
    group: "Run",
    keys: ["Space"],
    run: async ({ run, runner, view }) => {
      if (run.getState().phase.kind === "running") {
        runner.pause();
        return;
      }
      view.getState().showLive();
      await runner.play();
    },
  },
  {
    id: "run.step-event",
    title: "Step one event",
    group: "Run",
    keys: ["."],
    run: ({ runner }) => runner.stepEvent(),
  },
  {
    id: "run.step-batch",
    title: "Step one batch",
    group: "Run",
    keys: ["Shift+>"],
    run: ({ runner }) => runner.stepBatch(),
  },
  {
    id: "run.reset",
    title: "Back to the start",
    group: "Run",
    run: ({ runner }) => runner.reset(),
  },
];
