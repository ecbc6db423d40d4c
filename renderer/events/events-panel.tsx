import { ListTree } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import type { ProbeEvent } from "../../engine/base/probe.ts";
import { CommandAction } from "../widgets/command-action.tsx";
import { EmptyState } from "../widgets/empty-state.tsx";
import { useRunTick } from "../workbench/use-run-tick.ts";
import { useDocument, useRun, useView } from "../workbench/workbench.ts";
import { EventFilters } from "./event-filters.tsx";
import { EventLog } from "./event-log.tsx";
import { FilteredEvents } from "./filtered-events.ts";

const LOOK_EVERY_MS = 150;
const NO_EVENTS: readonly ProbeEvent[] = [];

/** The events of the run: found, filtered, followed, and each a way to its instant. */
export function EventsPanel(): ReactNode {
  useRunTick(LOOK_EVERY_MS);
  const events = useRun((run) => run.current?.events) ?? NO_EVENTS;
  const number = useRun((run) => run.current?.number);
  const drawn = useDocument((document) => document.drawing.nodes);
  const filter = useView((view) => view.eventFilter);
  const nodes = useMemo(() => new Set(drawn.map(({ id }) => id)), [drawn]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run has other events
  const filtered = useMemo(() => new FilteredEvents(filter, nodes), [filter, nodes, number]);
  filtered.extend(events);
  const [isFollowing, setIsFollowing] = useState(true);
  if (number === undefined) {
    return (
      <EmptyState
        icon={<ListTree />}
        title="No events yet"
        text="Crashes, elections, commits and everything else that happens in a run is listed here as it happens."
      >
        <CommandAction command="run.play-pause" label="Play" tone="primary" />
      </EmptyState>
    );
  }
  return (
    <div className="flex h-full min-h-0 flex-col">
      <EventFilters filtered={filtered} events={events} isFollowing={isFollowing} onFollow={setIsFollowing} />
      <EventLog filtered={filtered} events={events} nodes={nodes} isFollowing={isFollowing} onFollow={setIsFollowing} />
      {filtered.positions.length === 0 && (
        <p className="p-3 text-table text-t2">
          {events.length === 0
            ? "Nothing has happened yet that is worth an event."
            : `None of the run's ${events.length.toLocaleString("en")} events passes the filters.`}
        </p>
      )}
    </div>
  );
}
