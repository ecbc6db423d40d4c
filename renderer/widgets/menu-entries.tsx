import { Check, ChevronRight } from "lucide-react";
import type { ContextMenu, DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import { assertNever } from "../../engine/base/assert.ts";
import { Kbd } from "./kbd.tsx";
import type { MenuEntry } from "./menu-entry.ts";

/** The parts of Radix's two menus, which have the same shapes. */
type MenuParts = typeof DropdownMenu | typeof ContextMenu;

const ROW =
  "flex min-h-7 items-center gap-2 rounded-control px-2 py-1 text-table outline-none data-[highlighted]:bg-hover data-[state=open]:bg-hover";

/** The look of a menu's box. */
export const MENU_BOX = "floating z-50 max-h-[70vh] min-w-52 max-w-96 overflow-y-auto rounded-button p-1";

/** The lines of a menu, for either kind of menu. */
export function MenuEntries({
  parts,
  entries,
}: {
  readonly parts: MenuParts;
  readonly entries: readonly MenuEntry[];
}): ReactNode {
  return entries.map((entry, index) => <Line key={keyOf(entry, index)} parts={parts} entry={entry} />);
}

function keyOf(entry: MenuEntry, index: number): string {
  return `${index} ${entry.kind === "line" ? "" : entry.label.slice(0, 100)}`;
}

function Line({ parts: Parts, entry }: { readonly parts: MenuParts; readonly entry: MenuEntry }): ReactNode {
  switch (entry.kind) {
    case "line":
      return <Parts.Separator className="my-1 h-px bg-line" />;
    case "heading":
      return <Parts.Label className="px-2 py-1 text-meta font-semibold text-t3">{entry.label}</Parts.Label>;
    case "choice":
      return (
        <Parts.CheckboxItem checked={entry.isOn} onSelect={entry.onSelect} className={ROW}>
          <span className="grid w-4 place-items-center">{entry.isOn && <Check size={14} />}</span>
          <span className="truncate">{entry.label}</span>
        </Parts.CheckboxItem>
      );
    case "submenu":
      return (
        <Parts.Sub>
          <Parts.SubTrigger className={ROW}>
            {entry.icon}
            <span className="flex-1 truncate">{entry.label}</span>
            <ChevronRight size={14} />
          </Parts.SubTrigger>
          <Parts.Portal>
            <Parts.SubContent className={MENU_BOX}>
              <MenuEntries parts={Parts} entries={entry.entries} />
            </Parts.SubContent>
          </Parts.Portal>
        </Parts.Sub>
      );
    case "item":
      return <Item parts={Parts} entry={entry} />;
    default:
      return assertNever(entry);
  }
}

function Item({
  parts: Parts,
  entry,
}: {
  readonly parts: MenuParts;
  readonly entry: Extract<MenuEntry, { readonly kind: "item" }>;
}): ReactNode {
  const { label, icon, keys, note, isDanger, whyNot, onSelect } = entry;
  const second = whyNot ?? note;
  return (
    <Parts.Item
      // Not Radix's `disabled`: that takes the item out of reach, and its reason with it.
      aria-disabled={whyNot !== undefined || undefined}
      onSelect={(event) => (whyNot === undefined ? onSelect() : event.preventDefault())}
      className={`${ROW} ${isDanger ? "text-crit-text" : ""}`}
      title={label}
    >
      {icon}
      <span className="min-w-0 flex-1">
        <bdi className={`block truncate ${whyNot === undefined ? "" : "text-t3"}`}>{label}</bdi>
        {second !== undefined && <span className="block text-meta text-t3 [overflow-wrap:anywhere]">{second}</span>}
      </span>
      {keys !== undefined && <Kbd keys={keys} />}
    </Parts.Item>
  );
}
