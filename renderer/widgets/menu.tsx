import { DropdownMenu } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { MENU_BOX, MenuEntries } from "./menu-entries.tsx";
import type { MenuEntry } from "./menu-entry.ts";

type MenuProps = {
  readonly entries: readonly MenuEntry[];
  /** The button that opens it: one element that takes a ref, with a name of its own. */
  readonly children: ReactElement;
  readonly align?: "start" | "end";
  readonly side?: "top" | "bottom";
  readonly onOpenChange?: (isOpen: boolean) => void;
};

/** A menu under a button. */
export function Menu({ entries, children, align = "start", side = "bottom", onOpenChange }: MenuProps): ReactNode {
  return (
    <DropdownMenu.Root modal={false} {...(onOpenChange && { onOpenChange })}>
      <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align={align} side={side} sideOffset={4} collisionPadding={8} className={MENU_BOX}>
          <MenuEntries parts={DropdownMenu} entries={entries} />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
