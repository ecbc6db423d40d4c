import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";
import type { ProbeEvent } from "../../engine/base/probe.ts";
import { useView, useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { nodeOf } from "./event-nodes.ts";
import { EventRow, ROW_PX } from "./event-row.tsx";
import type { FilteredEvents } from "./filtered-events.ts";

const HEADER_PX = 24;
/** So near to the end the log is taken to be at its end. */
const END_PX = 8;

type EventLogProps = {
  readonly filtered: FilteredEvents;
  readonly events: readonly ProbeEvent[];
  readonly nodes: ReadonlySet<string>;
  readonly isFollowing: boolean;
  readonly onFollow: (isFollowing: boolean) => void;
};

/** The events as a table of which only the rows on the screen exist. */
export function EventLog({ filtered, events, nodes, isFollowing, onFollow }: EventLogProps): ReactNode {
  const workbench = useWorkbench();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const selected = useView((view) => view.selection.event);
  const shownUs = useView((view) => view.shownUs);
  const isReview = shownUs !== undefined;
  const { positions } = filtered;
  const count = positions.length;
  const isThere = isReview ? filtered.countUpTo(events, shownUs) : count;
  const active = selected === undefined ? -1 : positions.indexOf(selected);
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    scrollPaddingStart: HEADER_PX,
  });
  useEffect(() => {
    if (isFollowing && isThere > 0) rows.scrollToIndex(isThere - 1, { align: isReview ? "center" : "end" });
  }, [isFollowing, isThere, isReview, rows]);
  useEffect(() => {
    if (active !== -1) rows.scrollToIndex(active, { align: "auto" });
  }, [active, rows]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 2);
    const next = nextRow(event.key, active, { count, page });
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onFollow(false);
    showEvent(workbench, positions[next], nodes);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table element cannot hold only the rows that are seen
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label="Events"
      aria-rowcount={count + 1}
      aria-activedescendant={active === -1 ? undefined : `${id}-${active}`}
      className="relative min-h-0 flex-1 overflow-auto -outline-offset-2"
      onKeyDown={onKeyDown}
      onWheel={(event) => event.deltaY < 0 && onFollow(false)}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        if (!isReview && !isFollowing && scrollTop + clientHeight >= scrollHeight - END_PX) onFollow(true);
      }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus */}
      <div
        role="row"
        aria-rowindex={1}
        className="event-row sticky top-0 z-10 h-6 bg-panel text-meta font-semibold text-t3 shadow-[0_1px_var(--line)]"
      >
        {["Time", "", "Kind", "Subject", "What happened"].map((title) => (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
          <span key={title} role="columnheader">
            {title === "" ? <span className="sr-only">Severity</span> : title}
          </span>
        ))}
      </div>
      <div role="presentation" className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const position = positions[index];
          const event = position === undefined ? undefined : events[position];
          return event === undefined ? undefined : (
            <EventRow
              key={index}
              id={`${id}-${index}`}
              event={event}
              index={index}
              topPx={start}
              isSelected={index === active}
              isAhead={index >= isThere}
              onChoose={() => {
                onFollow(false);
                showEvent(workbench, position, nodes);
              }}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Shows an event's instant everywhere, and selects the node that it happened to. */
export function showEvent({ run, view }: Workbench, position: number | undefined, nodes: ReadonlySet<string>): void {
  const event = position === undefined ? undefined : run.getState().current?.events[position];
  if (event === undefined) return;
  const node = nodeOf(event, nodes);
  view.getState().select({ event: position, nodes: node === undefined ? [] : [node] });
  view.getState().showInstant(event.atUs);
}

function nextRow(
  key: string,
  active: number,
  { count, page }: { readonly count: number; readonly page: number },
): number | undefined {
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: active - 1,
    ArrowDown: active + 1,
    PageUp: active - page,
    PageDown: active + page,
    Home: 0,
    End: count - 1,
    Enter: active,
  };
  const wanted = Object.hasOwn(steps, key) ? steps[key] : undefined;
  if (wanted === undefined || count === 0) return undefined;
  return Math.min(count - 1, Math.max(0, wanted));
}
