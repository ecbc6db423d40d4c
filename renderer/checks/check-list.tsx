import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { EntityName } from "../widgets/entity-name.tsx";
import type { CheckItem, CheckSection } from "./check-items.ts";
import { StateSign } from "./state-sign.tsx";

type CheckListProps = {
  readonly sections: readonly CheckSection[];
  readonly chosenId: string | undefined;
  readonly onChoose: (id: string) => void;
};

/** Everything that the run was judged by: up and down walk through it, the detail beside follows. */
export function CheckList({ sections, chosenId, onChoose }: CheckListProps): ReactNode {
  const prefix = useId();
  const root = useRef<HTMLDivElement>(null);
  const items = sections.flatMap((section) => section.items);
  useEffect(() => {
    root.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = items.findIndex(({ id }) => id === chosenId);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    const item = next === undefined ? undefined : items[Math.min(items.length - 1, Math.max(0, next))];
    if (item === undefined) return;
    event.preventDefault();
    onChoose(item.id);
  };
  return (
    <div
      ref={root}
      role="listbox"
      tabIndex={0}
      aria-label="What the run was judged by"
      aria-activedescendant={chosenId === undefined ? undefined : `${prefix}${chosenId}`}
      className="h-full overflow-y-auto -outline-offset-2"
      onKeyDown={onKeyDown}
    >
      {sections.map(({ title, items: members }) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of a listbox is no fieldset
        <div key={title} role="group" aria-labelledby={`${prefix}${title}`}>
          <div
            id={`${prefix}${title}`}
            role="presentation"
            className="sticky top-0 bg-panel px-2 pt-1 text-meta font-semibold text-t3"
          >
            {title}
          </div>
          {members.map((item) => (
            <ListedItem
              key={item.id}
              id={`${prefix}${item.id}`}
              item={item}
              isChosen={item.id === chosenId}
              onChoose={() => onChoose(item.id)}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

type ListedItemProps = {
  readonly id: string;
  readonly item: CheckItem;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
};

function ListedItem({ id, item, isChosen, onChoose }: ListedItemProps): ReactNode {
  const { state, title, subject, verdict } = item;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the listbox has the focus
    // biome-ignore lint/a11y/useKeyWithClickEvents: the listbox's keys choose
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      className={`flex h-7 items-center gap-2 px-2 text-table ${isChosen ? "bg-hover" : "hover:bg-hover"}`}
      onClick={onChoose}
    >
      <StateSign state={state} />
      <span className="min-w-0 shrink truncate" title={title}>
        <bdi>{title}</bdi>
      </span>
      {subject !== undefined && <EntityName name={subject} className="flex-1 text-t3" />}
      <span className="ml-auto shrink-0 text-meta text-t2">{verdict}</span>
    </div>
  );
}
