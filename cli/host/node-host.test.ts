import { expect, test } from "vitest";
import { EnvironmentError } from "../failure.ts";
import { openNodeHost } from "./node-host.ts";

/** A thread that answers `boot` with what it was told to be, and does something else for other commands. */
function threadWhich(acts: string): URL {
  const source = `
    import { parentPort, workerData } from "node:worker_threads";
    parentPort.on("message", ({ id, name, request }) => {
      const reply = (value) => parentPort.postMessage({ id, kind: "reply", reply: value });
      if (name === "boot") reply({ tablesVersion: workerData });
      else { ${acts} }
    });`;
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}

test("the engine's thread knows what it is and answers", async () => {
  const { session, facts } = await openNodeHost(threadWhich("reply(request.atUs)"));
  expect(facts).toMatchObject({ kind: "node", node: process.versions.node });
  expect(await session.ask("boot", {})).toEqual({ tablesVersion: "spillway engine" });
  expect(await session.ask("stateAt", { atUs: 7 })).toBe(7);
  await session.close();
});

test("a thread that never comes back is closed at once", async () => {
  const { session } = await openNodeHost(threadWhich("for (;;);"));
  await session.ask("boot", {});
  const startedMs = performance.now();
  const waiting = session.ask("tables", {}).catch((error: unknown) => error);
  await session.close();
  expect(performance.now() - startedMs).toBeLessThan(900);
  expect(await waiting).toBeInstanceOf(Error);
});

test("a thread that throws, or ends, takes its questions with it", async () => {
  const thrower = await openNodeHost(threadWhich('throw new Error("offsets went back")'));
  await expect(thrower.session.ask("tables", {})).rejects.toThrow("offsets went back");
  await thrower.session.close();
  const quitter = await openNodeHost(threadWhich("process.exit(9)"));
  await expect(quitter.session.ask("tables", {})).rejects.toThrow("the engine's thread ended with code 9");
  await quitter.session.close();
});

test("a thread without memory is an error of the machine, with advice", async () => {
  const eat = "const kept = []; for (;;) kept.push(new Array(1_000_000).fill(kept.length));";
  const { session } = await openNodeHost(threadWhich(eat), { maxOldGenerationSizeMb: 32 });
  const error = await session.ask("tables", {}).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(EnvironmentError);
  expect(error).toHaveProperty("message", expect.stringContaining("NODE_OPTIONS=--max-old-space-size=8192"));
  await session.close();
});
