import { checkNow } from "../engine-client/check-now.ts";
import type { AppCommand } from "../workbench/workbench.ts";

/** Commands of what a run is judged by. */
export const checkCommands: readonly AppCommand[] = [
  {
    id: "checks.show",
    title: "Show the checks",
    group: "Run",
    keys: ["$mod+Shift+K"],
    run: ({ view }) => view.getState().openTab({ bottom: "checks" }),
  },
  {
    id: "checks.run-now",
    title: "Run the checks now",
    group: "Run",
    whyNot: ({ run }) => {
      const { phase, current } = run.getState();
      if (current === undefined) return "There is no run yet. Press Play first.";
      if (phase.kind === "running") return "Pause the run first: the checks look at its tables as they are.";
      if (phase.kind === "paused") return undefined;
      return phase.kind === "finished" ? "The run is over and was checked at its end." : "The engine is busy.";
    },
    run: ({ run, runner, activity, view }) =>
      activity.during("running the checks", async () => {
        await checkNow(run, runner);
        view.getState().openTab({ bottom: "checks" });
      }),
  },
];
