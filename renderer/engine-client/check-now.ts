import type { RunStore } from "../stores/run-store.ts";
import type { Runner } from "./runner.ts";

/** Runs the checks over what the current run has so far; it goes on afterwards as if nobody had asked. Without a run nothing happens. */
export async function checkNow(run: RunStore, runner: Pick<Runner, "ask">): Promise<void> {
  const number = run.getState().current?.number;
  if (number === undefined) return;
  const report = await runner.ask("report", { isPartial: true, runsChecks: true });
  const { current, phase } = run.getState();
  // Meanwhile another run may have begun, or this one may have ended and been reported on in full.
  if (current?.number === number && phase.kind !== "finished") run.setState({ current: { ...current, report } });
}
