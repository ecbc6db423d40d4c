import { useEffect, useState } from "react";
import type { Journey } from "../../engine/protocol/inspection.ts";
import { useRun, useWorkbench } from "../workbench/workbench.ts";

/** How often a record is looked for while the run goes on. */
const EVERY_MS = 1_000;

export type JourneyFound =
  | { readonly kind: "asking" }
  | { readonly kind: "found"; readonly journey: Journey }
  /** No record has that number yet. */
  | { readonly kind: "unknown" }
  | { readonly kind: "failed"; readonly message: string };

/** The way of a record up to the run's edge; it grows while the run goes on. The last answer stays until the next. */
export function useJourney(correlationId: number | undefined): JourneyFound {
  const { runner, activity } = useWorkbench();
  const runNumber = useRun((run) => run.current?.number);
  const isRunning = useRun((run) => run.phase.kind === "running");
  const nowUs = useRun((run) => (run.phase.kind === "running" ? undefined : run.current?.nowUs));
  const [found, setFound] = useState<JourneyFound>({ kind: "asking" });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another instant of a run that stands still is another question.
  useEffect(() => {
    if (correlationId === undefined || runNumber === undefined) return undefined;
    let isWanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      const answer = await activity.during("following a record", () => askOnce(runner, correlationId));
      if (!isWanted) return;
      setFound(answer);
      if (isRunning) timer = setTimeout(() => void ask(), EVERY_MS);
    };
    void ask();
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [correlationId, runNumber, isRunning, nowUs, runner, activity]);
  return found;
}

async function askOnce(
  runner: ReturnType<typeof useWorkbench>["runner"],
  correlationId: number,
): Promise<JourneyFound> {
  try {
    const journey = await runner.ask("journey", { correlationId });
    return journey === undefined ? { kind: "unknown" } : { kind: "found", journey };
  } catch (error) {
    return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}
