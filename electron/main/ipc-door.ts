import { ipcMain, type WebContents } from "electron";
import { CALL_NAMES, callChannel, DROP_CHANNEL, eventChannel } from "../ipc/channels.ts";
import type { CallName, EventName, Outcome, ShellCalls, ShellEvents } from "../ipc/shell-calls.ts";
import type { DroppedFile } from "../ipc/shell-files.ts";
import { guardCall, guardDrop } from "./call-guard.ts";

/** What answers each call of the map, at once or later. */
export type CallHandlers = {
  readonly [Name in CallName]: (
    ...args: Parameters<ShellCalls[Name]>
  ) => ReturnType<ShellCalls[Name]> | Promise<ReturnType<ShellCalls[Name]>>;
};

/** Answers the renderer's calls. The only place that receives messages: each is guarded by who sent it and what it brings. */
export function receiveCalls(
  handlers: CallHandlers,
  openDropped: (path: string) => Promise<Outcome<DroppedFile>>,
): void {
  const receive = <Name extends CallName>(name: Name): void => {
    const answer = guardCall(name, handlers[name]);
    ipcMain.handle(callChannel(name), ({ senderFrame }, ...args) => answer(senderFrame, args));
  };
  for (const name of CALL_NAMES) receive(name);
  const answerDrop = guardDrop(openDropped);
  ipcMain.handle(DROP_CHANNEL, ({ senderFrame }, ...args) => answerDrop(senderFrame, args));
}

/** Sends an event to the renderer. The only place that sends messages. */
export function sendEvent<Name extends EventName>(contents: WebContents, name: Name, payload: ShellEvents[Name]): void {
  if (!contents.isDestroyed()) contents.send(eventChannel(name), payload);
}
