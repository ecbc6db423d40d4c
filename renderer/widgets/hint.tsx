import { Tooltip } from "radix-ui";
import type { FocusEvent, ReactElement, ReactNode } from "react";
import { Kbd } from "./kbd.tsx";

type HintProps = {
  /** One line, or a small block. */
  readonly text: ReactNode;
  /** In tinykeys' words. */
  readonly keys?: string | undefined;
  readonly side?: "top" | "right" | "bottom" | "left";
  /** The control that is explained: one element that takes a ref. */
  readonly children: ReactElement;
};

/** A tooltip: after half a second, on focus by keyboard too; Esc closes it. It adds to a control's name and never stands for it. */
export function Hint({ text, keys, side = "bottom", children }: HintProps): ReactNode {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild onFocus={openForKeysOnly}>
        {children}
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          data-tone="tip"
          className="floating z-50 flex max-w-72 items-center gap-2 rounded-button px-2 py-1 text-table text-t1"
        >
          <span className="min-w-0 [overflow-wrap:anywhere]">{text}</span>
          {keys !== undefined && <Kbd keys={keys} />}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

/** The focus also comes back from a menu or a dialog that the mouse closed; a tooltip would then cover what lies below. */
function openForKeysOnly(event: FocusEvent<HTMLElement>): void {
  if (!event.currentTarget.matches(":focus-visible")) event.preventDefault();
}
