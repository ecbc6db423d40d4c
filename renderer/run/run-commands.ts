import type { StopCondition } from "../../engine/protocol/run-control.ts";
import { compareWith, RUN_SPEEDS, type RunFacts, type RunSpeed } from "../stores/run-store.ts";
import type { ViewFacts } from "../stores/view-store.ts";
import type { AppCommand, Workbench } from "../workbench/workbench.ts";
import { nextCommitUs, nextEventUs, previousEventUs } from "./event-steps.ts";
import { countOf, speakSpeed, speedLabel } from "./run-words.ts";
import { speakCondition } from "./stop-condition.ts";

/** Why nothing of the run can be asked for at this moment. */
function whyBusy({ run }: Workbench): string | undefined {
  const { kind } = run.getState().phase;
  if (kind === "starting") return "The engine is starting.";
  return kind === "checking" ? "The checks are reading the run's tables." : undefined;
}

const whyNoRun = ({ run }: Workbench): string | undefined =>
  run.getState().current === undefined ? "There is no run yet: press Play first." : undefined;

/** The same text gives the same run. */
function whyNoOtherRun({ run, document }: Workbench): string | undefined {
  return document.getState().text === run.getState().current?.text
    ? "The scenario is what it was, so a fork would be the same run: change it first, or add a fault."
    : undefined;
}

/** A new run ends the one on the screen, whose tables go with its engine: not for a scenario that is known not to run. */
function whyNoNewRun({ run, document }: Workbench): string | undefined {
  const { current } = run.getState();
  const { problems } = document.getState();
  if (current === undefined || problems.length === 0) return undefined;
  return `The scenario has ${countOf(problems.length, "problem")}, so run ${current.number} stays on the screen: F8 shows what to mend.`;
}

/** A run that is over has no next event: a step would begin another, and end this one. In Review a step goes on in the recording. */
function whyNoStep({ run, view }: Workbench): string | undefined {
  const isOver = run.getState().phase.kind === "finished" && view.getState().shownUs === undefined;
  return isOver ? "The run is over: Play runs it again." : undefined;
}

function whyNotPlay(workbench: Workbench): string | undefined {
  const { run, view } = workbench;
  const { kind } = run.getState().phase;
  if (kind === "checking") return whyBusy(workbench);
  if (kind !== "finished" || playsRecording(run.getState(), view.getState())) return undefined;
  return whyNoNewRun(workbench);
}

function chooseSpeed({ settings }: Workbench, speed: RunSpeed): void {
  settings.getState().change({ speed });
}

function changeSpeed(workbench: Workbench, steps: 1 | -1): void {
  const index = RUN_SPEEDS.indexOf(workbench.settings.getState().speed) + steps;
  const speed = RUN_SPEEDS[index];
  if (speed === undefined) return;
  chooseSpeed(workbench, speed);
  workbench.view.getState().announce(`Speed: ${speakSpeed(speed)}.`);
}

/** The conditions that a run can be sent to without a form. */
const FIRSTS: readonly StopCondition[] = [
  { kind: "check-violated" },
  { kind: "record-duplicated" },
  { kind: "record-lost" },
  { kind: "record-rejected" },
];

/** Whether Play means the recording: in Review of a run that is over, where going on would begin another run, or while it plays. */
export function playsRecording(
  { phase }: Pick<RunFacts, "phase">,
  { shownUs, isPlayingReview }: Pick<ViewFacts, "shownUs" | "isPlayingReview">,
): boolean {
  return shownUs !== undefined && (phase.kind === "finished" || isPlayingReview);
}

/** In Review a step goes to the next instant of the recording, or to its end; outside of it nothing happens and the answer is false. */
function stepsRecording({ run, view }: Workbench, next: typeof nextEventUs): boolean {
  const { shownUs, showInstant, showLive } = view.getState();
  const { current } = run.getState();
  if (shownUs === undefined || current === undefined) return false;
  const nextUs = next(current.events, shownUs);
  if (nextUs === undefined || nextUs >= current.nowUs) showLive();
  else showInstant(nextUs);
  return true;
}

