import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolder } from "../../engine/testing/command-line.ts";
import { readFuses } from "./read-fuses.mjs";

let folder: ReturnType<typeof makeFolder>;

beforeEach(() => {
  folder = makeFolder({});
});

afterEach(() => folder.remove());

/** A program with this behind the sentinel. */
function plant(...tail: readonly (string | number)[]): string {
  const path = join(folder.path, "electron");
  const bytes = tail.map((part) => (typeof part === "number" ? Buffer.from([part]) : Buffer.from(part)));
  writeFileSync(path, Buffer.concat([Buffer.from("ELF..."), ...bytes, Buffer.from("more")]));
  return path;
}

const sentinel = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";

test("each fuse of the wire is on, off, or not there in an older Electron", () => {
  expect(readFuses(plant(sentinel, 1, 3, "010"))).toEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
  });
});

test("what is no Electron, or has fuses of another version, is refused", () => {
  expect(() => readFuses(plant("nothing"))).toThrow(/no Electron/u);
  expect(() => readFuses(plant(sentinel, 2, 1, "1"))).toThrow(/version 2/u);
});
