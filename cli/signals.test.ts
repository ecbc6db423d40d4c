import { EventEmitter } from "node:events";
import { expect, test, vi } from "vitest";
import { makeInterruption } from "./interruption.ts";
import { listenForSignals } from "./signals.ts";

function listen() {
  const emitter = new EventEmitter();
  const interruption = makeInterruption();
  const endAtOnce = vi.fn();
  const time = { nowMs: 1_000 };
  const stop = listenForSignals(emitter, interruption, { clock: () => time.nowMs, endAtOnce });
  return { emitter, interruption, endAtOnce, time, stop };
}

test("the first signal asks, the second ends at once", () => {
  const { emitter, interruption, endAtOnce, time } = listen();
  expect(interruption.isAsked).toBe(false);
  emitter.emit("SIGINT");
  expect(interruption.isAsked).toBe(true);
  time.nowMs += 400;
  expect(endAtOnce).not.toHaveBeenCalled();
  emitter.emit("SIGTERM");
  expect(endAtOnce).toHaveBeenCalledOnce();
});

test("one press of Ctrl-C that npm passes on once more is one press", () => {
  const { emitter, endAtOnce, time } = listen();
  emitter.emit("SIGINT");
  time.nowMs += 30;
  emitter.emit("SIGINT");
  expect(endAtOnce).not.toHaveBeenCalled();
});

test("afterwards the process is as it was", () => {
  const { emitter, stop } = listen();
  expect(emitter.eventNames()).toEqual(["SIGINT", "SIGTERM", "SIGHUP"]);
  stop();
  expect(emitter.eventNames()).toEqual([]);
});
