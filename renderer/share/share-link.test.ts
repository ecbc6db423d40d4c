import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeShareLink, readShareLink } from "./share-link.ts";

const PAGE = "http://127.0.0.1:4000/?open=mine.scenario.yaml#old";
const SEED = 20_260_712;

function fragmentOf(bytes: Uint8Array): string {
  return `#scenario=1.${Buffer.from(bytes).toString("base64url")}`;
}

describe("a share link", () => {
  test(`gives back any text, whatever it holds (seed ${SEED})`, async () => {
    const texts = fc.string({ unit: "grapheme", maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const link = await makeShareLink(text, PAGE);
        expect(link.ok).toBe(true);
        if (!link.ok) return;
        expect(link.value.startsWith("http://127.0.0.1:4000/#scenario=1.")).toBe(true);
        expect(await readShareLink(new URL(link.value).hash)).toEqual({ ok: true, value: text });
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  test(`never throws at a fragment that somebody made up (seed ${SEED})`, async () => {
    const fragments = fc.oneof(
      fc.string().map((text) => `#scenario=1.${text}`),
      fc.uint8Array({ maxLength: 64 }).map(fragmentOf),
    );
    await fc.assert(
      fc.asyncProperty(fragments, async (fragment) => {
        const read = await readShareLink(fragment);
        if (read?.ok === false) expect(read.error).toMatch(/\.$/u);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  test("of a text that does not come back as it went is refused", async () => {
    expect(await makeShareLink("half a pair: \ud83d", PAGE)).toMatchObject({ ok: false });
  });

  test("that would be too long is refused, with the file as the way out", async () => {
    const noise = Array.from({ length: 4_000 }, (_, line) => (line * 2_654_435_761) % 4_294_967_296).join("\n");
    const link = await makeShareLink(noise, PAGE);
    expect(link).toMatchObject({ ok: false, error: expect.stringContaining("file") });
  });

  test("does not unpack a bomb", async () => {
    const bomb = deflateRawSync(Buffer.alloc(10 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(16_384);
    expect(await readShareLink(fragmentOf(bomb))).toMatchObject({ ok: false, error: expect.stringContaining("2 MiB") });
  });

  test("of a later form says so", async () => {
    expect(await readShareLink("#scenario=2.AAAA")).toMatchObject({
      ok: false,
      error: expect.stringContaining("newer"),
    });
  });

  test("is not what another fragment is", async () => {
    expect(await readShareLink("")).toBeUndefined();
    expect(await readShareLink("#lower-panel")).toBeUndefined();
  });
});
