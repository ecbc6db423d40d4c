import type { CommandMessage, ReplyMessage } from "../protocol/messages.ts";
import { bootInWorker } from "./boot-in-worker.ts";
import { Session } from "./session.ts";

/**
 * The engine in a Web Worker: it answers the commands of the page one at a time, in the order in which they came. The table
 * engine starts with the first `load`.
 */
const session = new Session(bootInWorker);
let last: Promise<void> = Promise.resolve();

self.addEventListener("message", (event: MessageEvent<CommandMessage>) => {
  const { id, name, request } = event.data;
  last = last.then(async () => {
    let message: ReplyMessage;
    try {
      message = { id, kind: "reply", reply: await session.ask(name, request) };
    } catch (thrown) {
      message = {
        id,
        kind: "error",
        message: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown),
      };
    }
    self.postMessage(message);
  });
});
