import { useEffect } from "react";
import { useDocument, useRun, useSettings, useView, useWorkbench } from "../workbench/workbench.ts";

/** A taskbar shows a hundred steps at most. */
const PROGRESS_STEPS = 100;

/**
 * Keeps the parts of the desktop that are not the page's in step: menus, theme, the bar on the taskbar. A part of the screen that shows
 * nothing, because it follows a run's every step and whatever follows that is drawn again with it.
 */
export function HostParts(): undefined {
  const { host } = useWorkbench();
  const undo = useDocument((document) => document.past.at(-1)?.label);
  const redo = useDocument((document) => document.future[0]?.label);
  const isRunning = useRun((run) => run.phase.kind === "running");
  const isReviewing = useView((view) => view.shownUs !== undefined);
  const theme = useSettings((settings) => settings.theme);
  const step = useRun(({ phase, current }) =>
    phase.kind === "running" && current !== undefined
      ? Math.floor((current.nowUs / current.durationUs) * PROGRESS_STEPS)
      : undefined,
  );
  useEffect(
    () => host.showMenuState({ undo, redo, isRunning, isReviewing }),
    [host, undo, redo, isRunning, isReviewing],
  );
  useEffect(() => host.showTheme(theme), [host, theme]);
  useEffect(() => host.showProgress(step === undefined ? undefined : step / PROGRESS_STEPS), [host, step]);
}
