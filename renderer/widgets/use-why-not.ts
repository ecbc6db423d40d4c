import { useSyncExternalStore } from "react";
import { useWorkbench, type Workbench } from "../workbench/workbench.ts";

/** Why a command cannot be done now; undefined when it can. Follows every store that a command may ask. */
export function useWhyNot(id: string): string | undefined {
  const workbench = useWorkbench();
  return useSyncExternalStore(
    (listener) => subscribeToFacts(workbench, listener),
    () => workbench.commands.get(id)?.whyNot?.(workbench),
  );
}

function subscribeToFacts({ document, run, view, settings }: Workbench, listener: () => void): () => void {
  const ends = [
    document.subscribe(listener),
    run.subscribe(listener),
    view.subscribe(listener),
    settings.subscribe(listener),
  ];
  return () => {
    for (const end of ends) end();
  };
}
