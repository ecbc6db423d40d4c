import { expect, test, vi } from "vitest";
import { CALL_NAMES } from "../ipc/channels.ts";
import { CALL_ARGUMENTS } from "./call-arguments.ts";
import { guardCall, guardDrop, type SenderFrame } from "./call-guard.ts";

const own = { url: "app://bundle/index.html", parent: null };

const strangers: readonly (readonly [string, SenderFrame])[] = [
  ["a frame that is gone", null],
  ["a page from the network", { url: "https://example.com/", parent: null }],
  ["a file", { url: "file:///tmp/x.html", parent: null }],
  ["a look-alike host", { url: "app://bundle.evil/", parent: null }],
  ["another scheme that begins alike", { url: "app-x://bundle/", parent: null }],
  ["a frame inside the page", { url: "app://bundle/", parent: own }],
];

test.each(CALL_NAMES)("%s answers no stranger", async (name) => {
  const handler = vi.fn();
  const answer = guardCall(name, handler);
  for (const [, stranger] of strangers) await expect(answer(stranger, [])).rejects.toThrow(/only the app's own page/u);
  await expect(guardDrop(handler)(null, ["/x"])).rejects.toThrow(/only the app's own page/u);
  expect(handler).not.toHaveBeenCalled();
});

test.each(CALL_NAMES)("%s takes no argument that is not in the map", async (name) => {
  const handler = vi.fn();
  const answer = guardCall(name, handler);
  for (const args of [[Symbol("odd")], [{ path: 1 }], [{ extra: true }], ["x", "y"], [{ __proto__: null }, 1]])
    await expect(answer(own, args)).rejects.toThrow(/refused/u);
  expect(handler).not.toHaveBeenCalled();
});

test("good arguments reach the handler, without fields that are undefined", async () => {
  const handler = vi.fn(() => "done");
  const entry = { id: "doc-1", name: "n", text: "t", path: undefined, stamp: undefined };
  expect(await guardCall("writeJournal", handler)(own, [entry])).toBe("done");
  expect(handler).toHaveBeenCalledWith({ id: "doc-1", name: "n", text: "t" });
});

test.each([
  ["writeJournal", { id: "../up", name: "n", text: "t" }],
  ["writeJournal", { id: "", name: "n", text: "t" }],
  ["saveScenario", { path: "/a\0b", text: "t" }],
  ["saveScenario", { path: "", text: "t" }],
  ["exportBytes", { suggestedName: "a", bytes: [1, 2] }],
  ["showProgress", Number.NaN],
  ["showProgress", 2],
  ["chooseTheme", "neon"],
] as const)("a bad argument is refused: %s %j", (name, argument) => {
  expect(CALL_ARGUMENTS[name].safeParse([argument]).success).toBe(false);
});

test("bytes of a dropped file's path come as one text", async () => {
  const handler = vi.fn();
  await guardDrop(handler)(own, ["/x/a.yaml"]);
  expect(handler).toHaveBeenCalledWith("/x/a.yaml");
  await expect(guardDrop(handler)(own, [{}])).rejects.toThrow(/refused/u);
});
