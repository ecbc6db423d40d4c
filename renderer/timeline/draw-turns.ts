import type { Activity } from "../stores/activity.ts";
import type { Workbench } from "../workbench/workbench.ts";

type Draw = () => void;

/** So long charts are drawn in one frame of the screen; what has no room in it comes in the next. */
const DRAW_MS = 5;

/**
 * Lets charts be drawn one after the other, as many in a frame of the screen as it has room for, so that no frame waits for all of them.
 * What asks again before its turn has come is drawn once.
 */
export class DrawTurns {
  readonly #activity: Activity;
  readonly #nextFrame: (act: () => void) => void;
  readonly #nowMs: () => number;
  readonly #waiting = new Set<Draw>();
  #isTurning = false;

  constructor(activity: Activity, nextFrame: (act: () => void) => void, nowMs: () => number) {
    this.#activity = activity;
    this.#nextFrame = nextFrame;
    this.#nowMs = nowMs;
  }

  ask(draw: Draw): void {
    this.#waiting.add(draw);
    if (this.#isTurning) return;
    this.#isTurning = true;
    const end = this.#activity.beginSeen("drawing charts");
    const turn = (): void => {
      try {
        this.#drawSome();
      } finally {
        if (this.#waiting.size > 0) this.#nextFrame(turn);
        else {
          this.#isTurning = false;
          end();
        }
      }
    };
    this.#nextFrame(turn);
  }

  #drawSome(): void {
    const untilMs = this.#nowMs() + DRAW_MS;
    for (const draw of this.#waiting) {
      this.#waiting.delete(draw);
      draw();
      if (this.#nowMs() >= untilMs) return;
    }
  }

  /** A chart that is gone is not drawn any more. */
  forget(draw: Draw): void {
    this.#waiting.delete(draw);
  }
}

const turnsByWorkbench = new WeakMap<Workbench, DrawTurns>();

/** The turns of all charts of a workbench. */
export function drawTurnsOf(workbench: Workbench): DrawTurns {
  const known = turnsByWorkbench.get(workbench);
  if (known !== undefined) return known;
  const turns = new DrawTurns(
    workbench.activity,
    (act) => requestAnimationFrame(act),
    () => performance.now(),
  );
  turnsByWorkbench.set(workbench, turns);
  return turns;
}
