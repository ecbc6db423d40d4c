import { type ReactNode, type RefObject, useEffect, useMemo, useState } from "react";
import type { ProbeEvent } from "../../engine/base/probe.ts";
import type { ControlMessages } from "../../engine/protocol/log-inspection.ts";
import { formatClockMs } from "../format/format-time.ts";
import { formatWhole } from "../format/format-value.ts";
import { useRun, useView, useWorkbench } from "../workbench/workbench.ts";
import { nearestArrow, speakMessage } from "./arrows.ts";
import { nearestMark } from "./lane-marks.ts";
import type { SpaceModel } from "./space-model.ts";
import { ROW_PX } from "./space-painter.ts";

type SpaceReadoutProps = {
  readonly root: RefObject<HTMLElement | null>;
  readonly scrolled: RefObject<HTMLElement | null>;
  readonly model: SpaceModel;
  readonly messages: ControlMessages;
};

type Point = { readonly px: number; readonly py: number };

/** A mark is found so many columns away from the pointer, an arrow so many pixels. */
const REACH_COLUMNS = 1;
const REACH_PX = 5;

/** One line in words: the event or the message under the pointer, else the event that is selected. A click selects what it says. */
export function SpaceReadout({ root, scrolled, model, messages }: SpaceReadoutProps): ReactNode {
  const { run, view } = useWorkbench();
  const selected = useView(({ selection }) => selection.event);
  const events = useRun(({ current }) => current?.events);
  const point = usePoint(root, scrolled);
  const arrows = useMemo(
    () => model.arrows(messages.messages, run.getState().current?.nowUs ?? 0),
    [model, messages, run],
  );
  const found = point === undefined || events === undefined ? undefined : findAt(point, { model, events });
  const arrow = point === undefined ? undefined : nearestArrow(arrows, point, { rowPx: ROW_PX, reachPx: REACH_PX });
  const message = arrow === undefined ? undefined : messages.messages[arrow.message];
  useClick(root, () => {
    if (found === undefined) return;
    view.getState().select({ event: found.position });
    view.getState().showInstant(found.event.atUs);
  });
  const event = found?.event ?? (message === undefined && selected !== undefined ? events?.[selected] : undefined);
  const text =
    event !== undefined
      ? `${eventWords(event)}${found !== undefined && found.count > 1 ? ` (${formatWhole(found.count)} events here: zoom in)` : ""}`
      : message !== undefined
        ? `${formatClockMs(message.sentUs)} ${speakMessage(message)}`
        : "Point at a mark or an arrow; or choose a lane with the arrow keys, then go from event to event.";
  return (
    <output
      data-testid="space-readout"
      // What follows the pointer is for eyes alone; what keys select is announced.
      aria-live="off"
      className="h-6 shrink-0 truncate border-t border-line px-2 py-1 text-table text-t2"
    >
      <bdi>{text}</bdi>
    </output>
  );
}

function eventWords({ atUs, kind, message }: ProbeEvent): string {
  return `${formatClockMs(atUs)} ${kind}: ${message}`.slice(0, 400);
}

function findAt({ px, py }: Point, { model, events }: { model: SpaceModel; events: readonly ProbeEvent[] }) {
  const row = model.rows[Math.floor(py / ROW_PX)];
  if (row === undefined) return undefined;
  const mark = nearestMark(model.marksOf(row), model.columnAt(px), REACH_COLUMNS);
  const event = mark === undefined ? undefined : events[mark.position];
  return mark === undefined || event === undefined ? undefined : { event, position: mark.position, count: mark.count };
}

/** Where the pointer is over the plot, in its content; once a frame at most. */
function usePoint(root: RefObject<HTMLElement | null>, scrolled: RefObject<HTMLElement | null>): Point | undefined {
  const [point, setPoint] = useState<Point>();
  useEffect(() => {
    const { current: element } = root;
    if (element === null) return;
    let frame = 0;
    const onMove = ({ target, clientX, clientY }: PointerEvent): void => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        const zone = target instanceof Element ? target.closest("[data-zone=track]") : null;
        if (zone === null) {
          setPoint(undefined);
          return;
        }
        const { left, top } = zone.getBoundingClientRect();
        setPoint({ px: clientX - left, py: clientY - top + (scrolled.current?.scrollTop ?? 0) });
      });
    };
    const onLeave = (): void => {
      cancelAnimationFrame(frame);
      setPoint(undefined);
    };
    element.addEventListener("pointermove", onMove);
    element.addEventListener("pointerleave", onLeave);
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener("pointermove", onMove);
      element.removeEventListener("pointerleave", onLeave);
    };
  }, [root, scrolled]);
  return point;
}

/** After the plot's own click, which moves the playhead to where it was. */
function useClick(root: RefObject<HTMLElement | null>, act: () => void): void {
  useEffect(() => {
    const { current: element } = root;
    if (element === null) return;
    const onClick = ({ target }: MouseEvent): void => {
      if (target instanceof Element && target.closest("[data-zone=track]") !== null) act();
    };
    element.addEventListener("click", onClick);
    return () => element.removeEventListener("click", onClick);
  }, [root, act]);
}
