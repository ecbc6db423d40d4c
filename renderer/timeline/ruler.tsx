import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useMemo, useRef } from "react";
import { timeTicks } from "../charts/time-ticks.ts";
import { instantAt, pixelAt, type TimeScale } from "../charts/time-window.ts";
import { formatClock, speakTime } from "../format/format-time.ts";
import { followInstant } from "../workbench/follow-instant.ts";
import { useWorkbench } from "../workbench/workbench.ts";

const PX_PER_TICK = 96;
const SECOND_US = 1_000_000;

/** By key: how far the instant moves, in seconds of the run. */
const STEPS_S: ReadonlyMap<string, number> = new Map([
  ["ArrowLeft", -1],
  ["ArrowDown", -1],
  ["ArrowRight", 1],
  ["ArrowUp", 1],
  ["PageDown", -60],
  ["PageUp", 60],
]);

/** The axis of time, and on it the handle with which the instant is chosen. */
export function Ruler({ scale }: { readonly scale: TimeScale }): ReactNode {
  const workbench = useWorkbench();
  const slider = useRef<HTMLDivElement>(null);
  const chip = useRef<HTMLDivElement>(null);
  const ticks = useMemo(() => timeTicks(scale, Math.max(1, scale.widthPx / PX_PER_TICK)), [scale]);
  useEffect(
    () =>
      followInstant(workbench, (shownUs) => {
        const seconds = Math.floor(shownUs / SECOND_US);
        const edgeUs = workbench.run.getState().current?.nowUs ?? 0;
        slider.current?.setAttribute("aria-valuenow", String(seconds));
        slider.current?.setAttribute("aria-valuemax", String(Math.ceil(edgeUs / SECOND_US)));
        slider.current?.setAttribute("aria-valuetext", speakTime(shownUs));
        if (chip.current === null) return;
        chip.current.textContent = formatClock(shownUs);
        const left = Math.min(scale.widthPx - 30, Math.max(30, pixelAt(scale, shownUs)));
        chip.current.style.transform = `translateX(${left}px) translateX(-50%)`;
      }),
    [workbench, scale],
  );
  const scrubTo = (event: PointerEvent<HTMLElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const edgeUs = workbench.run.getState().current?.nowUs ?? 0;
    workbench.view.getState().showInstant(Math.min(edgeUs, instantAt(scale, event.clientX - box.left)));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const seconds = STEPS_S.get(event.key);
    if (seconds === undefined) return;
    event.preventDefault();
    const { view, run } = workbench;
    const edgeUs = run.getState().current?.nowUs ?? 0;
    const shownUs = view.getState().shownUs ?? edgeUs;
    view.getState().showInstant(Math.min(edgeUs, shownUs + seconds * SECOND_US * (event.shiftKey ? 10 : 1)));
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
      className="relative h-full cursor-ew-resize touch-none select-none overflow-hidden -outline-offset-2"
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        scrubTo(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) scrubTo(event);
      }}
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
        className="absolute top-0.5 left-0 rounded-control bg-accent px-1.5 py-0.5 font-mono text-meta text-on-accent"
      />
    </div>
  );
}
