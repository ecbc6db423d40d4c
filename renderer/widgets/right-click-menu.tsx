import { ContextMenu } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { MENU_BOX, MenuEntries } from "./menu-entries.tsx";
import type { MenuEntry } from "./menu-entry.ts";

type RightClickMenuProps = {
  readonly entries: readonly MenuEntry[];
  /** What is clicked on: one element that takes a ref. Shift+F10 and the menu key open it from the keyboard. */
  readonly children: ReactElement;
  readonly onOpenChange?: (isOpen: boolean) => void;
};

/** A context menu. */
export function RightClickMenu({ entries, children, onOpenChange }: RightClickMenuProps): ReactNode {
  return (
    <ContextMenu.Root modal={false} {...(onOpenChange && { onOpenChange })}>
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content collisionPadding={8} className={MENU_BOX}>
          <MenuEntries parts={ContextMenu} entries={entries} />
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}
