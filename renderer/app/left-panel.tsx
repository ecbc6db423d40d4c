import { Tabs } from "radix-ui";
import type { ReactNode } from "react";
import { Outline } from "../palette/outline.tsx";
import { PalettePanel } from "../palette/palette-panel.tsx";
import type { LeftTab } from "../stores/view-store.ts";
import { useView } from "../workbench/workbench.ts";

/** The left column: what can be added, and the canvas as a list. */
export function LeftPanel(): ReactNode {
  const tab = useView((view) => view.leftTab);
  const openTab = useView((view) => view.openTab);
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(value) => openTab({ left: value as LeftTab })}
      className="flex h-full min-h-0 flex-col bg-panel"
    >
      <Tabs.List aria-label="Left panel" className="flex border-b border-line px-2">
        <Tabs.Trigger value="palette" className="tab">
          Palette
        </Tabs.Trigger>
        <Tabs.Trigger value="outline" className="tab">
          Outline
        </Tabs.Trigger>
      </Tabs.List>
      <Tabs.Content value="palette" className="min-h-0 flex-1 overflow-auto" tabIndex={-1}>
        <PalettePanel />
      </Tabs.Content>
      <Tabs.Content value="outline" className="min-h-0 flex-1 overflow-auto" tabIndex={-1}>
        <Outline />
      </Tabs.Content>
    </Tabs.Root>
  );
}
