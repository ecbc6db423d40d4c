import { useEffect } from "react";
import { isDirty } from "../stores/document-store.ts";
import { useDocument, useRun, useSettings, useWorkbench } from "../workbench/workbench.ts";
import { speakPhase } from "./run-words.ts";

/** A text is read ahead when nobody has changed it for so long. */
const QUIET_MS = 1_000;

/**
 * As long as there is no run, the engine is started and reads the document while the page has nothing else to do, so that play does
 * not wait for it: at once when one is opened, and after a change when the person pauses. What ran before was ended by whoever opened
 * the document, and its engine went with it.
 */
function usePreload(): void {
  const { runner } = useWorkbench();
  const opened = useDocument((document) => document.opened);
  const text = useDocument((document) => document.text);
  const isChanged = useDocument(isDirty);
  const isIdle = useRun((facts) => facts.phase.kind === "idle");
  // biome-ignore lint/correctness/useExhaustiveDependencies: another document is what there is to read
  useEffect(() => {
    if (opened === 0 || !isIdle) return undefined;
    let handle = 0;
    const read = (): void => {
      handle = requestIdleCallback(() => void runner.preload(), { timeout: 2_000 });
    };
    const timer = setTimeout(read, isChanged ? QUIET_MS : 0);
    return () => {
      clearTimeout(timer);
      cancelIdleCallback(handle);
    };
  }, [opened, isIdle, text, isChanged, runner]);
}

/** A refusal is of one text: with a change there is nothing left of it, and the engine that refused makes place for one that reads ahead. */
function useRefusalPasses(): void {
  const { runner } = useWorkbench();
  const text = useDocument((document) => document.text);
  const refused = useRun(({ phase }) => (phase.kind === "refused" ? phase.text : undefined));
  useEffect(() => {
    if (refused !== undefined && refused !== text) void runner.reset();
  }, [refused, text, runner]);
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
  useRefusalPasses();
  useChosenSpeed();
  useSpokenPhase();
}
