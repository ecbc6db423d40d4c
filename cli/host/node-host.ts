import { type ResourceLimits, Worker } from "node:worker_threads";
import { PortSession } from "../../engine/port/port-session.ts";
import type { ReplyMessage } from "../../engine/protocol/messages.ts";
import { EnvironmentError } from "../failure.ts";
import { describeHost, type OpenedHost } from "./engine-host.ts";
import { ENGINE_THREAD } from "./engine-thread.ts";

/**
 * Starts the engine in a thread of this process. A slice, DuckDB's start and the checks each block the thread they run in;
 * on a thread of their own, Ctrl-C and the progress bar never wait for them.
 * @param entry the file that serves the engine when it is started as a thread
 * @param resourceLimits how much memory it may take; as much as this process, if left out
 */
export async function openNodeHost(entry: URL, resourceLimits: ResourceLimits = {}): Promise<OpenedHost> {
  const thread = new Worker(entry, { workerData: ENGINE_THREAD, stdout: true, stderr: true, resourceLimits });
  // stdout belongs to the report; what a library may print in there goes to stderr.
  thread.stdout.pipe(process.stderr, { end: false });
  thread.stderr.pipe(process.stderr, { end: false });
  const session = new PortSession({
    post: (message, transfer) => thread.postMessage(message, transfer),
    close: async () => void (await thread.terminate()),
  });
  thread.on("message", (message: ReplyMessage) => session.receive(message));
  thread.on("messageerror", (error: Error) => session.breakDown(error));
  thread.on("error", (error: Error) => session.breakDown(explainThreadError(error)));
  thread.on("exit", (code) => session.breakDown(new Error(`the engine's thread ended with code ${code}`)));
  return { session, facts: describeHost("node") };
}

function explainThreadError(error: Error & { readonly code?: string }): Error {
  if (error.code !== "ERR_WORKER_OUT_OF_MEMORY") return error;
  return new EnvironmentError(
    "the engine ran out of memory; give it more with NODE_OPTIONS=--max-old-space-size=8192, or shorten the run",
    { cause: error },
  );
}
