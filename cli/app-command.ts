import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { serveOnLoopback } from "../hosting/loopback-server.ts";
import { findBeside, findInApp } from "../hosting/served-files.ts";
import type { Context } from "./context.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { failure } from "./failure.ts";
import { readText } from "./input/read-text.ts";
import { resolveInput } from "./input/user-path.ts";
import { openAddress } from "./open-address.ts";
import { printFailure, printLines } from "./print-outcome.ts";
import { explainSystemError, isSystemError } from "./system-error.ts";

/** What `app` was asked to do. `why` says what kept the desktop app from being opened instead. */
export type AppOptions = {
  readonly file?: string;
  /** What was named besides: the app shows one scenario at a time. */
  readonly otherFiles?: readonly string[];
  readonly port: number;
  readonly opensBrowser: boolean;
  readonly why?: string;
};

const SCENARIO_BYTES_MAX = 16 * 1024 * 1024;

/** `spillway app`: serves the built app to a browser on this machine alone, until it is interrupted. */
export async function appCommand(options: AppOptions, context: Context): Promise<ExitCode> {
  const { installation, interruption, paths } = context;
  const notJson = { isJson: false };
  const built = join(installation.root, "dist/app");
  if (!existsSync(join(built, "index.html")))
    return printFailure(failure("environment", "the app is not built; run: npm run build"), notJson, context);
  const findApp = findInApp(built, installation.root);
  let find = findApp;
  let query = "";
  if (options.file !== undefined) {
    const path = resolveInput(options.file, paths);
    const text = await readText({ shown: options.file, path }, SCENARIO_BYTES_MAX);
    if (!text.ok) return printFailure(text.error, notJson, context);
    const findOpened = findBeside(dirname(path), basename(path));
    find = (address) => findOpened(address) ?? findApp(address);
    query = `?open=${encodeURIComponent(basename(path))}`;
  }
  try {
    const server = await serveOnLoopback(find, options.port);
    const address = `${server.origin}/${query}`;
    await printLines([...describe(address, options.why), ...describeLeft(options)], context);
    if (options.opensBrowser) openAddress(address);
    await interruption.asked;
    await server.close();
    await printLines(["Stopped."], context);
    return EXIT.held;
  } catch (error) {
    if (!isSystemError(error) || error.syscall !== "listen") throw error;
    const message = `cannot listen on 127.0.0.1:${options.port}: ${explainSystemError(error)}; choose another --port`;
    return printFailure(failure("environment", message), notJson, context);
  }
}

function describeLeft({ file, otherFiles = [] }: AppOptions): readonly string[] {
  if (otherFiles.length === 0) return [];
  return [`Not opened: ${otherFiles.join(", ")}. Spillway shows one scenario at a time, and ${file} was named first.`];
}

function describe(address: string, why: string | undefined): readonly string[] {
  const missing = "native menus, file association and saving in place";
  return [
    why === undefined
      ? `Spillway in the browser, which lacks the desktop app's ${missing}.`
      : `Spillway in the browser, since ${why}. What the desktop app has besides: ${missing}.`,
    `  ${address}`,
    "Only this machine can reach it. Ctrl-C stops it.",
  ];
}
