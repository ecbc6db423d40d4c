import { PortSession } from "../../engine/port/port-session.ts";
import type { CommandMessage, EngineSession, ReplyMessage } from "../../engine/protocol/messages.ts";

/**
 * Starts an engine in a worker of its own. Everything that is asked of a worker that fails or is ended is answered with an error;
 * `onLost` is told when it fails by itself.
 */
export function startWorkerSession(onLost: (error: Error) => void): EngineSession {
  const worker = new Worker(new URL("../../engine/worker/worker.ts", import.meta.url), { type: "module" });
  const session = new PortSession({
    post: (message: CommandMessage, transfer) => worker.postMessage(message, [...transfer]),
    close: async () => worker.terminate(),
  });
  const breakDown = (message: string): void => {
    const error = new Error(message);
    session.breakDown(error);
    onLost(error);
  };
  worker.addEventListener("message", (event: MessageEvent<ReplyMessage>) => session.receive(event.data));
  worker.addEventListener("messageerror", () => breakDown("a message of the engine cannot be read"));
  worker.addEventListener("error", (event) => {
    breakDown(event.message === "" ? "the engine's worker failed" : event.message);
  });
  return session;
}
