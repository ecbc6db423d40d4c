import { useEffect, useState } from "react";
import { useWorkbench } from "../workbench/workbench.ts";

/** A number that grows with the current run's history, some times a second at most: for views that cost something to draw. */
export function useSlowFrame(everyMs: number): number {
  const { run } = useWorkbench();
  const [frame, setFrame] = useState(() => run.getState().frame);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unsubscribe = run.subscribe((facts) => {
      if (timer !== undefined || facts.frame === frame) return;
      timer = setTimeout(() => setFrame(run.getState().frame), everyMs);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [run, frame, everyMs]);
  return frame;
}
