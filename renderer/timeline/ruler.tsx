import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef } from "react";
import { timeTicks } from "../charts/time-ticks.ts";
import { pixelAt, type TimeScale } from "../charts/time-window.ts";
import { formatClock, speakTime } from "../format/format-time.ts";
import { followInstant } from "../workbench/follow-instant.ts";
import { shownUsOf, useViewMode } from "../workbench/shown-instant.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import { edgeOf, showInstantOrLive } from "./scrub.ts";

const PX_PER_TICK = 96;
const SECOND_US = 1_000_000;
const HALF_CHIP_PX = 32;

/** By key: how far the instant moves, in seconds of the run. */
const STEPS_S: ReadonlyMap<string, number> = new Map([
  ["ArrowLeft", -1],
  ["ArrowDown", -1],
  ["ArrowRight", 1],
  ["ArrowUp", 1],
  ["PageDown", -60],
  ["PageUp", 60],
]);

type RulerProps = {
  readonly scale: TimeScale;
  /** What is going on at an instant, for a screen reader: "broker 2 down". */
  readonly describe: (atUs: number) => string;
};

/** The axis of time, and on it the handle with which the instant is chosen. */
export function Ruler({ scale, describe }: RulerProps): ReactNode {
  const workbench = useWorkbench();
  const slider = useRef<HTMLDivElement>(null);
  const chip = useRef<HTMLDivElement>(null);
  const isReview = useViewMode() === "review";
  const ticks = useMemo(() => timeTicks(scale, Math.max(1, scale.widthPx / PX_PER_TICK)), [scale]);
  useEffect(
    () =>
      followInstant(workbench, (shownUs) => {
        if (slider.current !== null) tellSlider(slider.current, shownUs, edgeOf(workbench) ?? 0, describe);
        if (chip.current === null) return;
        const clock = formatClock(shownUs);
        if (chip.current.textContent !== clock) chip.current.textContent = clock;
        const left = Math.min(scale.widthPx - HALF_CHIP_PX, Math.max(HALF_CHIP_PX, pixelAt(scale, shownUs)));
        chip.current.style.transform = `translateX(${left}px) translateX(-50%)`;
      }),
    [workbench, scale, describe],
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    const seconds = STEPS_S.get(event.key);
    if (seconds === undefined) return;
    event.preventDefault();
    const shownUs = shownUsOf(workbench.run.getState(), workbench.view.getState());
    showInstantOrLive(workbench, Math.max(0, shownUs + seconds * SECOND_US * (event.shiftKey ? 10 : 1)));
  };
  return (
    <div
      ref={slider}
      role="slider"
      tabIndex={0}
      aria-label="Instant shown"
      aria-valuemin={0}
      aria-valuemax={0}
      aria-valuenow={0}
      data-zone="ruler"
      className="absolute inset-0 cursor-ew-resize touch-none select-none overflow-hidden -outline-offset-2"
      onKeyDown={onKeyDown}
    >
      {ticks.map(({ atUs, label }) => (
        <span
          key={atUs}
          className="absolute bottom-0 h-full border-l border-line pt-0.5 pl-1 font-mono text-axis text-t3"
          style={{ left: pixelAt(scale, atUs) }}
        >
          {label}
        </span>
      ))}
      <div
        ref={chip}
        className={`absolute top-0.5 left-0 will-change-transform rounded-control px-1.5 py-0.5 font-mono text-meta font-semibold ${isReview ? "bg-warn text-on-warn" : "bg-accent text-on-accent"}`}
      />
    </div>
  );
}

function tellSlider(slider: HTMLElement, shownUs: number, edgeUs: number, describe: (atUs: number) => string): void {
  const seconds = String(Math.floor(shownUs / SECOND_US));
  const state = describe(shownUs);
  const facts = {
    "aria-valuenow": seconds,
    "aria-valuemax": String(Math.ceil(edgeUs / SECOND_US)),
    "aria-valuetext": state === "" ? speakTime(shownUs) : `${speakTime(shownUs)}, ${state}`,
  };
  for (const [name, value] of Object.entries(facts)) {
    if (slider.getAttribute(name) !== value) slider.setAttribute(name, value);
  }
}
