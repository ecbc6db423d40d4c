import { PanelRightClose } from "lucide-react";
import { Tabs } from "radix-ui";
import { type ReactNode, useMemo } from "react";
import { TableDataView } from "../data/table-data-view.tsx";
import { isTable } from "../data/tables-at.ts";
import { YamlEditor } from "../editor/yaml-editor.tsx";
import { NodeActions } from "../run/node-actions.tsx";
import type { InspectorTab } from "../stores/view-store.ts";
import { CommandButton } from "../widgets/command-button.tsx";
import { EmptyState } from "../widgets/empty-state.tsx";
import { useDocument, useView } from "../workbench/workbench.ts";
import { ConfigureTab } from "./configure-tab.tsx";
import { FidelityTab } from "./fidelity-tab.tsx";
import { MetricsTab } from "./metrics-tab.tsx";
import { SqlTab } from "./sql-tab.tsx";
import { type Subject, subjectOf } from "./subject.ts";
import { SubjectPicker } from "./subject-picker.tsx";

type TabView = (props: { readonly subject: Subject }) => ReactNode;

const TABS: readonly { readonly tab: InspectorTab; readonly title: string; readonly View: TabView }[] = [
  { tab: "configure", title: "Configure", View: ConfigureTab },
  { tab: "metrics", title: "Metrics", View: MetricsTab },
  { tab: "data", title: "Data", View: RowsView },
  { tab: "sql", title: "SQL", View: SqlView },
  { tab: "yaml", title: "YAML", View: YamlEditor },
  { tab: "fidelity", title: "Fidelity", View: FidelityTab },
];

/** The right panel: everything about what is selected, tab by tab. */
export function Inspector(): ReactNode {
  const tab = useView((view) => view.inspectorTab);
  const openTab = useView((view) => view.openTab);
  const selection = useView((view) => view.selection);
  const drawing = useDocument((document) => document.drawing);
  const subject = useMemo(() => subjectOf(selection, drawing), [selection, drawing]);
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(value) => openTab({ inspector: value as InspectorTab })}
      className="flex h-full min-h-0 flex-col bg-panel"
    >
      <div className="flex items-center gap-1 border-b border-line p-2">
        <SubjectPicker subject={subject} />
        <CommandButton command="view.toggleInspector" label="Hide the inspector">
          <PanelRightClose size={16} />
        </CommandButton>
      </div>
      <Tabs.List aria-label="Inspector" className="flex shrink-0 overflow-x-auto border-b border-line px-1">
        {TABS.map(({ tab: value, title }) => (
          <Tabs.Trigger key={value} value={value} className="tab">
            {title}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {TABS.map(({ tab: value, View }) => (
        <Tabs.Content key={value} value={value} className="min-h-0 flex-1 overflow-auto -outline-offset-2">
          <View subject={subject} />
        </Tabs.Content>
      ))}
      {subject.kind === "node" && <NodeActions node={subject.node.id} />}
    </Tabs.Root>
  );
}

function RowsView({ subject }: { readonly subject: Subject }): ReactNode {
  return subject.kind === "node" && isTable(subject.node.id) ? (
    <TableDataView tableId={subject.node.id} />
  ) : (
    <EmptyState title="No rows to show" text="Select a table: bronze, silver, gold, dead letters or a reference." />
  );
}

function SqlView({ subject }: { readonly subject: Subject }): ReactNode {
  return subject.kind === "node" ? (
    <SqlTab node={subject.node} />
  ) : (
    <EmptyState title="No SQL to show" text="Select a silver or gold table, a reference table, or a source." />
  );
}
