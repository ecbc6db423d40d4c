import { type ReactNode, useState } from "react";
import { Kbd } from "../widgets/kbd.tsx";
import { Modal } from "../widgets/modal.tsx";
import { SearchInput } from "../widgets/search-input.tsx";
import { useWorkbench } from "../workbench/workbench.ts";
import { rank } from "./match-words.ts";

const SCOPE_WORDS = { canvas: "on the canvas", timeline: "on the timeline" } as const;

/** Every key of the app, from the registry: what is not there does not exist. */
export function ShortcutsDialog(): ReactNode {
  const { commands, view } = useWorkbench();
  const [filter, setFilter] = useState("");
  const withKeys = commands.all
    .filter(({ keys }) => keys !== undefined)
    .map((command) => ({ command, words: `${command.title} ${command.group} ${command.keys?.join(" ")}` }));
  const found = rank(filter, withKeys).map(({ command }) => command);
  const groups = [...new Set(found.map(({ group }) => group))];
  return (
    <Modal title="Keyboard shortcuts" width="wide" onClose={view.getState().closeDialog}>
      <SearchInput label="Filter shortcuts" value={filter} onChange={setFilter} className="mb-4" />
      <div className="gap-8 [columns:22rem]">
        {groups.map((group) => (
          <section key={group} aria-label={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-meta font-semibold text-t3">{group}</h3>
            <dl>
              {found
                .filter((command) => command.group === group)
                .map((command) => (
                  <div key={command.id} className="flex min-h-7 items-center justify-between gap-3">
                    <dt className="min-w-0">
                      {command.title}
                      {command.scope !== undefined && (
                        <span className="text-meta text-t3"> {SCOPE_WORDS[command.scope]}</span>
                      )}
                    </dt>
                    <dd className="flex shrink-0 items-center gap-2">
                      {command.keys?.map((keys) => (
                        <Kbd key={keys} keys={keys} />
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
