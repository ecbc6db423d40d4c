import type { EventHandle } from "../base/event-queue.ts";
import type { Scheduler } from "../base/scheduler.ts";
import { addTime, type DurationUs, type TimeUs } from "../base/time.ts";

/**
 * What keeps a driver from being started: deaths that overlap hold it down together, until the latest of their ends.
 *
 * Invariant: the release happens once, and only when nothing holds any more.
 */
export class DriverHold {
  readonly #scheduler: Scheduler;
  readonly #onRelease: () => void;
  #release: { readonly atUs: TimeUs; readonly handle: EventHandle } | undefined;

  constructor(scheduler: Scheduler, onRelease: () => void) {
    this.#scheduler = scheduler;
    this.#onRelease = onRelease;
  }

  get isHeld(): boolean {
    return this.#release !== undefined;
  }

  /** Holds it for `duration` from now at least. */
  hold(duration: DurationUs): void {
    const atUs = addTime(this.#scheduler.now(), duration);
    if (this.#release !== undefined) {
      if (atUs <= this.#release.atUs) return;
      this.#scheduler.cancel(this.#release.handle);
    }
    const handle = this.#scheduler.at(atUs, () => {
      this.#release = undefined;
      this.#onRelease();
    });
    this.#release = { atUs, handle };
  }
}
