import type { ReactNode } from "react";
import { Button } from "../widgets/button.tsx";
import { ProgressBar } from "../widgets/progress-bar.tsx";
import { useBusy } from "./use-busy.ts";

/** What the app waits for, under the title bar: nothing for the first 300 ms. */
export function BusyBar(): ReactNode {
  const busy = useBusy();
  if (busy === undefined) return undefined;
  const { label, cancel } = busy;
  const words = `${label.charAt(0).toUpperCase()}${label.slice(1)}…`;
  return (
    <div className="absolute inset-x-0 top-full z-20">
      <ProgressBar label={words} />
      <div className="floating absolute top-2 right-3 flex items-center gap-2 rounded-button px-2 py-1 text-table">
        {words}
        {cancel !== undefined && <Button onClick={cancel}>Cancel</Button>}
      </div>
    </div>
  );
}
