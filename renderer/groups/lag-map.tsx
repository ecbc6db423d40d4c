import { type KeyboardEvent, type ReactNode, type RefObject, useCallback, useId, useRef, useState } from "react";
import type { TimeScale } from "../charts/time-window.ts";
import { useSize } from "../charts/use-size.ts";
import { FutureVeil, Playhead } from "../timeline/playhead.tsx";
import { Ruler } from "../timeline/ruler.tsx";
import { edgeOf, showInstantOrLive } from "../timeline/scrub.ts";
import { useTimeScale, useWhole } from "../timeline/timeline-scale.ts";
import { usePlotGestures } from "../timeline/use-plot-gestures.ts";
import { shownUsOf } from "../workbench/shown-instant.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import { LagNames } from "./lag-names.tsx";
import { CELL_PX, ROW_PX } from "./lag-painter.ts";
import { LagReadout } from "./lag-readout.tsx";
import type { Reader } from "./readers.ts";
import { useLagMap } from "./use-lag-map.ts";

type LagMapProps = {
  readonly reader: Reader;
  readonly legend: RefObject<HTMLElement | null>;
  readonly most: RefObject<HTMLElement | null>;
};

const NO_POINTS: readonly number[] = [];
const NOTHING_GOES_ON = (): string => "";

/** A row for each partition over the time of the run. Arrow keys choose a partition and an instant; the pointer does as on the timeline. */
export function LagMap({ reader, legend, most }: LagMapProps): ReactNode {
  const workbench = useWorkbench();
  const [axis, { widthPx }] = useSize();
  const [scroller, { heightPx }] = useSize();
  const [scrollPx, setScrollPx] = useState(0);
  const [selected, setSelected] = useState(-1);
  const id = useId();
  const plot = useRef<HTMLDivElement>(null);
  const scrolled = useRef<HTMLDivElement>(null);
  const scale = useTimeScale(widthPx);
  const whole = useWhole();
  const { root, handlers } = usePlotGestures({ scale, whole, pointsUs: NO_POINTS });
  useLagMap({ plot, legend, most }, { reader, scale, scrollPx, heightPx });
  const setScroller = useCallback(
    (element: HTMLDivElement | null) => {
      scrolled.current = element;
      return scroller(element) ?? undefined;
    },
    [scroller],
  );
  const count = reader.partitions.length;
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(heightPx / ROW_PX) - 1);
    const row = rowAfter(event.key, selected, { count, page });
    if (row === undefined && !moveInstant(workbench, event, scale)) return;
    event.preventDefault();
    event.stopPropagation();
    if (row === undefined) return;
    setSelected(row);
    reveal(scrolled.current, row);
  };
  return (
    <section
      ref={root}
      aria-label="Lag over time"
      className="relative flex min-h-0 flex-1 flex-col"
      data-scope="timeline"
      {...handlers}
    >
      <div className="timeline-row h-6 shrink-0 border-b border-line">
        <div className="timeline-gutter items-center text-t3">{count.toLocaleString("en")} partitions</div>
        <div ref={axis} className="relative min-w-0">
          <Ruler scale={scale} describe={NOTHING_GOES_ON} />
        </div>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a table element cannot hold only the rows that are seen */}
      <div
        ref={setScroller}
        role="grid"
        tabIndex={0}
        aria-label={`Partitions that ${reader.id.slice(0, 100)} reads`}
        aria-rowcount={count}
        aria-activedescendant={selected < 0 ? undefined : `${id}-${selected}`}
        className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto -outline-offset-2"
        onKeyDown={onKeyDown}
        onScroll={({ currentTarget }) => setScrollPx(currentTarget.scrollTop)}
      >
        <div role="presentation" style={{ height: Math.max(count * ROW_PX, heightPx) }}>
          <div role="presentation" className="timeline-row sticky top-0 overflow-hidden" style={{ height: heightPx }}>
            <LagNames id={id} {...{ reader, scrollPx, heightPx, selected }} onSelect={setSelected} />
            <div role="presentation" className="relative min-w-0 overflow-hidden" data-zone="track">
              <div ref={plot} role="presentation" className="absolute inset-0" data-testid="lag-plot" />
              <div role="presentation" className="pointer-events-none absolute inset-0">
                <FutureVeil scale={scale} />
                <Playhead scale={scale} />
              </div>
            </div>
          </div>
        </div>
      </div>
      <LagReadout {...{ root, reader, scale, scrolled, selected }} />
    </section>
  );
}

function rowAfter(
  key: string,
  selected: number,
  { count, page }: { readonly count: number; readonly page: number },
): number | undefined {
  const steps: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page };
  const step = Object.hasOwn(steps, key) ? steps[key] : undefined;
  return step === undefined ? undefined : Math.min(count - 1, Math.max(0, selected + step));
}

/** Left and right move the instant shown by a cell, with Shift by ten. */
function moveInstant(
  workbench: ReturnType<typeof useWorkbench>,
  { key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">,
  { fromUs, toUs, widthPx }: TimeScale,
): boolean {
  if ((key !== "ArrowLeft" && key !== "ArrowRight") || edgeOf(workbench) === undefined) return false;
  const cellUs = ((toUs - fromUs) * CELL_PX) / Math.max(1, widthPx);
  const byUs = cellUs * (shiftKey ? 10 : 1) * (key === "ArrowLeft" ? -1 : 1);
  const shownUs = shownUsOf(workbench.run.getState(), workbench.view.getState());
  showInstantOrLive(workbench, Math.max(0, shownUs + byUs));
  return true;
}

function reveal(scroller: HTMLElement | null, row: number): void {
  if (scroller === null) return;
  const top = row * ROW_PX;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + ROW_PX > scroller.scrollTop + scroller.clientHeight)
    scroller.scrollTop = top + ROW_PX - scroller.clientHeight;
}
