import { expect, test } from "vitest";
import { filesInArguments } from "./launch-arguments.ts";

test.each([
  ["packaged, one file", ["spillway", "a.yaml"], 1, ["/home/a.yaml"]],
  [
    "from the source, flags between",
    ["electron", ".", "--no-sandbox", "/x/a.yaml", "--user-data-dir=/y"],
    2,
    ["/x/a.yaml"],
  ],
  [
    "what follows -- is a file whatever it looks like",
    ["spillway", "--flag", "--", "--odd.yaml"],
    1,
    ["/home/--odd.yaml"],
  ],
  ["an address of a file, as some desktops pass it", ["spillway", "file:///x/a%20b.yaml"], 1, ["/x/a b.yaml"]],
  ["an address that is none", ["spillway", "file://%zz"], 1, ["/home/file:/%zz"]],
  ["none", ["spillway", "", "."], 1, []],
])("%s", (_title, argv, skipped, files) => {
  expect(filesInArguments(argv, "/home", skipped)).toEqual(files);
});
