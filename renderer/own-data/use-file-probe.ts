import { useEffect, useState } from "react";
import { startWorkerSession } from "../engine-client/worker-session.ts";
import { useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { DataProbe } from "./data-probe.ts";
import { formatOf } from "./file-format.ts";
import type { FileFacts } from "./suggest-mapping.ts";

export type FileProbe =
  | { readonly kind: "reading" }
  | { readonly kind: "failed"; readonly message: string }
  | { readonly kind: "ready"; readonly probe: DataProbe; readonly facts: FileFacts };

/** Looks into a kept file with an engine of its own, which lives as long as the view does. */
export function useFileProbe(file: string): FileProbe {
  const workbench = useWorkbench();
  const [found, setFound] = useState<FileProbe>({ kind: "reading" });
  useEffect(() => {
    let isWanted = true;
    const set = (next: FileProbe): void => {
      if (isWanted) setFound(next);
    };
    const probe = new DataProbe(startWorkerSession(({ message }) => set({ kind: "failed", message })));
    setFound({ kind: "reading" });
    void workbench.activity.during("reading the data file", async () => {
      try {
        set(await look(workbench, file, probe));
      } catch (error) {
        set({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
      }
    });
    return () => {
      isWanted = false;
      void probe.close();
    };
  }, [workbench, file]);
  return found;
}

async function look({ host }: Workbench, file: string, probe: DataProbe): Promise<FileProbe> {
  const bytes = await host.readData(file, { kind: "untitled" });
  if (!bytes.ok) return { kind: "failed", message: bytes.error };
  const format = formatOf(file, bytes.value);
  if (!format.ok) return { kind: "failed", message: format.error };
  const facts = await probe.open(file, format.value, bytes.value);
  return facts.ok ? { kind: "ready", probe, facts: facts.value } : { kind: "failed", message: facts.error };
}
