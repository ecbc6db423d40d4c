import type { InterruptionSource } from "./interruption.ts";

/** npm passes a signal on to its script, which a terminal has sent to both: what follows this soon is the same press of Ctrl-C. */
const SAME_PRESS_MS = 250;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Where signals come from: the process, or a stand-in for it. */
export type SignalEmitter = {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
};

/** The first signal asks for the interruption, the second one ends the process at once. The answer stops listening. */
export function listenForSignals(
  emitter: SignalEmitter,
  interruption: InterruptionSource,
  { clock, endAtOnce }: { readonly clock: () => number; readonly endAtOnce: () => void },
): () => void {
  let firstMs: number | undefined;
  const onSignal = (): void => {
    if (firstMs === undefined) {
      firstMs = clock();
      interruption.ask();
    } else if (clock() - firstMs >= SAME_PRESS_MS) endAtOnce();
  };
  for (const signal of SIGNALS) emitter.on(signal, onSignal);
  return () => {
    for (const signal of SIGNALS) emitter.off(signal, onSignal);
  };
}
