import { type ReactNode, useEffect, useState } from "react";
import { ago, wallTime } from "../files/wall-time.ts";
import { isDirty } from "../stores/document-store.ts";
import { useDocument, useFiles } from "../workbench/workbench.ts";

/** Whether the document is saved, or how long ago unsaved work was kept. */
export function SaveState(): ReactNode {
  const dirty = useDocument(isDirty);
  const autosavedAtMs = useFiles((files) => files.autosavedAtMs);
  const savedAtMs = useFiles((files) => files.savedAtMs);
  const problem = useFiles((files) => files.autosaveProblem);
  const nowMs = useNow(dirty && autosavedAtMs !== undefined);
  if (problem !== undefined && dirty) {
    return (
      <span className="truncate text-warn-text" title={problem}>
        not autosaved: {problem}
      </span>
    );
  }
  if (dirty) return <span>{autosavedAtMs === undefined ? "not saved" : `autosaved ${ago(autosavedAtMs, nowMs)}`}</span>;
  return savedAtMs === undefined ? undefined : <span title={wallTime(savedAtMs)}>saved</span>;
}

function useNow(isNeeded: boolean): number {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    if (!isNeeded) return undefined;
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isNeeded]);
  return nowMs;
}
