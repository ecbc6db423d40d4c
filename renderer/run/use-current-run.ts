import { useEffect, useState } from "react";
import type { RunRecord } from "../stores/run-store.ts";
import { useWorkbench } from "../workbench/workbench.ts";

const EVERY_MS = 500;

/** The current run for lists that people read: it changes many times a second, the view twice at most; the last change always arrives. */
export function useCurrentRun(): RunRecord | undefined {
  const { run } = useWorkbench();
  const [current, setCurrent] = useState(run.getState().current);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = (): void => {
      timer = undefined;
      setCurrent(run.getState().current);
    };
    take();
    const stop = run.subscribe((facts, before) => {
      if (facts.current?.number !== before.current?.number) take();
      else if (facts.current !== before.current) timer ??= setTimeout(take, EVERY_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [run]);
  return current;
}
