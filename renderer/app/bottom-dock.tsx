import { Tabs } from "radix-ui";
import type { ReactNode } from "react";
import { ChecksPanel } from "../checks/checks-panel.tsx";
import { DataPanel } from "../data/data-panel.tsx";
import { EventsPanel } from "../events/events-panel.tsx";
import { ProblemsPanel } from "../problems/problems-panel.tsx";
import { RunsPanel } from "../run/runs-panel.tsx";
import type { BottomTab } from "../stores/view-store.ts";
import { TimelinePanel } from "../timeline/timeline-panel.tsx";
import { useView } from "../workbench/workbench.ts";

const TABS: readonly { readonly tab: BottomTab; readonly title: string; readonly View: () => ReactNode }[] = [
  { tab: "timeline", title: "Timeline", View: TimelinePanel },
  { tab: "events", title: "Events", View: EventsPanel },
  { tab: "checks", title: "Checks", View: ChecksPanel },
  { tab: "data", title: "Data", View: DataPanel },
  { tab: "problems", title: "Problems", View: ProblemsPanel },
  { tab: "runs", title: "Runs", View: RunsPanel },
];

/** The lower panel: the run in time, its events, its checks, its tables, what is wrong with the document, earlier runs. */
export function BottomDock(): ReactNode {
  const tab = useView((view) => view.bottomTab);
  const openTab = useView((view) => view.openTab);
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(value) => openTab({ bottom: value as BottomTab })}
      className="flex h-full min-h-0 flex-col bg-panel"
    >
      <Tabs.List aria-label="Lower panel" className="flex border-b border-line px-2">
        {TABS.map(({ tab: value, title }) => (
          <Tabs.Trigger key={value} value={value} className="tab">
            {title}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {TABS.map(({ tab: value, View }) => (
        <Tabs.Content key={value} value={value} className="min-h-0 flex-1 overflow-auto" tabIndex={-1}>
          <View />
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}
