import { liveClockOf } from "./live-clock-of.ts";
import { shownUsOf } from "./shown-instant.ts";
import type { Workbench } from "./workbench.ts";

/**
 * Calls `follow` with the instant shown, now and whenever it moves: at each frame of the screen while a person moves it, and with
 * everything else that is live while the run does. For what is painted outside React. The answer stops it.
 */
export function followInstant(workbench: Workbench, follow: (shownUs: number) => void): () => void {
  const { run, view } = workbench;
  let frame = 0;
  const paint = (): void => {
    frame = 0;
    follow(shownUsOf(run.getState(), view.getState()));
  };
  const ask = (): void => {
    if (frame === 0) frame = requestAnimationFrame(paint);
  };
  const stops = [
    liveClockOf(workbench).subscribe(ask),
    view.subscribe((now, before) => {
      if (now.shownUs !== before.shownUs) ask();
    }),
  ];
  paint();
  return () => {
    cancelAnimationFrame(frame);
    for (const stop of stops) stop();
  };
}
