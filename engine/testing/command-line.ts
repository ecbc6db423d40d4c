import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context } from "../../cli/context.ts";
import { describeHost, type HostOpener } from "../../cli/host/engine-host.ts";
import { type InterruptionSource, makeInterruption } from "../../cli/interruption.ts";
import { NO_PROGRESS } from "../../cli/progress-display.ts";
import { runGuarded } from "../../cli/run-guarded.ts";
import { OutputError, type TextSink } from "../../cli/terminal.ts";
import { FakeSession } from "./fake-session.ts";

/** What a command printed and how it ended. */
export type CommandResult = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** How a test's command line differs from a healthy one with a fake engine. */
export type CommandLineOptions = {
  readonly session?: FakeSession;
  readonly openHost?: HostOpener;
  readonly interruption?: InterruptionSource;
  readonly env?: Readonly<Record<string, string>>;
  /** The system error that stdout answers with. */
  readonly stdoutError?: string;
  readonly folder?: string;
  /** Where Spillway lies: nowhere, if left out. */
  readonly root?: string;
};

class FakeSink implements TextSink {
  readonly isTerminal = false;
  readonly columns = undefined;
  text = "";
  readonly #error: string | undefined;

  constructor(error?: string) {
    this.#error = error;
  }

  write(text: string): Promise<void> {
    if (this.#error !== undefined)
      return Promise.reject(new OutputError(Object.assign(new Error("write failed"), { code: this.#error })));
    this.text += text;
    return Promise.resolve();
  }
}

/** Runs the command line in this process, with a fake engine behind it. */
export async function runCommandLine(
  args: readonly string[],
  options: CommandLineOptions = {},
): Promise<CommandResult> {
  const { session = new FakeSession(), folder = "/" } = options;
  const stdout = new FakeSink(options.stdoutError);
  const stderr = new FakeSink();
  const context: Context = {
    terminal: { stdout, stderr, env: options.env ?? {} },
    interruption: options.interruption ?? makeInterruption(),
    openHost: options.openHost ?? ((kind) => Promise.resolve({ session, facts: describeHost(kind) })),
    installation: { root: options.root ?? "/spillway", version: "1.2.3", workerBundle: "/spillway/dist/worker" },
    paths: { userFolder: folder, processFolder: folder },
    clock: () => performance.now(),
    showProgress: () => NO_PROGRESS,
  };
  const exitCode = await runGuarded(args, context);
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

/** A folder with these files, and the act that removes it. */
export function makeFolder(files: Readonly<Record<string, string | Uint8Array>>): {
  readonly path: string;
  readonly remove: () => void;
} {
  const path = mkdtempSync(join(tmpdir(), "spillway-test-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
