import { expect } from "@playwright/test";
import { test } from "../support/app.ts";
import { changeName, fileWith, openByDrop, runCommand, shownName } from "../support/frame-steps.ts";
import { playByKeys, runByKeys } from "../support/keys.ts";
import { expectPhase } from "../support/run-steps.ts";

const TINY = `version: 1
name: '<img src=x onerror=alert(1)>'
duration: 20s
pipeline:
  nodes:
    - { id: clicks, kind: source, workload: clicks }
    - { id: click.events, kind: topic, partitions: 1, replicationFactor: 1 }
    - { id: job, kind: micro-batch, trigger: 5s, options: { startingOffsets: earliest } }
    - { id: bronze.clicks, kind: bronze }
  edges: [clicks -> click.events, click.events -> job, job -> bronze.clicks]
workload:
  clicks: { kind: generator, records: 200, rate: { kind: constant, perSecond: 100 }, keys: { count: 10 } }
`;

test("a link brings the whole scenario, changes and comments included, and asks before it takes the place of other work", async ({
  app,
}) => {
  await changeName(app.page, "Handed on");
  await runCommand(app.page, "Share as a link");
  const link = await app.page.getByRole("textbox", { name: "Link" }).inputValue();
  expect(link.length).toBeLessThan(8_192);
  await app.page.getByRole("button", { name: "Copy the link" }).click();
  await expect(app.page.getByText("The link is in the clipboard.")).toBeVisible();
  await app.page.keyboard.press("Escape");

  const { hash } = new URL(link);
  await app.page.evaluate((fragment) => {
    location.hash = fragment;
  }, hash);
  const dialog = app.page.getByRole("dialog", { name: /^Save the changes to/u });
  await dialog.getByRole("button", { name: "Don’t save" }).click();
  await app.idle();
  await expect(shownName(app.page)).toHaveText("Handed on");
  expect(new URL(app.page.url()).hash).toBe("");
});

test("the round trip of a link by keyboard alone: the scenario comes back to the byte, with its change and its comments", async ({
  app,
  page,
}) => {
  const mine = `# mine, with a comment\n${TINY}`;
  await app.chooseFile(fileWith(mine, "mine.scenario.yaml"), () => page.keyboard.press("ControlOrMeta+o"));
  await expect(shownName(page)).toHaveText("mine.scenario.yaml");
  await runByKeys(page, "Arrange the drawing");
  await app.idle();
  const changed = await app.saveFile(() => page.keyboard.press("ControlOrMeta+Shift+s"));
  expect(changed.bytes.toString("utf8")).toMatch(/^# mine, with a comment\n.*layout:/su);

  await runByKeys(page, "Share as a link");
  await expect(page.getByRole("button", { name: "Copy the link" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("The link is in the clipboard.")).toBeVisible();
  await page.keyboard.press("Escape");

  // What is in the clipboard is pasted as a person would; the address bar is the browser's own.
  await page.keyboard.press("ControlOrMeta+k");
  const field = page.getByRole("combobox", { name: "Search or run a command" });
  await page.keyboard.press("ControlOrMeta+v");
  await expect(field).toHaveValue(/#scenario=/u);
  const link = await field.inputValue();
  await page.keyboard.press("Escape");
  await page.evaluate((hash) => {
    location.hash = hash;
  }, new URL(link).hash);
  await expect(shownName(page)).toHaveText("<img src=x onerror=alert(1)>");
  const arrived = await app.saveFile(() => page.keyboard.press("ControlOrMeta+Shift+s"));
  expect(arrived.bytes.toString("utf8")).toBe(changed.bytes.toString("utf8"));
});

test("a damaged link is refused with a sentence, and the demo opens", async ({ app }) => {
  await app.relaunch({ hash: "#scenario=1.AAAAnot_a_scenario" });
  await expect(app.page.getByText(/The link is damaged/u)).toBeVisible();
  await expect(shownName(app.page)).toHaveText("flights-broker-crash.scenario.yaml");
});

test("the drawing leaves as PNG, SVG and Mermaid", async ({ app, page }) => {
  const png = await app.saveFile(() => runCommand(page, "Export drawing as PNG"));
  expect(png.name).toBe("flights-broker-crash.png");
  expect([...png.bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  // Width and height in the PNG's header: the whole drawing at twice its size, not the window's.
  expect(png.bytes.readUInt32BE(16)).toBeGreaterThan(2_000);
  expect(png.bytes.length).toBeGreaterThan(20_000);
  const svg = await app.saveFile(() => runCommand(page, "Export drawing as SVG"));
  expect(svg.bytes.toString("utf8")).toContain("silver.flight");
  const mermaid = await app.saveFile(() => runCommand(page, "Export drawing as Mermaid"));
  expect(mermaid.bytes.toString("utf8")).toMatch(/^flowchart LR\n/u);
});

test("by keyboard alone the drawing leaves as PNG, and a run's report as HTML", async ({ app, page }) => {
  await app.chooseFile(fileWith(TINY, "tiny.scenario.yaml"), () => page.keyboard.press("ControlOrMeta+o"));
  await expect(shownName(page)).toHaveText("tiny.scenario.yaml");
  const png = await app.saveFile(() => runByKeys(page, "Export drawing as PNG"));
  expect(png.name).toBe("tiny.png");
  expect([...png.bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  await playByKeys(page);
  await expectPhase(page, "finished");
  await app.idle();
  const report = await app.saveFile(() => runByKeys(page, "Export report as HTML"));
  expect(report.name).toBe("tiny.report.html");
  expect(report.bytes.toString("utf8")).toMatch(/Digest<\/dt><dd class="number">[0-9a-f]{64}/u);
});

test("a run's report leaves as one HTML file in which hostile names are text", async ({ app, page }) => {
  await openByDrop(page, fileWith(TINY, "tiny.scenario.yaml"));
  await expect(shownName(page)).toHaveText("tiny.scenario.yaml");
  await runCommand(page, "Export report as HTML");
  await expect(page.getByRole("dialog", { name: "Search or run a command" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("radio", { name: "max" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Play", exact: true }).first().click();
  await expectPhase(page, "finished");
  await app.idle();
  const report = await app.saveFile(() => runCommand(page, "Export report as HTML"));
  const html = report.bytes.toString("utf8");
  expect(report.name).toBe("tiny.report.html");
  expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;");
  expect(html).not.toMatch(/<img|<script/u);
  expect(html).toMatch(/Digest<\/dt><dd class="number">[0-9a-f]{64}/u);
});
