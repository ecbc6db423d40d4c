import { useEffect } from "react";
import { useDocument, useRun, useSettings, useWorkbench } from "../workbench/workbench.ts";
import { speakPhase } from "./run-words.ts";

/** The engine is started while the page has nothing else to do, so that the first play does not wait for it. */
function usePreload(): void {
  const { runner } = useWorkbench();
  const isOpened = useDocument((document) => document.opened > 0);
  useEffect(() => {
    if (!isOpened) return undefined;
    const handle = requestIdleCallback(() => void runner.preload(), { timeout: 2_000 });
    return () => cancelIdleCallback(handle);
  }, [isOpened, runner]);
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

/** Another document makes the run of the old one part of the past. */
function useFreshDocument(): void {
  const { runner, run, document, view } = useWorkbench();
  useEffect(() => {
    let { opened } = document.getState();
    return document.subscribe((state) => {
      if (state.opened === opened) return;
      opened = state.opened;
      if (run.getState().phase.kind === "idle") return;
      view.getState().showLive();
      void runner.reset().then(() => runner.preload());
    });
  }, [runner, run, document, view]);
}

/** What the run does by itself as long as its controls are on the screen. */
export function useRunEffects(): void {
  usePreload();
  useChosenSpeed();
  useSpokenPhase();
  useFreshDocument();
}
