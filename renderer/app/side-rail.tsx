import type { ReactNode } from "react";
import { IconButton } from "../widgets/icon-button.tsx";

/** A button of a rail: it opens one tab of the panel. */
export type RailItem = { readonly label: string; readonly icon: ReactNode; readonly onOpen: () => void };

/** What is left of a closed side panel: 44 px with a button for each of its tabs. */
export function SideRail({ label, side, keys, items }: SideRailProps): ReactNode {
  return (
    <nav
      aria-label={label}
      className={`flex w-11 shrink-0 flex-col items-center gap-1 overflow-y-auto bg-panel py-2 ${side === "left" ? "border-r" : "border-l"} border-line`}
    >
      {items.map(({ label: name, icon, onOpen }) => (
        <IconButton key={name} label={name} keys={keys} side={side === "left" ? "right" : "left"} onClick={onOpen}>
          {icon}
        </IconButton>
      ))}
    </nav>
  );
}

type SideRailProps = {
  readonly label: string;
  readonly side: "left" | "right";
  /** The key that opens and closes the panel. */
  readonly keys: string;
  readonly items: readonly RailItem[];
};
