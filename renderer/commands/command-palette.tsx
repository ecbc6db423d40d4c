import { Command } from "cmdk";
import { Dialog } from "radix-ui";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { EntityName } from "../widgets/entity-name.tsx";
import { Kbd } from "../widgets/kbd.tsx";
import { showToast } from "../widgets/toast.ts";
import { useWorkbench } from "../workbench/workbench.ts";
import { rank } from "./match-words.ts";
import { type PaletteEntry, paletteEntries } from "./palette-entries.ts";

/** As many as a person looks through. */
const SHOWN_MAX = 60;
const GROUPS = ["Commands", "Pipeline", "Glossary", "Scenarios"] as const;

type CommandPaletteProps = {
  /** Opens a scenario that came with the app; the answer is why it did not. */
  readonly openShipped: (path: string) => Promise<string | undefined>;
};

/** Finds commands, nodes, terms and scenarios by a few letters, and does or shows them. */
export function CommandPalette({ openShipped }: CommandPaletteProps): ReactNode {
  const workbench = useWorkbench();
  const [query, setQuery] = useState("");
  const [shipped, setShipped] = useState<readonly { readonly path: string; readonly name: string }[]>([]);
  useEffect(() => {
    void workbench.activity.during("listing scenarios", async () => setShipped(await workbench.host.listShipped()));
  }, [workbench]);
  const entries = useMemo(() => paletteEntries(workbench, shipped, openShipped), [workbench, shipped, openShipped]);
  const found = rank(query, entries);
  const shown = found.slice(0, SHOWN_MAX);
  const close = workbench.view.getState().closeDialog;
  const choose = (entry: PaletteEntry): void => {
    if (entry.whyNot !== undefined) {
      workbench.view.getState().announce(entry.whyNot);
      return;
    }
    close();
    void Promise.resolve(entry.run()).then((failure) => {
      if (typeof failure === "string") showToast(failure, { tone: "error" });
    });
  };
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Dialog.Content
          aria-describedby={undefined}
          className="floating fixed top-[12vh] left-1/2 z-40 w-[620px] max-w-[calc(100vw-24px)] -translate-x-1/2 overflow-hidden rounded-dialog"
        >
          <Dialog.Title className="sr-only">Search or run a command</Dialog.Title>
          <Command shouldFilter={false} label="Search or run a command" loop>
            <Command.Input
              value={query}
              onValueChange={setQuery}
              placeholder="A command, a node, a table, a term, a scenario"
              className="h-11 w-full border-b border-line bg-transparent px-4 text-title outline-none placeholder:text-t3"
            />
            <Command.List className="max-h-[56vh] overflow-y-auto p-2">
              <Command.Empty className="p-4 text-center text-t2">Nothing is called so.</Command.Empty>
              {GROUPS.map((group) => (
                <PaletteGroup
                  key={group}
                  group={group}
                  entries={shown.filter((entry) => entry.group === group)}
                  onChoose={choose}
                />
              ))}
              {found.length > SHOWN_MAX && (
                <p className="px-2 py-1 text-meta text-t2">
                  {found.length - SHOWN_MAX} more: type to narrow them down.
                </p>
              )}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type PaletteGroupProps = {
  readonly group: string;
  readonly entries: readonly PaletteEntry[];
  readonly onChoose: (entry: PaletteEntry) => void;
};

function PaletteGroup({ group, entries, onChoose }: PaletteGroupProps): ReactNode {
  if (entries.length === 0) return undefined;
  return (
    <Command.Group
      heading={group}
      className="mb-1 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-meta [&_[cmdk-group-heading]]:font-semibold [&_[cmdk-group-heading]]:text-t3"
    >
      {entries.map((entry) => (
        <Command.Item
          key={entry.id}
          value={entry.id}
          onSelect={() => onChoose(entry)}
          className="flex min-h-8 items-center gap-3 rounded-control px-2 data-[selected=true]:bg-hover"
        >
          <EntityName
            name={entry.title}
            className={`max-w-[60%] shrink-0 ${entry.whyNot === undefined ? "" : "text-t3"}`}
          />
          <EntityName name={entry.whyNot ?? entry.note} className="flex-1 text-right text-meta text-t3" />
          {entry.keys !== undefined && <Kbd keys={entry.keys} />}
        </Command.Item>
      ))}
    </Command.Group>
  );
}
