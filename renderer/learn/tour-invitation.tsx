import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useSettings, useView } from "../workbench/workbench.ts";
import { TOUR_STEPS } from "./tour-steps.ts";

/** In the status bar until the tour was taken or refused: it offers, and covers nothing. */
export function TourInvitation(): ReactNode {
  const isDone = useSettings((settings) => settings.isTourDone);
  const step = useSettings((settings) => settings.tourStep);
  const change = useSettings((settings) => settings.change);
  const isOpen = useView((view) => view.isTourOpen);
  const showTour = useView((view) => view.showTour);
  if (isDone || isOpen) return undefined;
  return (
    <span className="flex shrink-0 items-center">
      <button type="button" className="h-6 px-1 text-accent underline" onClick={() => showTour(true)}>
        {step === 0 ? "New here? Take the tour" : `Go on with the tour (${step + 1} of ${TOUR_STEPS.length})`}
      </button>
      <button
        type="button"
        aria-label="No tour, thank you"
        className="grid size-6 place-items-center hover:text-t1"
        onClick={() => change({ isTourDone: true })}
      >
        <X size={12} />
      </button>
    </span>
  );
}
