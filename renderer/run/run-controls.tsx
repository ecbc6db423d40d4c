import { ChevronDown, FastForward, Pause, Play, RotateCcw, SkipBack, StepBack, StepForward } from "lucide-react";
import type { ReactNode } from "react";
import { ChaosMenu } from "../inject/chaos-menu.tsx";
import { RUN_SPEEDS } from "../stores/run-store.ts";
import { CommandButton } from "../widgets/command-button.tsx";
import { IconButton } from "../widgets/icon-button.tsx";
import { Menu } from "../widgets/menu.tsx";
import type { MenuEntry } from "../widgets/menu-entry.ts";
import { Segmented } from "../widgets/segmented.tsx";
import { Select } from "../widgets/select.tsx";
import { useRun, useSettings, useView, useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { RunClock } from "./run-clock.tsx";
import { phaseLabel, speakSpeed, speedLabel } from "./run-words.ts";
import { useRunEffects } from "./use-run-effects.ts";

/** Back, play, step, speed, the clock, and where to run to. */
export function RunControls(): ReactNode {
  useRunEffects();
  return (
    <div role="toolbar" aria-label="Run" className="flex min-w-0 items-center gap-1">
      <CommandButton command="run.reset" className="max-lg:hidden">
        <SkipBack size={16} />
      </CommandButton>
      <CommandButton command="run.step-back">
        <StepBack size={16} />
      </CommandButton>
      <PlayButton />
      <CommandButton command="run.step-event">
        <StepForward size={16} />
      </CommandButton>
      <CommandButton command="run.step-batch" className="max-lg:hidden">
        <FastForward size={16} />
      </CommandButton>
      <SpeedChoice />
      <RunClock />
      <PhaseWord />
      <RunToMenu />
      <ChaosMenu />
    </div>
  );
}

function PlayButton(): ReactNode {
  const phase = useRun((run) => run.phase.kind);
  const isReview = useView((view) => view.shownUs !== undefined);
  const isPlayingReview = useView((view) => view.isPlayingReview);
  if (phase === "running" || phase === "starting") {
    return (
      <CommandButton command="run.play-pause" label="Pause" tone="primary">
        <Pause size={16} />
      </CommandButton>
    );
  }
  if (isReview && isPlayingReview) {
    return (
      <CommandButton command="run.play-pause" label="Pause" hint="Pause the recording" tone="primary">
        <Pause size={16} />
      </CommandButton>
    );
  }
  const runsAgain = phase === "finished" && !isReview;
  const inReview = phase === "finished" ? "Play the recording from here" : "Play on from the run's edge";
  const hint = runsAgain ? "Run again from the start" : "Play";
  return (
    <CommandButton command="run.play-pause" label="Play" hint={isReview ? inReview : hint} tone="primary">
      {runsAgain ? <RotateCcw size={16} /> : <Play size={16} />}
    </CommandButton>
  );
}

/** Side by side where there is room, a list where there is none. */
function SpeedChoice(): ReactNode {
  const workbench = useWorkbench();
  const speed = useSettings((settings) => settings.speed);
  const options = RUN_SPEEDS.map((one) => ({ value: `${one}`, label: speedLabel(one), title: speakSpeed(one) }));
  const choose = (value: string): void => void workbench.commands.run(`run.speed-${value}`, workbench);
  return (
    <>
      <span className="mx-1 max-xl:hidden">
        <Segmented label="Speed" value={`${speed}`} options={options} onChange={choose} />
      </span>
      <Select aria-label="Speed" value={`${speed}`} options={options} onChange={choose} className="mx-1 xl:hidden" />
    </>
  );
}

function PhaseWord(): ReactNode {
  const phase = useRun((run) => run.phase);
  const tone = phase.kind === "lost" || phase.kind === "refused" ? "text-crit-text" : "text-t2";
  return (
    <span data-testid="phase" data-phase={phase.kind} className={`w-[68px] truncate text-table max-lg:hidden ${tone}`}>
      {phaseLabel(phase)}
    </span>
  );
}

function runToEntries(workbench: Workbench): readonly MenuEntry[] {
  const entry = (id: string): MenuEntry => {
    const command = workbench.commands.get(id);
    return {
      kind: "item",
      label: command?.title ?? id,
      keys: command?.keys?.[0],
      whyNot: command?.whyNot?.(workbench),
      onSelect: () => void workbench.commands.run(id, workbench),
    };
  };
  return [
    entry("run.run-to"),
    entry("run.step-batch"),
    { kind: "line" },
    entry("run.until-check-violated"),
    entry("run.until-record-duplicated"),
    entry("run.until-record-lost"),
    entry("run.until-record-rejected"),
    { kind: "line" },
    entry("run.breakpoints"),
    entry("run.restart"),
    entry("run.reset"),
    entry("run.show-runs"),
  ];
}

function RunToMenu(): ReactNode {
  const workbench = useWorkbench();
  // What can be done changes with the phase; the entries are made anew then.
  useRun((run) => run.phase.kind);
  return (
    <Menu entries={runToEntries(workbench)}>
      <IconButton label="Run to...">
        <ChevronDown size={16} />
      </IconButton>
    </Menu>
  );
}
