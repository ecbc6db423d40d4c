import { clampWindow, windowOrWhole, zoomWindow } from "../charts/time-window.ts";
import { formatClock } from "../format/format-time.ts";
import { isRoutine } from "../incident/routine.ts";
import { findIncidents, outlineOf } from "../incident/run-incidents.ts";
import { drawingOf } from "../stores/known-text.ts";
import { shownUsOf } from "../workbench/shown-instant.ts";
import type { AppCommand, Workbench } from "../workbench/workbench.ts";
import { lanePoints } from "./lane-items.ts";
import { edgeOf, showInstantOrLive } from "./scrub.ts";
import { wholeNow } from "./timeline-scale.ts";

const NO_RUN = "There is no run yet. Press Play first.";
const ZOOM_STEP = 2;

function whyNoRun({ run }: Workbench): string | undefined {
  return run.getState().current === undefined ? NO_RUN : undefined;
}

function shownNow({ run, view }: Workbench): number {
  return shownUsOf(run.getState(), view.getState());
}

/** Shows the nearest fault or reaction before or after the instant shown. */
function showNeighbour(workbench: Workbench, direction: -1 | 1): void {
  const { current } = workbench.run.getState();
  if (current === undefined) return;
  const atUs = shownNow(workbench);
  const points = lanePoints(findIncidents(current, outlineOf(drawingOf(workbench.document.getState(), current.text))));
  const next = direction > 0 ? points.find((point) => point > atUs) : points.findLast((point) => point < atUs);
  const { announce } = workbench.view.getState();
  if (next === undefined) {
    announce(direction > 0 ? "No fault or reaction comes later." : "No fault or reaction came earlier.");
    return;
  }
  showInstantOrLive(workbench, next);
  const event = current.events.findIndex((found) => found.atUs === next && !isRoutine(found));
  if (event !== -1) workbench.view.getState().select({ event });
  announce(`${formatClock(next)}: ${current.events[event]?.message ?? ""}`);
}

function zoom(workbench: Workbench, factor: number): void {
  const { view } = workbench;
  const whole = wholeNow(workbench);
  const window = view.getState().timeWindow ?? whole;
  const zoomed = clampWindow(zoomWindow(window, shownNow(workbench), factor), whole);
  view.getState().showWindow(windowOrWhole(zoomed, whole));
}

/** From the instant shown on; from the beginning where that is the end of the recording. */
function playOrPauseRecording(workbench: Workbench): void {
  const { isPlayingReview, playReview, showInstant, announce } = workbench.view.getState();
  if (!isPlayingReview && shownNow(workbench) >= (edgeOf(workbench) ?? 0)) showInstant(0);
  playReview(!isPlayingReview);
  announce(`The recording ${isPlayingReview ? "stands" : "plays"} at ${formatClock(shownNow(workbench))}.`);
}

/** The first `m` sets A, the second B, the third begins anew. */
function mark(workbench: Workbench): void {
  const { markers, mark: set, announce } = workbench.view.getState();
  const atUs = shownNow(workbench);
  const isSecond = markers.a !== undefined && markers.b === undefined;
  set(isSecond ? { b: atUs } : { a: atUs, b: undefined });
  announce(`Marker ${isSecond ? "B" : "A"} at ${formatClock(atUs)}`);
}

/** Commands that move through a run that was recorded, and over it. */
export const timelineCommands: readonly AppCommand[] = [
  {
    id: "timeline.start",
    title: "Show the beginning of the run",
    group: "Run",
    keys: ["Home"],
    whyNot: whyNoRun,
    run: (workbench) => showInstantOrLive(workbench, 0),
  },
  {
    id: "timeline.live",
    title: "Return to live",
    group: "Run",
    keys: ["End"],
    whyNot: whyNoRun,
    run: ({ view }) => view.getState().showLive(),
  },
  {
    id: "timeline.play-recording",
    title: "Play or pause the recording",
    group: "Run",
    keys: ["Shift+Space"],
    whyNot: (workbench) =>
      whyNoRun(workbench) ??
      (workbench.view.getState().shownUs === undefined
        ? "Only in Review: choose an instant of the past first."
        : undefined),
    run: playOrPauseRecording,
  },
  {
    id: "timeline.previous-event",
    title: "Show the previous fault or reaction",
    group: "Run",
    keys: ["["],
    whyNot: whyNoRun,
    run: (workbench) => showNeighbour(workbench, -1),
  },
  {
    id: "timeline.next-event",
    title: "Show the next fault or reaction",
    group: "Run",
    keys: ["]"],
    whyNot: whyNoRun,
    run: (workbench) => showNeighbour(workbench, 1),
  },
  {
    id: "timeline.mark",
    title: "Set marker A, then B",
    group: "View",
    keys: ["m"],
    scope: "timeline",
    whyNot: whyNoRun,
    run: mark,
  },
  {
    id: "timeline.clear-markers",
    title: "Clear the markers",
    group: "View",
    keys: ["Escape"],
    scope: "timeline",
    whyNot: ({ view }) => (view.getState().markers.a === undefined ? "There are no markers." : undefined),
    run: ({ view }) => view.getState().mark({ a: undefined, b: undefined }),
  },
  {
    id: "timeline.zoom-in",
    title: "Zoom in on the timeline",
    group: "View",
    keys: ["+", "="],
    scope: "timeline",
    run: (workbench) => zoom(workbench, 1 / ZOOM_STEP),
  },
  {
    id: "timeline.zoom-out",
    title: "Zoom out on the timeline",
    group: "View",
    keys: ["-"],
    scope: "timeline",
    run: (workbench) => zoom(workbench, ZOOM_STEP),
  },
  {
    id: "timeline.zoom-whole",
    title: "Show the whole run",
    group: "View",
    keys: ["0"],
    scope: "timeline",
    run: ({ view }) => view.getState().showWindow(undefined),
  },
];
