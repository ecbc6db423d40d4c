import { useEffect } from "react";
import { useDocument, useRun, useSettings, useWorkbench } from "../workbench/workbench.ts";
import { speakPhase } from "./run-words.ts";

/**
 * An engine is started while the page has nothing else to do, so that the first play of a document does not wait for it. What ran
 * before was ended by whoever opened the document, and its engine went with it.
 */
function usePreload(): void {
  const { runner } = useWorkbench();
  const opened = useDocument((document) => document.opened);
  useEffect(() => {
    if (opened === 0) return undefined;
    const handle = requestIdleCallback(() => void runner.preload(), { timeout: 2_000 });
    return () => cancelIdleCallback(handle);
  }, [opened, runner]);
}

/** The speed that a person chose, now or in an earlier session, is the runner's. */
function useChosenSpeed(): void {
  const { runner, run } = useWorkbench();
  const speed = useSettings((settings) => settings.speed);
  useEffect(() => {
    if (run.getState().speed !== speed) runner.setSpeed(speed);
  }, [speed, runner, run]);
}

/** Every change of phase is told to screen readers. */
function useSpokenPhase(): void {
  const { run, view } = useWorkbench();
  const phase = useRun((facts) => facts.phase);
  useEffect(() => {
    if (phase.kind !== "idle") view.getState().announce(speakPhase(run.getState()));
  }, [phase, run, view]);
}

/** What the run does by itself as long as its controls are on the screen. */
export function useRunEffects(): void {
  usePreload();
  useChosenSpeed();
  useSpokenPhase();
}
