import { Boxes, Code, Database, FileText, ListTree, ShieldCheck, SlidersHorizontal, TrendingUp } from "lucide-react";
import type { ReactNode } from "react";
import type { InspectorTab } from "../stores/view-store.ts";
import { useView } from "../workbench/workbench.ts";
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
  const openTab = useView((view) => view.openTab);
  return (
    <SideRail
      label="Palette and outline"
      side="left"
      keys="$mod+B"
      items={[
        { label: "Open the palette", icon: <Boxes size={16} />, onOpen: () => openTab({ left: "palette" }) },
        { label: "Open the outline", icon: <ListTree size={16} />, onOpen: () => openTab({ left: "outline" }) },
      ]}
    />
  );
}

/** The closed inspector. */
export function InspectorRail(): ReactNode {
  const openTab = useView((view) => view.openTab);
  const items = INSPECTOR_TABS.map(({ tab, label, icon }) => ({
    label,
    icon,
    onOpen: () => openTab({ inspector: tab }),
  }));
  return <SideRail label="Inspector" side="right" keys="$mod+Alt+B" items={items} />;
}
