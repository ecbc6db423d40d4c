import { answerCommand } from "../port/port-session.ts";
import type { CommandMessage } from "../protocol/messages.ts";
import { bootWorkerTables } from "./boot-worker-tables.ts";
import { Session } from "./session.ts";

/**
 * The engine in a Web Worker: it answers the commands of the page one at a time, in the order in which they came. The table
 * engine starts with the first `load`.
 */
const session = new Session(bootWorkerTables);
let last: Promise<void> = Promise.resolve();

self.addEventListener("message", (event: MessageEvent<CommandMessage>) => {
  last = last.then(async () => self.postMessage(await answerCommand(session, event.data)));
});
