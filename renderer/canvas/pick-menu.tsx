import { Command } from "cmdk";
import { Popover } from "radix-ui";
import { type ReactNode, useMemo } from "react";
import type { Point } from "../pipeline/card-geometry.ts";
import { NodeIcon } from "../pipeline/node-icon.tsx";

/** Something that can be picked. */
export type PickItem = {
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  readonly note: string;
  readonly group: string;
  /** Why it cannot be picked. */
  readonly whyNot?: string | undefined;
};

type PickMenuProps = {
  readonly title: string;
  readonly placeholder: string;
  readonly items: readonly PickItem[];
  /** Where it opens, on the screen. */
  readonly screen: Point;
  readonly onPick: (item: PickItem) => void;
  readonly onClose: () => void;
};

/** A searchable menu at a point of the screen: type, arrows, Enter; Esc closes. */
export function PickMenu({ title, placeholder, items, screen, onPick, onClose }: PickMenuProps): ReactNode {
  const anchor = useMemo(
    () => ({ current: { getBoundingClientRect: () => new DOMRect(screen.x, screen.y, 0, 0) } }),
    [screen],
  );
  const groups = [...new Set(items.map(({ group }) => group))];
  return (
    <Popover.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Popover.Anchor virtualRef={anchor} />
      <Popover.Portal>
        <Popover.Content
          aria-label={title}
          align="start"
          sideOffset={4}
          collisionPadding={12}
          className="floating z-50 w-80 overflow-hidden rounded-card"
        >
          <Command label={title} loop filter={holdsEveryWord}>
            <Command.Input
              autoFocus
              placeholder={placeholder}
              aria-label={placeholder}
              className="h-9 w-full border-b border-line bg-transparent px-3 text-body outline-none placeholder:text-t3"
            />
            <Command.List className="max-h-80 overflow-y-auto p-1" aria-label={title}>
              <Command.Empty className="px-3 py-4 text-center text-t3">Nothing is called so.</Command.Empty>
              {groups.map((group) => (
                <Command.Group key={group} heading={group} className="pick-group">
                  {items
                    .filter((item) => item.group === group)
                    .map((item) => (
                      <PickRow key={item.id} item={item} onPick={onPick} />
                    ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Every word that was typed stands somewhere in the item. */
function holdsEveryWord(value: string, search: string, keywords: readonly string[] = []): number {
  const whole = [value, ...keywords].join(" ").toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => whole.includes(word))
    ? 1
    : 0;
}

function PickRow({ item, onPick }: { readonly item: PickItem; readonly onPick: (item: PickItem) => void }): ReactNode {
  return (
    <Command.Item
      value={`${item.group} ${item.id}`}
      keywords={[item.label, item.note]}
      disabled={item.whyNot !== undefined}
      onSelect={() => onPick(item)}
      className="flex min-h-9 items-center gap-2 rounded-control px-2 py-1 data-[disabled=true]:opacity-60 data-[selected=true]:bg-hover"
    >
      <NodeIcon kind={item.kind} size={16} />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-table font-semibold" dir="auto">
          {item.label}
        </span>
        <span className="block text-meta text-t2 [overflow-wrap:anywhere]">{item.whyNot ?? item.note}</span>
      </span>
    </Command.Item>
  );
}
