// @vitest-environment jsdom
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keyText } from "../widgets/key-text.ts";
import { appCommands } from "./app-commands.ts";

test("docs/app.md has every key of the app and no other", () => {
  const document = readFileSync(join(import.meta.dirname, "../../docs/app.md"), "utf8");
  const written = document.split("\n").filter((line) => /^\| `/u.test(line));
  const expected = appCommands.flatMap(({ title, keys, scope }) =>
    keys === undefined
      ? []
      : [`| ${keys.map((key) => `\`${keyText(key, "Linux")}\``).join(", ")} | ${title} | ${scope ?? "everywhere"} |`],
  );
  expect(written).toEqual(expected);
});
