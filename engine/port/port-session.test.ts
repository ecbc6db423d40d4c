import { expect, test } from "vitest";
import type { CommandMessage } from "../protocol/messages.ts";
import { FakeSession } from "../testing/fake-session.ts";
import { answerCommand, PortSession } from "./port-session.ts";

/** Two ends of a channel that copies what it carries, as postMessage does. */
function connect(far: FakeSession) {
  const sent: { message: CommandMessage; transfer: readonly ArrayBuffer[] }[] = [];
  let isClosed = false;
  const near: PortSession = new PortSession({
    post: (message, transfer) => {
      sent.push({ message, transfer });
      void answerCommand(far, structuredClone(message)).then((reply) => near.receive(structuredClone(reply)));
    },
    close: async () => {
      isClosed = true;
    },
  });
  return { near, sent, isClosed: () => isClosed };
}

test("every question gets its own answer, in whatever order they come", async () => {
  let release: () => void = () => undefined;
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { near } = connect(new FakeSession({ before: (name) => (name === "boot" ? slow : undefined) }));
  const boot = near.ask("boot", {});
  expect(await near.ask("tables", {})).toEqual([]);
  release();
  expect(await boot).toEqual({ tablesVersion: "v0" });
});

test("an error of the engine is thrown here, with the stack from there", async () => {
  const thrown = new Error("offsets went back");
  const { near } = connect(new FakeSession({ before: () => Promise.reject(thrown) }));
  await expect(near.ask("boot", {})).rejects.toMatchObject({
    name: "RemoteEngineError",
    message: "offsets went back",
    stack: thrown.stack,
  });
});

test("the bytes of datasets move, but not when they are a part of something larger", async () => {
  const { near, sent } = connect(new FakeSession());
  const whole = new Uint8Array([1, 2, 3]);
  const part = new Uint8Array(new ArrayBuffer(10), 2, 3);
  const datasets = [
    { name: "whole", bytes: whole },
    { name: "part", bytes: part },
  ];
  await near.ask("load", { scenarioText: "", datasets, runsChecks: true });
  expect(sent[0]?.transfer).toEqual([whole.buffer]);
});

test("when the other side is gone, so are all answers, those asked later too", async () => {
  const { near, isClosed } = connect(new FakeSession({ before: () => new Promise(() => undefined) }));
  const waiting = near.ask("boot", {});
  near.breakDown(new Error("out of memory"));
  near.breakDown(new Error("and ended with code 1"));
  await expect(waiting).rejects.toThrow("out of memory");
  await expect(near.ask("tables", {})).rejects.toThrow("out of memory");
  await near.close();
  expect(isClosed()).toBe(true);
});
