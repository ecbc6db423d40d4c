import { ChevronDown, ChevronUp } from "lucide-react";
import { Tabs } from "radix-ui";
import type { ReactNode } from "react";
import { ChecksPanel } from "../checks/checks-panel.tsx";
import { DataPanel } from "../data/data-panel.tsx";
import { EventsPanel } from "../events/events-panel.tsx";
import { LagPanel } from "../groups/lag-panel.tsx";
import { RebalancePanel } from "../groups/rebalance-panel.tsx";
import { TopicPanel } from "../internals/topic-panel.tsx";
import { ProblemsPanel } from "../problems/problems-panel.tsx";
import { RunsPanel } from "../run/runs-panel.tsx";
import { SpacePanel } from "../space-time/space-panel.tsx";
import type { BottomTab } from "../stores/view-store.ts";
import { TimelinePanel } from "../timeline/timeline-panel.tsx";
import { CommandButton } from "../widgets/command-button.tsx";
import { useDocument, useView } from "../workbench/workbench.ts";
import { PanelBoundary } from "./panel-boundary.tsx";

const TABS: readonly { readonly tab: BottomTab; readonly title: string; readonly View: () => ReactNode }[] = [
  { tab: "timeline", title: "Timeline", View: TimelinePanel },
  { tab: "lag", title: "Lag", View: LagPanel },
  { tab: "rebalances", title: "Rebalances", View: RebalancePanel },
  { tab: "topics", title: "Topics", View: TopicPanel },
  { tab: "space-time", title: "Space-time", View: SpacePanel },
  { tab: "events", title: "Events", View: EventsPanel },
  { tab: "checks", title: "Checks", View: ChecksPanel },
  { tab: "data", title: "Data", View: DataPanel },
  { tab: "problems", title: "Problems", View: ProblemsPanel },
  { tab: "runs", title: "Runs", View: RunsPanel },
];

/**
 * The lower panel: the run in time, its events, its checks, its tables, what is wrong with the document, earlier runs. Closed,
 * only its tabs are left, and each of them opens it.
 */
export function BottomDock(): ReactNode {
  const tab = useView((view) => view.bottomTab);
  const isOpen = useView((view) => view.isBottomOpen);
  const openTab = useView((view) => view.openTab);
  // Only groups rebalance: where there is none, nobody has to read past the tab.
  const hasGroups = useDocument(({ drawing }) => drawing.nodes.some(({ kind }) => kind === "consumer-group"));
  const tabs = TABS.filter(({ tab: each }) => each !== "rebalances" || hasGroups || tab === each);
  const problems = useDocument((document) => document.problems.length);
  return (
    <section
      id="lower-panel"
      aria-label="Lower panel"
      tabIndex={-1}
      className={isOpen ? "h-full min-h-0 outline-none" : "shrink-0 outline-none"}
    >
      <Tabs.Root
        value={tab}
        onValueChange={(value) => openTab({ bottom: value as BottomTab })}
        className="flex h-full min-h-0 flex-col bg-panel"
      >
        <div className="flex shrink-0 items-center border-b border-line pr-1">
          <Tabs.List aria-label="Lower panel" className="flex min-w-0 flex-1 overflow-x-auto px-2">
            {tabs.map(({ tab: value, title }) => (
              <Tabs.Trigger
                key={value}
                value={value}
                className="tab"
                // The tab that is shown already opens the closed panel too.
                onClick={() => openTab({ bottom: value })}
              >
                {title}
                {value === "problems" && problems > 0 && <span className="tab-count">{problems}</span>}
              </Tabs.Trigger>
            ))}
          </Tabs.List>
          <CommandButton
            command="view.toggleBottom"
            side="top"
            label={isOpen ? "Close the lower panel" : "Open the lower panel"}
          >
            {isOpen ? <ChevronDown size={16} /> : <ChevronUp size={16} />}
          </CommandButton>
        </div>
        {isOpen &&
          tabs.map(({ tab: value, title, View }) => (
            <Tabs.Content key={value} value={value} className="min-h-0 flex-1 overflow-auto" tabIndex={-1}>
              <PanelBoundary name={`${title.toLowerCase()} panel`}>
                <View />
              </PanelBoundary>
            </Tabs.Content>
          ))}
      </Tabs.Root>
    </section>
  );
}
