import { type ReactNode, useEffect, useRef, useState } from "react";
import { useWorkbench } from "../workbench/workbench.ts";

/** A screen reader that is told more often than this hears nothing to the end. */
const EVERY_MS = 1_000;

/** Tells screen readers what was announced: once a second at most, and of several things the last. */
export function LiveRegion(): ReactNode {
  const { view } = useWorkbench();
  const [text, setText] = useState("");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    const unsubscribe = view.subscribe(({ announcement }, before) => {
      if (announcement === before.announcement || timer.current !== undefined) return;
      setText(announcement);
      timer.current = setTimeout(() => {
        timer.current = undefined;
        setText(view.getState().announcement);
      }, EVERY_MS);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [view]);
  return (
    <div aria-live="polite" className="sr-only">
      {text}
    </div>
  );
}
