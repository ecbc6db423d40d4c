import { useEffect, useState, useSyncExternalStore } from "react";
import type { ActivityEntry } from "../stores/activity.ts";
import { useWorkbench } from "../workbench/workbench.ts";

/** What takes no longer than this is not worth a word. */
const WORTH_SHOWING_MS = 300;

/** What nobody waits for: it is seen to go on. */
const SHOWS_ITSELF: ReadonlySet<string> = new Set(["running", "playing the recording"]);

/** The oldest thing that has gone on for more than 300 ms. */
export function useBusy(): ActivityEntry | undefined {
  const { activity } = useWorkbench();
  const entries = useSyncExternalStore(
    (listener) => activity.subscribe(listener),
    () => activity.entries,
  );
  const oldest = entries.find(({ label }) => !SHOWS_ITSELF.has(label));
  const id = oldest?.id;
  const [shownId, setShownId] = useState<number>();
  useEffect(() => {
    if (id === undefined) return undefined;
    const timer = setTimeout(() => setShownId(id), WORTH_SHOWING_MS);
    return () => clearTimeout(timer);
  }, [id]);
  return oldest !== undefined && oldest.id === shownId ? oldest : undefined;
}