const playCommands: readonly AppCommand[] = [
  {
    id: "run.play-pause",
    title: "Play or pause",
    group: "Run",
    keys: ["Space", "K"],
    whyNot: whyNotPlay,
    run: async (workbench) => {
      const { run, runner, view, commands } = workbench;
      const { kind } = run.getState().phase;
      if (kind === "running" || kind === "starting") {
        runner.pause();
        return;
      }
      if (playsRecording(run.getState(), view.getState())) {
        await commands.run("timeline.play-recording", workbench);
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
    whyNot: (workbench) => whyBusy(workbench) ?? whyNoStep(workbench),
    run: async (workbench) => {
      if (!stepsRecording(workbench, nextEventUs)) await workbench.runner.stepEvent();
    },
  },
  {
    id: "run.step-batch",
    title: "Step one batch",
    group: "Run",
    keys: ["Shift+Period"],
    whyNot: (workbench) => whyBusy(workbench) ?? whyNoStep(workbench),
    run: async (workbench) => {
      const { run, runner, view } = workbench;
      if (stepsRecording(workbench, nextCommitUs)) return;
      await runner.stepBatch();
      const committed = run.getState().current?.events.findLast(({ kind }) => kind === "batch-committed");
      if (committed !== undefined) view.getState().announce(`${committed.message}.`);
    },
  },
  {
    id: "run.step-back",
    title: "Back to the event before",
    group: "Run",
    keys: [","],
    whyNot: whyNoRun,
    run: ({ run, runner, view }) => {
      const { current, phase } = run.getState();
      if (current === undefined) return;
      const { shownUs, showInstant } = view.getState();
      if (phase.kind === "running") runner.pause();
      showInstant(previousEventUs(current.events, shownUs ?? current.nowUs) ?? 0);
    },
  },
  {
    id: "run.reset",
    title: "Back to the start",
    group: "Run",
    whyNot: whyNoRun,
    run: async ({ runner, view }) => {
      view.getState().showLive();
      await runner.reset();
      await runner.preload();
    },
  },
  {
    id: "run.restart",
    title: "Run again from the start",
    group: "Run",
    keys: ["Shift+R"],
    whyNot: whyNoNewRun,
    run: async ({ runner, view }) => {
      view.getState().showLive();
      await runner.restart();
    },
  },
];

const speedCommands: readonly AppCommand[] = [
  {
    id: "run.slower",
    title: "Slower",
    group: "Run",
    keys: ["J"],
    whyNot: ({ settings }) => (settings.getState().speed === RUN_SPEEDS[0] ? "This is the lowest speed." : undefined),
    run: (workbench) => changeSpeed(workbench, -1),
  },
  {
    id: "run.faster",
    title: "Faster",
    group: "Run",
    keys: ["L"],
    whyNot: ({ settings }) => (settings.getState().speed === "max" ? "This is the highest speed." : undefined),
    run: (workbench) => changeSpeed(workbench, 1),
  },
  ...RUN_SPEEDS.map(
    (speed): AppCommand => ({
      id: `run.speed-${speed}`,
      title: `Speed: ${speedLabel(speed)}`,
      group: "Run",
      run: (workbench) => chooseSpeed(workbench, speed),
    }),
  ),
];

const goalCommands: readonly AppCommand[] = [
  {
    id: "run.run-to",
    title: "Run to a time or a condition...",
    group: "Run",
    keys: ["G"],
    run: ({ view }) => view.getState().openDialog("run-to"),
  },
  ...FIRSTS.map(
    (condition): AppCommand => ({
      id: `run.until-${condition.kind}`,
      title: `Run until ${speakCondition(condition)}`,
      group: "Run",
      whyNot: (workbench) =>
        whyBusy(workbench) ?? (workbench.run.getState().phase.kind === "finished" ? whyNoNewRun(workbench) : undefined),
      run: async ({ runner, view }) => {
        view.getState().showLive();
        await runner.runUntil(condition);
      },
    }),
  ),
  {
    id: "run.breakpoints",
    title: "Breakpoints...",
    group: "Run",
    keys: ["$mod+Shift+B"],
    run: ({ view }) => view.getState().openDialog("breakpoints"),
  },
  {
    id: "run.break-here",
    title: "Break at the selected node...",
    group: "Run",
    keys: ["F9"],
    whyNot: ({ view }) =>
      view.getState().selection.nodes.length === 1 ? undefined : "Select one node of the pipeline first.",
    run: ({ view }) => view.getState().openDialog("breakpoints", view.getState().selection.nodes[0]),
  },
];

const runCommandsOfRuns: readonly AppCommand[] = [
  {
    id: "run.fork",
    title: "Fork a what-if run and compare",
    group: "Run",
    whyNot: (workbench) =>
      whyNoRun(workbench) ?? whyBusy(workbench) ?? whyNoOtherRun(workbench) ?? whyNoNewRun(workbench),
    run: async ({ run, runner, view }) => {
      const { shownUs, showLive } = view.getState();
      const { current } = run.getState();
      const hurriedUntilUs = shownUs ?? 0;
      showLive();
      await runner.restart(current, hurriedUntilUs);
    },
  },
  {
    id: "run.use-as-baseline",
    title: "Compare with this run from now on",
    group: "Run",
    whyNot: whyNoRun,
    run: ({ run, view }) => {
      const { current } = run.getState();
      compareWith(run, current);
      view.getState().announce(`Run ${current?.number} is the baseline.`);
    },
  },
  {
    id: "run.clear-baseline",
    title: "Stop comparing",
    group: "Run",
    whyNot: ({ run }) => (run.getState().baseline === undefined ? "No run is compared with." : undefined),
    run: ({ run }) => compareWith(run, undefined),
  },
  {
    id: "run.show-runs",
    title: "Show the runs",
    group: "Run",
    run: ({ view }) => view.getState().openTab({ bottom: "runs" }),
  },
  {
    id: "run.replay",
    title: "Replay to where the engine was lost",
    group: "Run",
    whyNot: ({ run }) => (run.getState().phase.kind === "lost" ? undefined : "The engine is not lost."),
    run: ({ runner }) => runner.replay(),
  },
  {
    id: "run.stop-engine",
    title: "Stop the engine's worker, as a crash would",
    group: "Run",
    whyNot: ({ run }) => (run.getState().engine === "off" ? "No engine is there." : undefined),
    run: ({ runner }) => runner.killEngine(),
  },
];

/** Commands that drive the run. */
export const runCommands: readonly AppCommand[] = [
  ...playCommands,
  ...speedCommands,
  ...goalCommands,
  ...runCommandsOfRuns,
];
