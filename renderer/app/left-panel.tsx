import { PanelLeftClose } from "lucide-react";
import { Tabs } from "radix-ui";
import type { ReactNode } from "react";
import { Outline } from "../palette/outline.tsx";
import { PalettePanel } from "../palette/palette-panel.tsx";
import type { LeftTab } from "../stores/view-store.ts";
import { CommandButton } from "../widgets/command-button.tsx";
import { useView } from "../workbench/workbench.ts";

/** The left column: what can be added, and the canvas as a list. */
export function LeftPanel(): ReactNode {
  const tab = useView((view) => view.leftTab);
  const openTab = useView((view) => view.openTab);
  return (
    <aside aria-label="Palette and outline" className="h-full">
      <Tabs.Root
        value={tab}
        onValueChange={(value) => openTab({ left: value as LeftTab })}
        className="flex h-full min-h-0 flex-col bg-panel"
      >
        <div className="flex shrink-0 items-center border-b border-line pr-1">
          <Tabs.List aria-label="Left panel" className="flex flex-1 px-2">
            <Tabs.Trigger value="palette" className="tab">
              Palette
            </Tabs.Trigger>
            <Tabs.Trigger value="outline" className="tab">
              Outline
            </Tabs.Trigger>
          </Tabs.List>
          <CommandButton command="view.togglePalette" label="Close the palette" side="right">
            <PanelLeftClose size={16} />
          </CommandButton>
        </div>
        <Tabs.Content value="palette" className="min-h-0 flex-1 overflow-auto" tabIndex={-1}>
          <PalettePanel />
        </Tabs.Content>
        <Tabs.Content value="outline" className="min-h-0 flex-1 overflow-auto" tabIndex={-1}>
          <Outline />
        </Tabs.Content>
      </Tabs.Root>
    </aside>
  );
}
