import { answerCommand } from "../port/port-session.ts";
import type { CommandMessage } from "../protocol/messages.ts";
import { bootWorkerTables } from "./boot-worker-tables.ts";
import { replyBuffers } from "./reply-buffers.ts";
import { Session } from "./session.ts";

/** The engine in a Web Worker: it answers the commands of the page. The table engine starts with the first `load`. */
const session = new Session(bootWorkerTables);

self.addEventListener("message", async (event: MessageEvent<CommandMessage>) => {
  const reply = await answerCommand(session, event.data);
  self.postMessage(reply, { transfer: replyBuffers(event.data, reply) });
});
