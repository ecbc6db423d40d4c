import { useCallback, useEffect, useRef, useState } from "react";
import { useWorkbench } from "../workbench/workbench.ts";

/** Text that is being typed, ahead of the document: what the field shows, and what it calls while typing and when it is left. */
export type Draft = {
  readonly text: string;
  readonly change: (text: string) => void;
  /** Hands on what was typed last, at once. */
  readonly flush: () => void;
};

const COMMIT_DELAY_MS = 200;

/**
 * Keeps a field responsive while the document behind it costs some time to read: what is typed is handed to `commit` a moment
 * after the last key, and when the field is left or taken down. A value that comes from outside takes the draft's place.
 */
export function useDraft(value: string, commit: (text: string) => void): Draft {
  const { activity, drafts } = useWorkbench();
  const [draft, setDraft] = useState<string>();
  const waiting = useRef<{ readonly text: string; readonly timer: ReturnType<typeof setTimeout>; end(): void }>(
    undefined,
  );
  const latestCommit = useRef(commit);
  latestCommit.current = commit;

  const flush = useCallback((): void => {
    const { current } = waiting;
    if (current === undefined) return;
    clearTimeout(current.timer);
    waiting.current = undefined;
    latestCommit.current(current.text);
    setDraft(undefined);
    current.end();
  }, []);

  const change = useCallback(
    (text: string): void => {
      setDraft(text);
      const end = waiting.current?.end ?? activity.begin("taking over what is typed");
      clearTimeout(waiting.current?.timer);
      waiting.current = { text, timer: setTimeout(flush, COMMIT_DELAY_MS), end };
    },
    [activity, flush],
  );

  useEffect(() => {
    const end = drafts.add(flush);
    return () => {
      end();
      flush();
    };
  }, [drafts, flush]);

  return { text: draft ?? value, change, flush };
}
