import { useEffect, useState, useSyncExternalStore } from "react";
import type { ActivityEntry } from "../stores/activity.ts";
import { useWorkbench } from "../workbench/workbench.ts";

/** What takes no longer than this is not worth a word. */
const WORTH_SHOWING_MS = 300;

/** The oldest thing that a person waits for, for more than 300 ms. */
export function useBusy(): ActivityEntry | undefined {
  const { activity } = useWorkbench();
  const entries = useSyncExternalStore(
    (listener) => activity.subscribe(listener),
    () => activity.entries,
  );
  const oldest = entries.find(({ isSeen }) => !isSeen);
  const id = oldest?.id;
  const [shownId, setShownId] = useState<number>();
  useEffect(() => {
    if (id === undefined) return undefined;
    const timer = setTimeout(() => setShownId(id), WORTH_SHOWING_MS);
    return () => clearTimeout(timer);
  }, [id]);
  return oldest !== undefined && oldest.id === shownId ? oldest : undefined;
}
