import type { Activity } from "../stores/activity.ts";
import type { Workbench } from "../workbench/workbench.ts";

type Draw = () => void;

/**
 * Lets charts be drawn one after the other, one in a frame of the screen, so that no frame waits for all of them. What asks again
 * before its turn has come is drawn once.
 */
export class DrawTurns {
  readonly #activity: Activity;
  readonly #nextFrame: (act: () => void) => void;
  readonly #waiting = new Set<Draw>();
  #isTurning = false;

  constructor(activity: Activity, nextFrame: (act: () => void) => void) {
    this.#activity = activity;
    this.#nextFrame = nextFrame;
  }

  ask(draw: Draw): void {
    this.#waiting.add(draw);
    if (this.#isTurning) return;
    this.#isTurning = true;
    const end = this.#activity.beginSeen("drawing charts");
    const turn = (): void => {
      const [next] = this.#waiting;
      if (next === undefined) {
        this.#isTurning = false;
        end();
        return;
      }
      this.#waiting.delete(next);
      this.#nextFrame(turn);
      next();
    };
    this.#nextFrame(turn);
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
  const turns = new DrawTurns(workbench.activity, (act) => requestAnimationFrame(act));
  turnsByWorkbench.set(workbench, turns);
  return turns;
}
