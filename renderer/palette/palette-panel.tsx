import { type ReactNode, useState } from "react";
import { SearchInput } from "../widgets/search-input.tsx";
import { useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { PALETTE_GROUPS, PALETTE_ITEMS, type PaletteItem, searchPalette } from "./palette-items.ts";
import { PaletteRow } from "./palette-row.tsx";
import { useAddItem } from "./use-add-item.ts";

const RECENTS_MAX = 4;
/** What was added last, kept while the panel shows its other tab. */
const recents = new WeakMap<Workbench, readonly string[]>();

/** What can be added: drag it onto the canvas, or press Enter on it. */
export function PalettePanel(): ReactNode {
  const [text, setText] = useState("");
  const workbench = useWorkbench();
  const [recent, setRecent] = useState(recents.get(workbench) ?? []);
  const add = useAddItem();
  const found = searchPalette(text);
  const pick = (item: PaletteItem): void => {
    add(item);
    const now = [item.id, ...recent.filter((id) => id !== item.id)].slice(0, RECENTS_MAX);
    recents.set(workbench, now);
    setRecent(now);
  };
  const lately = text === "" ? recent.flatMap((id) => PALETTE_ITEMS.find((item) => item.id === id) ?? []) : [];
  return (
    <div className="flex flex-col gap-2 p-2" data-tour="palette">
      <SearchInput label="Search the palette" value={text} onChange={setText} />
      {lately.length > 0 && <Section title="Recent" items={lately} onPick={pick} />}
      {PALETTE_GROUPS.map((group) => (
        <Section key={group} title={group} items={found.filter((item) => item.group === group)} onPick={pick} />
      ))}
      {found.length === 0 && <p className="px-1 py-4 text-center text-t3">Nothing in the palette is called so.</p>}
    </div>
  );
}

type SectionProps = {
  readonly title: string;
  readonly items: readonly PaletteItem[];
  readonly onPick: (item: PaletteItem) => void;
};

function Section({ title, items, onPick }: SectionProps): ReactNode {
  if (items.length === 0) return undefined;
  return (
    <section aria-label={title}>
      <h3 className="px-1 pb-0.5 text-meta font-semibold text-t3">{title}</h3>
      <ul className="flex flex-col">
        {items.map((item) => (
          <li key={item.id}>
            <PaletteRow item={item} onPick={onPick} />
          </li>
        ))}
      </ul>
    </section>
  );
}
