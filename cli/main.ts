import { Session } from "../engine/worker/session.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { openChromiumHost } from "./host/chromium-host.ts";
import { isEngineThread, serveEngine } from "./host/engine-thread.ts";
import { openNodeHost } from "./host/node-host.ts";
import { bootNodeTables } from "./host/node-tables.ts";
import { findPathBase } from "./input/user-path.ts";
import { findInstallation } from "./installation.ts";
import { makeInterruption } from "./interruption.ts";
import { watchForOrphaning } from "./orphan-watch.ts";
import { NO_PROGRESS, terminalProgress } from "./progress-display.ts";
import { explainUncaught, runGuarded } from "./run-guarded.ts";
import { listenForSignals } from "./signals.ts";
import { streamSink, type Terminal } from "./terminal.ts";

/** What has not let go by then is taken along by the end of the process. */
const LINGER_MS = 1_000;

// This file is the command line and, started once more as a thread, the engine that it drives.
if (isEngineThread()) serveEngine(new Session(bootNodeTables));

/** The command line: arguments in, exit code out. Only a second Ctrl-C, or an error that nobody waits for, ends the process in here. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  const clock = (): number => performance.now();
  const interruption = makeInterruption();
  const endAtOnce = (): void => process.exit(EXIT.interrupted);
  const stopListening = listenForSignals(process, interruption, { clock, endAtOnce });
  const stopWatching = watchForOrphaning(interruption, process.env, () => process.ppid);
  const terminal: Terminal = {
    stdout: streamSink(process.stdout),
    stderr: streamSink(process.stderr),
    env: process.env,
  };
  const installation = findInstallation();
  const context: Context = {
    terminal,
    interruption,
    installation,
    clock,
    paths: findPathBase(process.cwd(), process.env),
    openHost: (kind) =>
      kind === "node" ? openNodeHost(new URL(import.meta.url)) : openChromiumHost(installation.workerBundle),
    showProgress: () => (process.stderr.isTTY ? terminalProgress(process.stderr) : NO_PROGRESS),
  };
  const onUncaught = (error: unknown): void => {
    // Thrown where no command waits for it, by a library's timer or socket: nothing can be trusted any more.
    void explainUncaught(error, args, context).then((exitCode) => process.exit(exitCode));
  };
  process.on("uncaughtException", onUncaught);
  const exitCode = await runGuarded(args, context);
  process.off("uncaughtException", onUncaught);
  stopListening();
  stopWatching();
  setTimeout(() => process.exit(exitCode), LINGER_MS).unref();
  return exitCode;
}
