import { type KeyboardEvent, type ReactNode, type RefCallback, useCallback, useId, useRef, useState } from "react";
import type { ControlMessages } from "../../engine/protocol/log-inspection.ts";
import type { TimeScale } from "../charts/time-window.ts";
import { useSize } from "../charts/use-size.ts";
import { FutureVeil, Playhead } from "../timeline/playhead.tsx";
import { Ruler } from "../timeline/ruler.tsx";
import { useWhole } from "../timeline/timeline-scale.ts";
import { usePlotGestures } from "../timeline/use-plot-gestures.ts";
import { shownUsOf } from "../workbench/shown-instant.ts";
import { useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { LaneNames } from "./lane-names.tsx";
import type { SpaceModel } from "./space-model.ts";
import { ROW_PX } from "./space-painter.ts";
import { SpaceReadout } from "./space-readout.tsx";
import { useSpacePaint } from "./use-space-paint.ts";

type SpaceDiagramProps = {
  readonly axis: RefCallback<HTMLElement>;
  readonly scale: TimeScale;
  readonly model: SpaceModel;
  readonly messages: ControlMessages;
  readonly onToggle: (group: string) => void;
};

const NO_POINTS: readonly number[] = [];
const NOTHING_GOES_ON = (): string => "";

/**
 * The lanes over time. Arrow keys go from lane to lane, and in a lane from event to event; Enter folds a group or opens it; the wheel
 * with Ctrl zooms, a drag shows a stretch alone, as on the timeline.
 */
export function SpaceDiagram({ axis, scale, model, messages, onToggle }: SpaceDiagramProps): ReactNode {
  const workbench = useWorkbench();
  const [measure, { heightPx }] = useSize();
  const [scrollPx, setScrollPx] = useState(0);
  const [selected, setSelected] = useState(-1);
  const id = useId();
  const plot = useRef<HTMLDivElement>(null);
  const scrolled = useRef<HTMLDivElement>(null);
  const whole = useWhole();
  const { root, handlers } = usePlotGestures({ scale, whole, pointsUs: NO_POINTS });
  useSpacePaint(plot, { model, messages, scale, scrollPx, heightPx });
  const setScroller = useCallback(
    (element: HTMLDivElement | null) => {
      scrolled.current = element;
      return measure(element) ?? undefined;
    },
    [measure],
  );
  const { rows } = model;
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[selected];
    const next = rowAfter(event.key, selected, rows.length, Math.max(1, Math.floor(heightPx / ROW_PX) - 1));
    if (next !== undefined) {
      setSelected(next);
      reveal(scrolled.current, next);
    } else if (row !== undefined && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      showNeighbour(workbench, model, row, event.key === "ArrowLeft" ? -1 : 1);
    } else if (row?.fold !== undefined && (event.key === "Enter" || event.key === " ")) onToggle(row.fold.group);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section
      ref={root}
      aria-label="Lanes over time"
      className="relative flex min-h-0 flex-1 flex-col"
      data-scope="timeline"
      {...handlers}
    >
      <div className="timeline-row h-6 shrink-0 border-b border-line">
        <div className="timeline-gutter items-center text-t3">Lanes</div>
        <div ref={axis} className="relative min-w-0">
          <Ruler scale={scale} describe={NOTHING_GOES_ON} />
        </div>
      </div>
      <div
        ref={setScroller}
        role="treegrid"
        tabIndex={0}
        aria-label="Lanes"
        aria-rowcount={rows.length}
        aria-activedescendant={selected < 0 ? undefined : `${id}-${selected}`}
        className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto -outline-offset-2"
        onKeyDown={onKeyDown}
        onScroll={({ currentTarget }) => setScrollPx(currentTarget.scrollTop)}
      >
        <div role="presentation" style={{ height: Math.max(rows.length * ROW_PX, heightPx) }}>
          <div role="presentation" className="timeline-row sticky top-0 overflow-hidden" style={{ height: heightPx }}>
            <LaneNames id={id} {...{ rows, scrollPx, heightPx, selected }} onSelect={setSelected} onToggle={onToggle} />
            <div role="presentation" className="relative min-w-0 overflow-hidden" data-zone="track">
              <div ref={plot} role="presentation" className="absolute inset-0" data-testid="space-plot" />
              <div role="presentation" className="pointer-events-none absolute inset-0">
                <FutureVeil scale={scale} />
                <Playhead scale={scale} />
              </div>
            </div>
          </div>
        </div>
      </div>
      <SpaceReadout {...{ root, scrolled, model, messages }} />
    </section>
  );
}

function rowAfter(key: string, selected: number, count: number, page: number): number | undefined {
  const steps: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page };
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
  return step === undefined ? undefined : Math.min(count - 1, Math.max(0, selected + step));
}

/** Shows the next event of a lane, before or after the instant shown. */
function showNeighbour(
  { run, view }: Workbench,
  model: SpaceModel,
  row: SpaceModel["rows"][number],
  direction: -1 | 1,
): void {
  const shownUs = shownUsOf(run.getState(), view.getState());
  const position = model.neighbour(row, shownUs, direction);
  const event = position === undefined ? undefined : run.getState().current?.events[position];
  const { announce, select, showInstant } = view.getState();
  if (event === undefined) {
    announce(direction > 0 ? "No event of this lane comes later." : "No event of this lane came earlier.");
    return;
  }
  select({ event: position });
  showInstant(event.atUs);
  announce(event.message);
}

function reveal(scroller: HTMLElement | null, row: number): void {
  if (scroller === null) return;
  const top = row * ROW_PX;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + ROW_PX > scroller.scrollTop + scroller.clientHeight)
    scroller.scrollTop = top + ROW_PX - scroller.clientHeight;
}
