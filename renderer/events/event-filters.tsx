import { Copy, ListEnd } from "lucide-react";
import type { ReactNode } from "react";
import type { ProbeEvent, Severity } from "../../engine/base/probe.ts";
import { EVERY_EVENT } from "../stores/view-store.ts";
import { Button } from "../widgets/button.tsx";
import { IconButton } from "../widgets/icon-button.tsx";
import { SearchInput } from "../widgets/search-input.tsx";
import { Select, type SelectOption } from "../widgets/select.tsx";
import { Toggle } from "../widgets/toggle.tsx";
import { useView, useWorkbench } from "../workbench/workbench.ts";
import { eventsAsText } from "./event-text.ts";
import type { FilteredEvents } from "./filtered-events.ts";
import { SEVERITY_LOOKS } from "./severity-looks.ts";

const ALL = "";
const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

type EventFiltersProps = {
  readonly filtered: FilteredEvents;
  readonly events: readonly ProbeEvent[];
  readonly isFollowing: boolean;
  readonly onFollow: (isFollowing: boolean) => void;
};

/** What the log is narrowed down by, and what can be done with what is left. */
export function EventFilters({ filtered, events, isFollowing, onFollow }: EventFiltersProps): ReactNode {
  const { view } = useWorkbench();
  const filter = useView((state) => state.eventFilter);
  const change = view.getState().filterEvents;
  const listed = filtered.positions.length;
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-2 py-1 text-table">
      <SearchInput label="Find in events" value={filter.text} onChange={(text) => change({ text })} className="w-44" />
      <fieldset aria-label="Severity" className="flex">
        {SEVERITIES.map((severity) => (
          <SeverityButton key={severity} severity={severity} />
        ))}
      </fieldset>
      <Select
        aria-label="Kind of event"
        className="max-w-52"
        value={filter.kind ?? ALL}
        options={options("Every kind", filtered.kinds, filter.kind)}
        onChange={(kind) => change({ kind: kind === ALL ? undefined : kind })}
      />
      <Select
        aria-label="Node or broker"
        className="max-w-52"
        value={filter.subject ?? ALL}
        options={options("Every node", filtered.subjects, filter.subject)}
        onChange={(subject) => change({ subject: subject === ALL ? undefined : subject })}
      />
      <Toggle label="Routine" isOn={filter.hasRoutine} onChange={(hasRoutine) => change({ hasRoutine })} />
      <span className="text-t3">
        {listed.toLocaleString("en")} of {events.length.toLocaleString("en")}
      </span>
      <span className="flex-1" />
      {filter !== EVERY_EVENT && (
        <Button tone="quiet" onClick={() => change(EVERY_EVENT)}>
          Clear filters
        </Button>
      )}
      <IconButton
        label="Copy the listed events as text"
        whyNot={listed === 0 ? "No event is listed." : undefined}
        onClick={() => void copyListed(filtered, events, view.getState().announce)}
      >
        <Copy size={14} />
      </IconButton>
      <IconButton label="Follow the newest event" isOn={isFollowing} onClick={() => onFollow(!isFollowing)}>
        <ListEnd size={16} />
      </IconButton>
    </div>
  );
}

function SeverityButton({ severity }: { readonly severity: Severity }): ReactNode {
  const { view } = useWorkbench();
  const severities = useView((state) => state.eventFilter.severities);
  const { Icon, pressed, plural } = SEVERITY_LOOKS[severity];
  const isOn = severities.includes(severity);
  return (
    <IconButton
      label={plural}
      hint={isOn ? `${plural} are listed` : `${plural} are not listed`}
      isOn={isOn}
      className={isOn ? pressed : "text-t3"}
      onClick={() => {
        const others = severities.filter((other) => other !== severity);
        view.getState().filterEvents({ severities: isOn ? others : [...others, severity] });
      }}
    >
      <Icon size={14} />
    </IconButton>
  );
}

/** Names with how many events each has; the one that is chosen stays, even while there are none. */
function options(all: string, counts: ReadonlyMap<string, number>, chosen: string | undefined): SelectOption<string>[] {
  const names = [...new Set([...counts.keys(), ...(chosen === undefined ? [] : [chosen])])].sort();
  return [
    { value: ALL, label: all },
    ...names.map((name) => ({ value: name, label: `${name.slice(0, 80)} (${counts.get(name) ?? 0})` })),
  ];
}

async function copyListed(
  { positions }: FilteredEvents,
  events: readonly ProbeEvent[],
  announce: (text: string) => void,
): Promise<void> {
  const listed = positions.flatMap((position) => events[position] ?? []);
  try {
    await navigator.clipboard.writeText(eventsAsText(listed));
    announce(`${listed.length} events are in the clipboard.`);
  } catch {
    announce("The clipboard cannot be written here: the browser did not allow it.");
  }
}
