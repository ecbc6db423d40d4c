import { shownUsOf } from "./shown-instant.ts";
import type { Workbench } from "./workbench.ts";

/**
 * Calls `follow` with the instant shown, now and whenever it moves, at most once a frame of the screen: for what is painted outside
 * React. The answer stops it.
 */
export function followInstant({ run, view }: Workbench, follow: (shownUs: number) => void): () => void {
  let frame = 0;
  const paint = (): void => {
    frame = 0;
    follow(shownUsOf(run.getState(), view.getState()));
  };
  const ask = (): void => {
    if (frame === 0) frame = requestAnimationFrame(paint);
  };
  const stops = [run.subscribe(ask), view.subscribe(ask)];
  paint();
  return () => {
    cancelAnimationFrame(frame);
    for (const stop of stops) stop();
  };
}
