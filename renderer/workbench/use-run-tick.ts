import { useEffect, useState } from "react";
import { useWorkbench } from "./workbench.ts";

/**
 * A number that changes when the current run's history or events have grown, at most every `everyMs`: for views that are drawn by
 * React and need not follow every frame.
 */
export function useRunTick(everyMs: number): number {
  const { run } = useWorkbench();
  const [tick, setTick] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lastMs = Number.NEGATIVE_INFINITY;
    const show = (): void => {
      timer = undefined;
      lastMs = performance.now();
      setTick((count) => count + 1);
    };
    const unsubscribe = run.subscribe((now, before) => {
      if (now.frame === before.frame && now.current === before.current) return;
      timer ??= setTimeout(show, Math.max(0, everyMs - (performance.now() - lastMs)));
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [run, everyMs]);
  return tick;
}
