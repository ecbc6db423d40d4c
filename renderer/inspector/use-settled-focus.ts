import { type FocusEvent, useRef, useState } from "react";

/**
 * Whether the focus is inside, told when no button of the mouse is down. What opens and closes with the focus would else move
 * the control that is being pressed away from under the pointer, and a click needs its press and its release in one place.
 */
export function useSettledFocus(): {
  readonly isInside: boolean;
  readonly onFocus: () => void;
  readonly onBlur: (event: FocusEvent<HTMLElement>) => void;
} {
  const [isInside, setIsInside] = useState(false);
  const wanted = useRef(false);
  const settle = (next: boolean): void => {
    wanted.current = next;
    whenReleased(() => setIsInside(wanted.current));
  };
  return {
    isInside,
    onFocus: () => settle(true),
    onBlur: ({ currentTarget, relatedTarget }) =>
      settle(relatedTarget instanceof Node && currentTarget.contains(relatedTarget)),
  };
}

function whenReleased(done: () => void): void {
  if (document.querySelector(":active") === null) {
    done();
    return;
  }
  const waiting = new AbortController();
  const release = (event: PointerEvent): void => {
    // The list of a select swallows the release: the next move without a button tells of it.
    if (event.type === "pointermove" && event.buttons !== 0) return;
    waiting.abort();
    // The click comes after the release, in the same turn.
    setTimeout(done);
  };
  for (const kind of ["pointerup", "pointercancel", "pointermove"] as const) {
    window.addEventListener(kind, release, { capture: true, signal: waiting.signal });
  }
}
