import { expect, test } from "vitest";
import { listFiles } from "./list-files.mjs";

const root = new URL("../", import.meta.url).pathname;

test("there are scenarios", () => {
  expect(listFiles(root, /\.scenario\.yaml$/u).length).toBeGreaterThan(0);
});
