import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeFolder } from "../../engine/testing/command-line.ts";
import type { ShellEvents } from "../ipc/shell-calls.ts";
import { stampOf, writeAtomically } from "./atomic-file.ts";
import { DocumentWatch } from "./document-watch.ts";

let folder: ReturnType<typeof makeFolder>;
let told: ShellEvents["changedOnDisk"][];
let watch: DocumentWatch;

beforeEach(() => {
  folder = makeFolder({ "a.yaml": "one", "b.yaml": "two" });
  told = [];
  watch = new DocumentWatch((change) => told.push(change));
  watch.note(at("a.yaml"), stampOf("one"));
  watch.follow(at("a.yaml"));
});

afterEach(() => {
  watch.stop();
  folder.remove();
});

const at = (name: string): string => join(folder.path, name);

test("tells another program's change, also when it replaces the file", async () => {
  writeFileSync(at("a.yaml"), "written over");
  await vi.waitFor(() => expect(told).toMatchObject([{ kind: "changed", file: { text: "written over" } }]), 3_000);
  await writeAtomically(at("a.yaml"), "replaced");
  await vi.waitFor(() => expect(told).toMatchObject([{}, { kind: "changed", file: { text: "replaced" } }]), 3_000);
});

test("its own save is no news, nor is another file; what comes after them is", async () => {
  watch.expect(at("a.yaml"), stampOf("mine"));
  await writeAtomically(at("a.yaml"), "mine");
  writeFileSync(at("b.yaml"), "other");
  watch.note(at("a.yaml"), stampOf("mine"));
  writeFileSync(at("a.yaml"), "mine");
  await writeAtomically(at("a.yaml"), "theirs");
  await vi.waitFor(() => expect(told).toHaveLength(1), 3_000);
  expect(told).toMatchObject([{ kind: "changed", file: { text: "theirs" } }]);
});

test("a file that is deleted is told once, and again as changed when it is back", async () => {
  rmSync(at("a.yaml"));
  await vi.waitFor(() => expect(told).toEqual([{ kind: "gone", path: at("a.yaml") }]), 3_000);
  writeFileSync(at("a.yaml"), "back");
  await vi.waitFor(() => expect(told).toMatchObject([{ kind: "gone" }, { kind: "changed" }]), 3_000);
});

test("a watch that moved on tells nothing of the file before", async () => {
  watch.note(at("b.yaml"), stampOf("two"));
  watch.follow(at("b.yaml"));
  writeFileSync(at("a.yaml"), "changed");
  writeFileSync(at("b.yaml"), "changed too");
  await vi.waitFor(() => expect(told).toMatchObject([{ kind: "changed", file: { path: at("b.yaml") } }]), 3_000);
});
