import { useEffect, useState } from "react";
import { useWorkbench } from "../workbench/workbench.ts";

/** A number that grows with the current run's history, some times a second at most: for views that cost something to draw. */
export function useSlowFrame(everyMs: number): number {
  const { run } = useWorkbench();
  const [frame, setFrame] = useState(() => run.getState().frame);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      if (timer !== undefined || run.getState().frame === frame) return;
      timer = setTimeout(() => setFrame(run.getState().frame), everyMs);
    };
    const unsubscribe = run.subscribe(look);
    // The run may have gone on, and even ended, since the number was taken.
    look();
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [run, frame, everyMs]);
  return frame;
}
