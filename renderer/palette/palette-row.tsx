import { CircleSlash, Zap } from "lucide-react";
import { type DragEvent, type KeyboardEvent, type ReactNode, useId } from "react";
import { writeDragItem } from "../acts/drag-item.ts";
import { NodeIcon } from "../pipeline/node-icon.tsx";
import type { PaletteItem } from "./palette-items.ts";

/** One item of the palette: a button that can be dragged; what cannot be added says why. */
export function PaletteRow({
  item,
  onPick,
}: {
  readonly item: PaletteItem;
  readonly onPick: (item: PaletteItem) => void;
}): ReactNode {
  const noteId = useId();
  const isOff = item.kind === "not-simulated";
  const onDragStart = ({ dataTransfer }: DragEvent): void => {
    if (item.kind === "node") writeDragItem(dataTransfer, { kind: "node", node: item.node });
    if (item.kind === "fault") writeDragItem(dataTransfer, { kind: "fault", fault: item.fault });
  };
  return (
    <button
      type="button"
      draggable={!isOff}
      aria-disabled={isOff || undefined}
      aria-describedby={noteId}
      className={`flex w-full items-start gap-2 rounded-control px-1 py-1 text-left hover:bg-hover ${isOff ? "text-t3" : "text-t1"}`}
      title={isOff ? `${item.definition} ${item.reason}` : item.definition}
      onDragStart={onDragStart}
      onKeyDown={moveAmongRows}
      onClick={() => !isOff && onPick(item)}
    >
      <span className="mt-0.5">
        <ItemIcon item={item} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate text-table font-semibold">{item.title}</span>
        <span id={noteId} className={`line-clamp-2 text-meta ${isOff ? "text-t3" : "text-t2"}`}>
          {isOff ? item.reason : item.definition}
        </span>
      </span>
    </button>
  );
}

function ItemIcon({ item }: { readonly item: PaletteItem }): ReactNode {
  switch (item.kind) {
    case "node":
      return <NodeIcon kind={item.node} size={16} />;
    case "fault":
      return <Zap size={16} className="text-crit-text" aria-hidden="true" />;
    case "not-simulated":
      return <CircleSlash size={16} className="text-t3" aria-hidden="true" />;
  }
}

/** Up and down go from row to row, as in a list. */
function moveAmongRows(event: KeyboardEvent<HTMLButtonElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const rows = [...(event.currentTarget.closest("[data-tour=palette]")?.querySelectorAll("button[draggable]") ?? [])];
  const next = rows[rows.indexOf(event.currentTarget) + step];
  if (next instanceof HTMLElement) next.focus();
}
