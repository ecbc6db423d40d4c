import { describe, expect, test } from "vitest";
import { MIGRATIONS, type Migration, migrateDocument } from "./migration.ts";
import { SCENARIO_VERSION } from "./scenario-schema.ts";

/** Version 1 said `speed`, 2 says `speedup`, 3 has it under `replay`. */
const STEPS: readonly Migration[] = [
  { from: 1, migrate: ({ speed, ...rest }) => ({ ...rest, speedup: speed }) },
  { from: 2, migrate: ({ speedup, ...rest }) => ({ ...rest, replay: { speedup } }) },
];

describe("a document of an older version", () => {
  test("goes through every step to the wanted version", () => {
    const document = Object.freeze({ version: 1, name: "a", speed: 60 });
    const migrated = migrateDocument(document, STEPS, 3);
    expect(migrated).toEqual({
      ok: true,
      value: { document: { version: 3, name: "a", replay: { speedup: 60 } }, writtenIn: 1 },
    });
  });

  test("enters the steps at its own version", () => {
    const migrated = migrateDocument({ version: 2, speedup: 60 }, STEPS, 3);
    expect(migrated).toMatchObject({ value: { document: { version: 3, replay: { speedup: 60 } }, writtenIn: 2 } });
  });

  test("is left alone when it is current", () => {
    const document = { version: 3, speed: 1 };
    expect(migrateDocument(document, STEPS, 3)).toEqual({ ok: true, value: { document, writtenIn: 3 } });
  });

  test("is refused when a step is missing, or when it comes from the future", () => {
    expect(migrateDocument({ version: 0 }, STEPS, 3)).toMatchObject({
      error: { code: "unknown-version", path: ["version"], found: "0" },
    });
    expect(migrateDocument({ version: 4 }, STEPS, 3)).toMatchObject({
      error: { code: "unknown-version", allowed: "version: 3" },
    });
    expect(migrateDocument({ version: -1e9 }, STEPS, 3)).toMatchObject({ error: { code: "unknown-version" } });
  });

  test("is left to the schema when its version is no whole number", () => {
    for (const version of ["1", 1.5, null, Number.NaN]) {
      const document = { version };
      expect(migrateDocument(document, STEPS, 3)).toMatchObject({ ok: true, value: { document } });
    }
  });
});

test("the list leads from version 1 to the current one without a gap", () => {
  expect(MIGRATIONS.map((migration) => migration.from)).toEqual(
    Array.from({ length: SCENARIO_VERSION - 1 }, (_, index) => index + 1),
  );
});
