import { expect, test } from "vitest";
import { filesInArguments } from "./launch-arguments.ts";

test.each([
  ["packaged, one file", ["spillway", "a.yaml"], true, ["/home/a.yaml"]],
  ["from the source", ["electron", "/app", "/x/a.yaml", "--user-data-dir=/y"], false, ["/x/a.yaml"]],
  ["flags before the app's folder", ["electron", "--no-sandbox", "/app", "a.yaml"], false, ["/home/a.yaml"]],
  ["from the source, no file", ["electron", ".", "--"], false, []],
  [
    "what follows -- is a file whatever it looks like",
    ["spillway", "--flag", "--", "--odd.yaml"],
    true,
    ["/home/--odd.yaml"],
  ],
  ["an address of a file, as some desktops pass it", ["spillway", "file:///x/a%20b.yaml"], true, ["/x/a b.yaml"]],
  ["an address that is none", ["spillway", "file://%zz"], true, ["/home/file:/%zz"]],
  ["none", ["spillway", ""], true, []],
])("%s", (_title, argv, isPackaged, files) => {
  expect(filesInArguments(argv, "/home", isPackaged)).toEqual(files);
});
