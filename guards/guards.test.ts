import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { guards } from "./guards.mjs";
import { codeBanViolations } from "./planted/code-bans.mjs";
import { importViolations } from "./planted/imports.mjs";
import { lintViolations } from "./planted/lint.mjs";
import { tidyViolations } from "./planted/tidy.mjs";
import { typeViolations } from "./planted/types.mjs";
import { buildSampleHouse, edit, put } from "./sample-house.mjs";

const violations = Object.entries({
  types: typeViolations,
  imports: importViolations,
  lint: lintViolations,
  "code-bans": codeBanViolations,
  tidy: tidyViolations,
}).flatMap(([guard, planted]) => planted.map((violation) => ({ guard, ...violation })));

interface Said {
  readonly checked: number;
  readonly findings: readonly string[];
}

/** What every guard says of the tree at `root`, each finding as "file message". */
async function askGuards(root: string): Promise<ReadonlyMap<string, Said>> {
  const verdicts = await Promise.all(
    guards.map(async ({ name, run }) => {
      const { checked, findings } = await run(root);
      return [name, { checked, findings: findings.map(({ file, message }) => `${file} ${message}`) }] as const;
    }),
  );
  return new Map(verdicts);
}

let house = "";
let clean: ReadonlyMap<string, Said>;
let planted: ReadonlyMap<string, Said>;

beforeAll(async () => {
  house = buildSampleHouse();
  clean = await askGuards(house);
  for (const { file, text, change } of violations) {
    if (text !== undefined) put(house, file, text);
    if (change !== undefined) edit(house, file, change);
  }
  planted = await askGuards(house);
});

afterAll(() => {
  rmSync(house, { recursive: true, force: true });
});

describe("control: the tree without a violation", () => {
  test.each(guards.map(({ name }) => name))("%s looked at something and found nothing", (name) => {
    expect(clean.get(name)?.findings).toEqual([]);
    expect(clean.get(name)?.checked).toBeGreaterThan(3);
  });
});

describe("one violation planted per rule", () => {
  test("every guard has one", () => {
    expect(new Set(violations.map(({ guard }) => guard))).toEqual(new Set(guards.map(({ name }) => name)));
  });

  test.each(violations)("$guard: $rule", ({ guard, says }) => {
    const findings = planted.get(guard)?.findings ?? [];
    expect(findings.filter((finding) => says.test(finding))).not.toEqual([]);
  });
});
