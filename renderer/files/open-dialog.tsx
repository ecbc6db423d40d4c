import { FilePlus2, FileText, FolderOpen } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import type { RecentFile } from "../host/host.ts";
import { Button } from "../widgets/button.tsx";
import { EntityName } from "../widgets/entity-name.tsx";
import { Modal } from "../widgets/modal.tsx";
import { SearchInput } from "../widgets/search-input.tsx";
import { showToast } from "../widgets/toast.ts";
import { useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { openFile, openShipped } from "./open-document.ts";

type Shipped = { readonly path: string; readonly name: string };
type Found = { readonly recents: readonly RecentFile[]; readonly shipped: readonly Shipped[] };

/** Start or open a scenario: an empty one, a file, a recent file, or one that came with the app. */
export function OpenDialog(): ReactNode {
  const workbench = useWorkbench();
  const [found, setFound] = useState<Found>({ recents: [], shipped: [] });
  const [filter, setFilter] = useState("");
  useEffect(() => {
    void workbench.activity.during("listing scenarios", async () => {
      const [recents, shipped] = await Promise.all([workbench.host.recents(), workbench.host.listShipped()]);
      setFound({ recents, shipped });
    });
  }, [workbench]);
  const word = filter.trim().toLowerCase();
  const matches = ({ name }: { readonly name: string }): boolean => name.toLowerCase().includes(word);
  const recents = found.recents.filter(matches);
  const shipped = found.shipped.filter(matches);
  const run = (id: string): void => {
    workbench.view.getState().closeDialog();
    void workbench.commands.run(id, workbench);
  };
  return (
    <Modal title="Open a scenario" onClose={workbench.view.getState().closeDialog}>
      <div className="mb-3 flex flex-wrap gap-2">
        <Button onClick={() => run("file.newEmpty")}>
          <FilePlus2 size={14} /> Empty scenario
        </Button>
        <Button onClick={() => run("file.open")}>
          <FolderOpen size={14} /> Open a file…
        </Button>
        <SearchInput label="Filter scenarios" value={filter} onChange={setFilter} className="min-w-40 flex-1" />
      </div>
      <Section
        title="Recent"
        entries={recents}
        onOpen={(recent) => void openOne(workbench, () => openRecent(workbench, recent))}
      />
      <Section
        title="Came with Spillway"
        entries={shipped.map(({ path, name }) => ({ id: path, name, note: path }))}
        onOpen={({ id }) => void openOne(workbench, () => openShipped(workbench, id))}
      />
      {recents.length + shipped.length === 0 && word !== "" && <p className="text-t2">No scenario is called so.</p>}
    </Modal>
  );
}

function Section({ title, entries, onOpen }: SectionProps): ReactNode {
  if (entries.length === 0) return undefined;
  return (
    <section aria-label={title} className="mb-3">
      <h3 className="mb-1 text-meta font-semibold text-t3">{title}</h3>
      <ul>
        {entries.map((entry) => (
          <li key={entry.id}>
            <button
              type="button"
              aria-disabled={entry.whyNot !== undefined || undefined}
              className="flex min-h-8 w-full items-center gap-2 rounded-control px-2 text-left hover:bg-hover aria-disabled:opacity-60"
              onClick={() => entry.whyNot === undefined && onOpen(entry)}
            >
              <FileText size={14} className="shrink-0 text-t3" />
              <EntityName name={entry.name} className="flex-1" />
              <EntityName name={entry.whyNot ?? entry.note} className="text-meta text-t3" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

type SectionProps = {
  readonly title: string;
  readonly entries: readonly RecentFile[];
  readonly onOpen: (entry: RecentFile) => void;
};

async function openRecent(workbench: Workbench, { id }: RecentFile): Promise<string | undefined> {
  const opened = await workbench.host.openRecent(id);
  if (!opened.ok) return opened.error;
  await openFile(workbench, opened.value);
  return undefined;
}

async function openOne(workbench: Workbench, open: () => Promise<string | undefined>): Promise<void> {
  workbench.view.getState().closeDialog();
  const failure = await workbench.activity.during("opening the scenario", open);
  if (failure !== undefined) showToast("The scenario was not opened.", { tone: "error", detail: failure });
}
