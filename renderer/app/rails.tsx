import { Boxes, Code, Database, FileText, ListTree, ShieldCheck, SlidersHorizontal, TrendingUp } from "lucide-react";
import type { ReactNode } from "react";
import type { InspectorTab, LeftTab } from "../stores/view-store.ts";
import { useView, useWorkbench } from "../workbench/workbench.ts";
import { choosePanel } from "./panel-choice.ts";
import { SideRail } from "./side-rail.tsx";

const INSPECTOR_TABS: readonly { readonly tab: InspectorTab; readonly label: string; readonly icon: ReactNode }[] = [
  { tab: "configure", label: "Configure", icon: <SlidersHorizontal size={16} /> },
  { tab: "metrics", label: "Metrics", icon: <TrendingUp size={16} /> },
  { tab: "data", label: "Data of the table", icon: <Database size={16} /> },
  { tab: "sql", label: "SQL", icon: <Code size={16} /> },
  { tab: "yaml", label: "YAML", icon: <FileText size={16} /> },
  { tab: "fidelity", label: "Fidelity", icon: <ShieldCheck size={16} /> },
];

/** The closed palette. */
export function LeftRail(): ReactNode {
  const workbench = useWorkbench();
  const openTab = useView((view) => view.openTab);
  const open = (tab: LeftTab) => () => {
    openTab({ left: tab });
    choosePanel(workbench, "left", true);
  };
  return (
    <SideRail
      label="Palette and outline"
      side="left"
      keys="$mod+B"
      items={[
        { label: "Open the palette", icon: <Boxes size={16} />, onOpen: open("palette") },
        { label: "Open the outline", icon: <ListTree size={16} />, onOpen: open("outline") },
      ]}
    />
  );
}

/** The closed inspector. */
export function InspectorRail(): ReactNode {
  const workbench = useWorkbench();
  const openTab = useView((view) => view.openTab);
  const items = INSPECTOR_TABS.map(({ tab, label, icon }) => ({
    label,
    icon,
    onOpen: () => {
      openTab({ inspector: tab });
      choosePanel(workbench, "inspector", true);
    },
  }));
  return <SideRail label="Inspector" side="right" keys="$mod+Alt+B" items={items} />;
}
