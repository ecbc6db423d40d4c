import { type ReactNode, type RefObject, useEffect, useRef } from "react";
import { pixelAt, type TimeScale } from "../charts/time-window.ts";
import { followInstant } from "../workbench/follow-instant.ts";
import { useViewMode } from "../workbench/shown-instant.ts";
import { useWorkbench } from "../workbench/workbench.ts";

type PlayheadProps = { readonly scale: TimeScale };

/** The line through everything at the instant that is shown. It moves with every frame: as a layer of its own it moves without the rest. */
export function Playhead({ scale }: PlayheadProps): ReactNode {
  const line = useRef<HTMLDivElement>(null);
  const isReview = useViewMode() === "review";
  useShownPixel(line, scale, (element, px) => {
    element.style.transform = `translateX(${px}px)`;
    element.style.visibility = px < -1 || px > scale.widthPx + 1 ? "hidden" : "visible";
  });
  return (
    <div
      ref={line}
      className={`absolute inset-y-0 left-0 -ml-px w-0.5 will-change-transform ${isReview ? "bg-warn" : "bg-accent"}`}
    />
  );
}

/** In Review: what came after the instant that is shown lies behind a veil. */
export function FutureVeil({ scale }: PlayheadProps): ReactNode {
  const isReview = useViewMode() === "review";
  return isReview && <Veil scale={scale} />;
}

function Veil({ scale }: PlayheadProps): ReactNode {
  const veil = useRef<HTMLDivElement>(null);
  useShownPixel(veil, scale, (element, px) => {
    element.style.left = `${Math.max(0, px)}px`;
  });
  return <div ref={veil} className="absolute inset-y-0 right-0 bg-panel/50" />;
}

/** Places an element at the instant shown, past React. */
function useShownPixel(
  target: RefObject<HTMLElement | null>,
  scale: TimeScale,
  place: (element: HTMLElement, px: number) => void,
): void {
  const workbench = useWorkbench();
  const latest = useRef(place);
  useEffect(() => {
    latest.current = place;
  });
  useEffect(
    () =>
      followInstant(workbench, (shownUs) => {
        if (target.current !== null) latest.current(target.current, pixelAt(scale, shownUs));
      }),
    [workbench, scale, target],
  );
}
