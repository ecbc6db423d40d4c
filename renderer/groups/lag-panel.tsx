import { Rows4 } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { EmptyState } from "../widgets/empty-state.tsx";
import { Select } from "../widgets/select.tsx";
import { liveClockOf } from "../workbench/live-clock-of.ts";
import { shownUsOf } from "../workbench/shown-instant.ts";
import { useRun, useWorkbench } from "../workbench/workbench.ts";
import { LagMap } from "./lag-map.tsx";
import { clearingAt, speakClearing } from "./partition-lag.ts";
import type { Reader } from "./readers.ts";
import { useReaders } from "./use-readers.ts";

/** How far behind each partition of a reader is over time, who reads it, and how long until nothing waits. */
export function LagPanel(): ReactNode {
  const readers = useReaders();
  const [chosen, setChosen] = useState("");
  const hasRun = useRun((run) => run.current !== undefined);
  const reader = readers.find(({ id }) => id === chosen) ?? readers[0];
  const legend = useRef<HTMLSpanElement>(null);
  const most = useRef<HTMLSpanElement>(null);
  if (reader === undefined || reader.partitions.length === 0 || !hasRun) {
    const why =
      reader === undefined
        ? "Nobody reads a topic here: join a topic to a consumer group or a job."
        : "Play the run: each partition gets a row, and what waits in it a colour.";
    return <EmptyState icon={<Rows4 size={24} />} title="No lag yet" text={why} />;
  }
  return (
    <section aria-label="Lag by partition" className="flex h-full min-h-0 flex-col" data-testid="lag-panel">
      <div className="flex shrink-0 flex-wrap items-center gap-3 border-b border-line px-2 py-1 text-table">
        {readers.length > 1 && (
          <Select
            aria-label="Whose lag"
            className="max-w-60"
            value={reader.id}
            options={readers.map(({ id, kind }) => ({ value: id, label: `${id.slice(0, 80)} (${kind})` }))}
            onChange={setChosen}
          />
        )}
        <ClearingLine reader={reader} />
        <span className="flex-1" />
        <span className="flex items-center gap-1.5 text-meta text-t3">
          0
          <span ref={legend} className="h-2 w-24 rounded-[2px]" aria-hidden="true" />
          <span ref={most} className="font-mono" /> records wait
        </span>
      </div>
      <LagMap key={reader.id} reader={reader} legend={legend} most={most} />
    </section>
  );
}

/** How long until nothing waits any more, and which partition decides; it follows the instant shown. */
function ClearingLine({ reader }: { readonly reader: Reader }): ReactNode {
  const workbench = useWorkbench();
  const line = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const write = (): void => {
      const { current } = workbench.run.getState();
      if (line.current === null || current === undefined) return;
      const shownUs = shownUsOf(workbench.run.getState(), workbench.view.getState());
      const text = speakClearing(clearingAt(current.history, reader, shownUs));
      if (line.current.textContent !== text) line.current.textContent = text;
    };
    write();
    return liveClockOf(workbench).subscribe(write);
  }, [workbench, reader]);
  return <span ref={line} dir="auto" data-testid="clearing" className="truncate font-semibold text-t1" />;
}
