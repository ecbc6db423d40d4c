import { Menu as MenuIcon } from "lucide-react";
import { type ReactNode, useState } from "react";
import { IconButton } from "../widgets/icon-button.tsx";
import { Menu } from "../widgets/menu.tsx";
import type { MenuEntry } from "../widgets/menu-entry.ts";
import { useWorkbench, type Workbench } from "../workbench/workbench.ts";

const GROUPS = ["File", "Edit", "View", "Canvas", "Run", "Chaos", "Data", "Help"] as const;

/** Every command of the app by group: what the desktop has as native menus, a browser has here. */
export function AppMenu(): ReactNode {
  const workbench = useWorkbench();
  // What cannot be done is asked when the menu opens, not with every change of the run.
  const [entries, setEntries] = useState<readonly MenuEntry[]>([]);
  return (
    <Menu entries={entries} onOpenChange={(isOpen) => isOpen && setEntries(menuEntries(workbench))}>
      <IconButton label="Menu">
        <MenuIcon size={16} />
      </IconButton>
    </Menu>
  );
}

function menuEntries(workbench: Workbench): readonly MenuEntry[] {
  return GROUPS.flatMap((group): MenuEntry[] => {
    const commands = workbench.commands.all.filter((command) => command.group === group);
    if (commands.length === 0) return [];
    const entries = commands.map(
      (command): MenuEntry => ({
        kind: "item",
        label: command.title,
        keys: command.keys?.[0],
        whyNot: command.whyNot?.(workbench),
        onSelect: () => void workbench.commands.run(command.id, workbench),
      }),
    );
    return [{ kind: "submenu", label: group, entries }];
  });
}
