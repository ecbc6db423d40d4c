import { type Browser, chromium, type Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { assertDefined } from "../../engine/base/assert.ts";
import { makeFolder } from "../../engine/testing/command-line.ts";
import { serveFolder } from "../../hosting/loopback-server.ts";
import { chromiumFlags, ensureChromium, findChromium } from "../../scripts/find-chromium.mjs";
import { EnvironmentError } from "../failure.ts";
import { openChromiumHost, openPage } from "./chromium-host.ts";

/** A page that stands in for the production bundle: it keeps the bundle's side of the bargain, and can crash on demand. */
const PAGE_SCRIPT = `
const reply = (value) => ({ id: 0, kind: "reply", reply: value });
globalThis.spillway = {
  askForText: async (name, request) => {
    if (name === "series") await new Promise(() => undefined);
    if (name === "stateAt") return JSON.stringify({ id: 0, kind: "error", message: "no scenario is loaded", stack: "there" });
    return JSON.stringify(reply(name === "boot" ? { tablesVersion: String(crossOriginIsolated) } : request));
  },
  ask: async (name, { table }) => reply({ table, version: 3, batch: { rowCount: 2, columns: [
    { name: "id", column: { kind: "int64", values: BigInt64Array.of(1n, -(2n ** 60n)) } },
    { name: "share", column: { kind: "float64", values: Float64Array.of(0.5, NaN), valid: Uint8Array.of(1, 0) } },
    { name: "origin", column: { kind: "dictionary", codes: Int32Array.of(-1, 0), dictionary: ["ORD"] } },
  ] } }),
  load: async ({ datasets }) => {
    const texts = await Promise.all(datasets.map(async ({ address }) => (await fetch(address)).text()));
    return JSON.stringify(reply({ kind: "loaded", name: texts.join("+"), seed: 1, durationUs: 2, recordsPlanned: 3 }));
  },
};`;

let bundle: ReturnType<typeof makeFolder>;

beforeAll(async () => {
  await ensureChromium((line) => process.stderr.write(`${line}\n`));
  bundle = makeFolder({
    "index.html": '<!doctype html><link rel="icon" href="data:,"><script type="module" src="./page.js"></script>',
    "page.js": PAGE_SCRIPT,
  });
}, 300_000);

afterAll(() => bundle.remove());

test("a page in a real Chromium answers as an engine: isolated, with datasets fetched and typed arrays whole", async () => {
  const { session, facts } = await openChromiumHost(bundle.path);
  try {
    expect(facts).toMatchObject({ kind: "chromium", chromium: expect.stringMatching(/^\d+\./u) });
    expect(await session.ask("boot", {})).toEqual({ tablesVersion: "true" });
    const datasets = ["zürich", ""].map((text, index) => ({
      name: `d${index}`,
      bytes: new TextEncoder().encode(text),
    }));
    const loaded = await session.ask("load", { scenarioText: "", datasets, runsChecks: false });
    expect(loaded).toMatchObject({ kind: "loaded", name: "zürich+" });
    const { batch, version } = await session.ask("exportTable", { table: "gold.vouchers" });
    expect(version).toBe(3);
    expect(batch.columns.map(({ column }) => column)).toEqual([
      { kind: "int64", values: BigInt64Array.of(1n, -(2n ** 60n)) },
      { kind: "float64", values: Float64Array.of(0.5, Number.NaN), valid: Uint8Array.of(1, 0) },
      { kind: "dictionary", codes: Int32Array.of(-1, 0), dictionary: ["ORD"] },
    ]);
    await expect(session.ask("stateAt", { atUs: 0 })).rejects.toMatchObject({
      message: "no scenario is loaded",
      stack: "there",
    });
  } finally {
    await session.close();
  }
  await expect(session.ask("boot", {})).rejects.toThrow("the session is closed");
});

const DISASTERS: readonly (readonly [string, (browser: Browser) => Promise<unknown>])[] = [
  // The navigation never ends, since the page that it is for is gone.
  [
    "a page that crashes",
    async (browser) =>
      void pageOf(browser)
        .goto("chrome://crash")
        .catch(() => undefined),
  ],
  ["a browser that ends", (browser) => browser.close()],
];

function pageOf(browser: Browser): Page {
  return assertDefined(browser.contexts()[0]?.pages()[0], "the engine's page is open");
}

test.each(DISASTERS)("%s is an error of the machine, not a hang", async (_, strike) => {
  const browser = await chromium.launch({ executablePath: await findOne(), args: chromiumFlags });
  const { session } = await openPage(browser, await serveFolder(bundle.path));
  try {
    const waiting = session.ask("series", {}).catch((error: unknown) => error);
    await strike(browser);
    expect(await waiting).toBeInstanceOf(EnvironmentError);
    await expect(session.ask("boot", {})).rejects.toThrow(/^the browser was lost: /u);
  } finally {
    await session.close();
  }
});

test("a page that is not the engine's is refused with the browser's name", async () => {
  const wrong = makeFolder({ "index.html": "<p>nothing</p>" });
  const browser = await chromium.launch({ executablePath: await findOne(), args: chromiumFlags });
  const server = await serveFolder(wrong.path);
  try {
    await expect(openPage(browser, server, 500)).rejects.toThrow(/^the engine's page did not start in Chromium \d/u);
  } finally {
    await browser.close();
    await server.close();
    wrong.remove();
  }
});

async function findOne(): Promise<string> {
  return assertDefined(await findChromium(), "ensureChromium found one");
}

test("a bundle that was not built says how to build it", async () => {
  await expect(openChromiumHost("/nowhere")).rejects.toThrow("run: npm run build");
});
