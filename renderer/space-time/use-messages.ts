import { useEffect, useState } from "react";
import type { ControlMessages } from "../../engine/protocol/log-inspection.ts";
import { useRun, useWorkbench } from "../workbench/workbench.ts";
import { ARROWS_MAX } from "./arrows.ts";

/** A window that moves is asked about once it rests; one of a run that goes on so often. In milliseconds. */
const DELAY_MS = 120;
const EVERY_MS = 1_000;

const NONE: ControlMessages = { messages: [], count: 0, leftOut: [], keptFromUs: 0 };

type Wanted = {
  readonly fromUs: number;
  readonly toUs: number;
  readonly withHeartbeats: boolean;
  /** Otherwise none are asked for. */
  readonly isOn: boolean;
};

/** The control messages of a stretch of time; the last answer stays until the next. None when the engine of the run is gone. */
export function useMessages({ fromUs, toUs, withHeartbeats, isOn }: Wanted): ControlMessages {
  const { runner, activity } = useWorkbench();
  const runNumber = useRun((run) => run.current?.number);
  const isRunning = useRun((run) => run.phase.kind === "running");
  const nowUs = useRun((run) => (run.phase.kind === "running" ? undefined : run.current?.nowUs));
  const [found, setFound] = useState(NONE);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another instant of a run that stands still is another question.
  useEffect(() => {
    if (runNumber === undefined || !isOn) {
      setFound(NONE);
      return undefined;
    }
    let isWanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = activity.begin("asking for messages");
    const ask = async (): Promise<void> => {
      const request = { fromUs: Math.floor(fromUs), toUs: Math.ceil(toUs), limit: ARROWS_MAX, withHeartbeats };
      // A run whose engine is gone has events and charts, but nobody remembers its messages.
      const answer = await runner.ask("controlMessages", request).catch(() => NONE);
      end();
      if (!isWanted) return;
      setFound(answer);
      if (isRunning) timer = setTimeout(() => void ask(), EVERY_MS);
    };
    timer = setTimeout(() => void ask(), DELAY_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
      end();
    };
  }, [fromUs, toUs, withHeartbeats, isOn, runNumber, isRunning, nowUs, runner, activity]);
  return found;
}
