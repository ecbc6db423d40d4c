import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { assertDefined } from "../../engine/base/assert.ts";
import { answerCommand } from "../../engine/port/port-session.ts";
import type { CommandMessage, EngineSession } from "../../engine/protocol/messages.ts";

/** What a thread is told to be when it is to run the engine. */
export const ENGINE_THREAD = "spillway engine";

/** Whether this process's own file was started once more as the engine's thread. */
export function isEngineThread(): boolean {
  return !isMainThread && workerData === ENGINE_THREAD;
}

/** Answers the commands that the main thread sends. */
export function serveEngine(session: EngineSession): void {
  const port = assertDefined(parentPort ?? undefined, "the engine's thread has a port to its parent");
  port.on("message", async (message: CommandMessage) => port.postMessage(await answerCommand(session, message)));
}
