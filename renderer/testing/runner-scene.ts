import { err } from "../../engine/base/result.ts";
import { answerCommand, PortSession } from "../../engine/port/port-session.ts";
import type { CommandMessage } from "../../engine/protocol/messages.ts";
import { FakeSession, type FakeSessionOptions } from "../../engine/testing/fake-session.ts";
import { TINY_SCENARIO } from "../../engine/testing/tiny-scenario.ts";
import { Runner } from "../engine-client/runner.ts";
import { LOOK_EVERY_MS, LOOKS_MAX } from "../engine-client/watchdog.ts";
import type { Host } from "../host/host.ts";
import { Activity } from "../stores/activity.ts";
import { createDocumentStore } from "../stores/document-store.ts";
import { createRunStore } from "../stores/run-store.ts";

/** When the fake engine's run ends; every microsecond has one event. */
export const END_US = 200_000;
/** What the fake engine injects, whatever it is asked to. */
export const FAULT = { fault: "broker-crash", broker: 1, for: "1s" } as const;

/** The scenario of these tests names no files. */
const NO_FILES = { readData: () => Promise.resolve(err("there are no files")) } as Partial<Host> as Host;

/**
 * A runner between a document and fake engines behind ports, in a time of its own. `most` is how many engines were open, and how many
 * slices on their way, at once.
 */
export function runnerScene(options: FakeSessionOptions = {}, host = NO_FILES) {
  const document = createDocumentStore();
  document.getState().open({ text: TINY_SCENARIO, origin: { kind: "untitled", name: "Tiny" } });
  const run = createRunStore();
  const activity = new Activity();
  const engines: { readonly fake: FakeSession; isOpen: boolean; readonly fail: (error: Error) => void }[] = [];
  const looks: (() => void)[] = [];
  let wallMs = 0;
  let advancing = 0;
  const most = { open: 0, advancing: 0 };

  const startSession = (onLost: (error: Error) => void): PortSession => {
    const fake = new FakeSession({ eventUs: 1, endUs: END_US, ...options });
    const session = new PortSession({
      post: (sent: CommandMessage, transfer) => {
        // As on a real port: buffers move, and whoever sent them has them no more.
        const message = structuredClone(sent, { transfer: [...transfer] });
        const isSlice = message.name === "advance";
        if (isSlice) advancing += 1;
        most.advancing = Math.max(most.advancing, advancing);
        void answerCommand(fake, message).then((reply) => {
          if (engine.isOpen) session.receive(withRecipe(message, reply));
          if (isSlice && engine.isOpen) advancing -= 1;
        });
      },
      close: async () => {
        engine.isOpen = false;
        advancing = 0;
      },
    });
    const engine = { fake, isOpen: true, fail: onLost };
    engines.push(engine);
    most.open = Math.max(most.open, engines.filter(({ isOpen }) => isOpen).length);
    return session;
  };
  const runner = new Runner({
    document,
    run,
    host,
    activity,
    startSession,
    nowMs: () => {
      wallMs += 1;
      return wallMs;
    },
    wait: (ms) => {
      if (ms >= LOOK_EVERY_MS) return new Promise((resolve) => looks.push(resolve));
      wallMs += ms;
      return Promise.resolve();
    },
  });
  const lookOften = async (): Promise<void> => {
    for (let look = 0; look <= LOOKS_MAX; look += 1) {
      for (const resolve of looks.splice(0)) resolve();
      await turns(20);
    }
  };
  const phase = () => run.getState().phase.kind;
  return { document, run, runner, activity, engines, most, phase, lookOften };
}

/** The fake engine knows no recipe: the fault that it takes is written as the first of one. */
function withRecipe(message: CommandMessage, reply: Awaited<ReturnType<typeof answerCommand>>) {
  if (message.name !== "inject" || reply.kind === "error") return reply;
  const edits = [{ path: ["chaos", 0], value: { ...FAULT, at: "1s" } }];
  return { ...reply, reply: { kind: "injected", atUs: 1_000_000, edits } };
}

/** Lets others run: so many turns of the queue of promises. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}
