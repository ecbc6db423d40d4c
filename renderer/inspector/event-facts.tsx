import type { ReactNode } from "react";
import { formatClockMs } from "../format/format-time.ts";
import { Button } from "../widgets/button.tsx";
import { EmptyState } from "../widgets/empty-state.tsx";
import { useRun, useView } from "../workbench/workbench.ts";
import { FactList } from "./fact-list.tsx";

/** One event of the run with everything that it says. */
export function EventFacts({ index }: { readonly index: number }): ReactNode {
  const event = useRun((run) => run.current?.events[index]);
  const showInstant = useView((view) => view.showInstant);
  if (event === undefined) return <EmptyState title="No such event" text="It belonged to another run." />;
  return (
    <div className="flex flex-col gap-3 p-3">
      <p className="[overflow-wrap:anywhere]">{event.message}</p>
      <FactList
        facts={[
          { name: "event", text: event.kind },
          { name: "at", text: formatClockMs(event.atUs) },
          { name: "subject", text: event.subject },
          { name: "severity", text: event.severity },
          ...Object.entries(event.fields).map(([name, value]) => ({ name, text: String(value) })),
        ]}
      />
      <Button className="self-start" onClick={() => showInstant(event.atUs)}>
        Show this instant
      </Button>
    </div>
  );
}
