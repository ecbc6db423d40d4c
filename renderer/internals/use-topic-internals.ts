import { useEffect, useState } from "react";
import type { TopicInternals } from "../../engine/protocol/log-inspection.ts";
import { useRun, useWorkbench } from "../workbench/workbench.ts";

/** How often the brokers are asked while the run goes on, in milliseconds. */
const EVERY_MS = 1_000;

export type InternalsFound =
  | { readonly kind: "asking" }
  | { readonly kind: "found"; readonly internals: TopicInternals }
  | { readonly kind: "failed"; readonly message: string };

/** A topic's logs at the run's edge; asked again while the run goes on. The last answer stays until the next. */
export function useTopicInternals(topic: string, partition: number): InternalsFound {
  const { runner, activity } = useWorkbench();
  const runNumber = useRun((run) => run.current?.number);
  const isRunning = useRun((run) => run.phase.kind === "running");
  const nowUs = useRun((run) => (run.phase.kind === "running" ? undefined : run.current?.nowUs));
  const [found, setFound] = useState<InternalsFound>({ kind: "asking" });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another instant of a run that stands still is another question.
  useEffect(() => {
    if (runNumber === undefined) return undefined;
    let isWanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      const answer = await activity.during("looking into a topic", async (): Promise<InternalsFound> => {
        try {
          return { kind: "found", internals: await runner.ask("topicInternals", { topic, partition }) };
        } catch (error) {
          return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
        }
      });
      if (!isWanted) return;
      setFound(answer);
      if (isRunning) timer = setTimeout(() => void ask(), EVERY_MS);
    };
    void ask();
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [topic, partition, runNumber, isRunning, nowUs, runner, activity]);
  return found;
}
