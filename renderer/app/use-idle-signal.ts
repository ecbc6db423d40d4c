import { useEffect } from "react";
import { useWorkbench } from "../workbench/workbench.ts";

/**
 * Keeps `data-idle` of the page: "true" when nothing goes on that will change the screen by itself. It turns true two frames
 * after the last activity has ended, when React has drawn what came of it. Tests wait for it.
 */
export function useIdleSignal(): void {
  const { activity } = useWorkbench();
  useEffect(() => {
    let frame = 0;
    const tell = (labels: readonly string[]): void => {
      cancelAnimationFrame(frame);
      document.documentElement.dataset["activity"] = labels.join(", ");
      if (labels.length > 0) {
        document.documentElement.dataset["idle"] = "false";
        return;
      }
      frame = requestAnimationFrame(() => {
        frame = requestAnimationFrame(() => {
          document.documentElement.dataset["idle"] = "true";
        });
      });
    };
    tell(activity.labels);
    const unsubscribe = activity.subscribe(tell);
    return () => {
      cancelAnimationFrame(frame);
      unsubscribe();
    };
  }, [activity]);
}
