import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";

const running = new Set<ChildProcess>();
const lastActs: (() => void)[] = [];

/** Starts a process that is killed with this one, however this one ends (a kill -9 of it apart). */
export function startChild(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, options);
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

/** kill -9, and waits until the process is gone. */
export async function killChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGKILL");
  await gone;
}

/** Does something after all children are dead, when this process ends. */
export function atEnd(act: () => void): void {
  lastActs.push(act);
}

/** No child outlives this process: not after a failure, not after Ctrl-C. */
export function cleanUpAtExit(): void {
  process.once("exit", () => {
    for (const child of running) child.kill("SIGKILL");
    for (const act of lastActs) act();
  });
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const) {
    process.once(signal, () => process.exit(code));
  }
}
