import type { ReactNode } from "react";
import type { Severity } from "../../engine/base/probe.ts";
import type { ControlMessages } from "../../engine/protocol/log-inspection.ts";
import { formatClock } from "../format/format-time.ts";
import { formatWhole } from "../format/format-value.ts";
import { useReadings } from "../pipeline/use-live.ts";
import { SearchInput } from "../widgets/search-input.tsx";
import { Select } from "../widgets/select.tsx";
import type { SpaceFilter } from "./lane-events.ts";
import type { SpaceModel } from "./space-model.ts";

/** Which messages are drawn. */
export type MessageChoice = "none" | "control" | "all";

type SpaceFiltersProps = {
  readonly filter: SpaceFilter;
  readonly choice: MessageChoice;
  readonly model: SpaceModel;
  readonly messages: ControlMessages;
  readonly onFilter: (filter: SpaceFilter) => void;
  readonly onChoose: (choice: MessageChoice) => void;
};

const SEVERITIES: Readonly<Record<string, readonly Severity[]>> = {
  info: ["error", "warning", "info"],
  warning: ["error", "warning"],
  error: ["error"],
};

/** What the diagram is narrowed down by. */
export function SpaceFilters({ filter, choice, model, messages, onFilter, onChoose }: SpaceFiltersProps): ReactNode {
  // The counts grow with the run.
  useReadings();
  const { kinds, count } = model.events;
  const least = filter.severities.has("info") ? "info" : filter.severities.has("warning") ? "warning" : "error";
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-2 border-b border-line px-2 py-1 text-table">
      <SearchInput
        label="Find in the diagram"
        value={filter.text}
        onChange={(text) => onFilter({ ...filter, text })}
        className="w-44"
      />
      <Select
        aria-label="Severity"
        value={least}
        options={[
          { value: "info", label: "Every event" },
          { value: "warning", label: "Warnings and errors" },
          { value: "error", label: "Errors" },
        ]}
        onChange={(value) => onFilter({ ...filter, severities: new Set(SEVERITIES[value]) })}
      />
      <Select
        aria-label="Kind of event"
        className="max-w-52"
        value={filter.kind}
        options={[{ value: "", label: "Every kind" }, ...kindOptions(kinds, filter.kind)]}
        onChange={(kind) => onFilter({ ...filter, kind })}
      />
      <Select<MessageChoice>
        aria-label="Messages"
        value={choice}
        options={[
          { value: "control", label: "Control messages" },
          { value: "all", label: "With heartbeats" },
          { value: "none", label: "No messages" },
        ]}
        onChange={onChoose}
      />
      <span className="text-t3" data-testid="event-count">
        {formatWhole(count)} events
      </span>
      <span className="text-t3" data-testid="message-count">
        {messageWords(messages, choice)}
      </span>
    </div>
  );
}

function kindOptions(kinds: ReadonlyMap<string, number>, chosen: string) {
  const names = new Set(kinds.keys());
  if (chosen !== "") names.add(chosen);
  return [...names].sort().map((kind) => ({ value: kind, label: `${kind.slice(0, 80)} (${kinds.get(kind) ?? 0})` }));
}

function messageWords({ messages, leftOut, keptFromUs }: ControlMessages, choice: MessageChoice): string {
  if (choice === "none") return "";
  const shown = messages.length;
  const words = `${formatWhole(shown)} ${shown === 1 ? "message" : "messages"} in this stretch`;
  const without = leftOut.length === 0 ? "" : `, without ${leftOut.join(", ")}: zoom in for those`;
  return `${words}${without}${keptFromUs > 0 ? `; older than ${formatClock(keptFromUs)} are not kept` : ""}`;
}
