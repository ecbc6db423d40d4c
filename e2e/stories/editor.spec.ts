import { expect } from "@playwright/test";
import { test } from "../support/app.ts";
import { cardOf, codeOf, goToLine, inspect, inspectorTab, lineOf, openEditor } from "../support/editor-steps.ts";

const TOPIC = "flight.events (topic)";

test("what is typed is drawn, and undone from the editor and from outside", async ({ app, page }) => {
  await openEditor(app, "YAML");
  await codeOf(page).click();
  await goToLine(page, await lineOf(page, "id: gold.vouchers"));
  await page.keyboard.press("End");
  await page.keyboard.type("_due");
  await app.idle();
  await expect(cardOf(page, "gold.vouchers_due")).toBeVisible();
  await page.keyboard.press("Control+z");
  await app.idle();
  await expect(cardOf(page, "gold.vouchers")).toBeVisible();
  await page.keyboard.press("Control+Shift+z");
  await app.idle();
  await page.getByRole("button", { name: /^Undo/ }).click();
  await app.idle();
  await expect(cardOf(page, "gold.vouchers")).toBeVisible();
  await expect(codeOf(page)).toContainText("id: gold.vouchers");
});

test("a broken text keeps the drawing, says where it broke, and F8 goes there, by keyboard alone", async ({
  app,
  page,
}) => {
  await inspectorTab(page, "Configure").focus();
  await page.keyboard.press("End");
  await expect(inspectorTab(page, "Fidelity")).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(inspectorTab(page, "YAML")).toHaveAttribute("aria-selected", "true");
  await expect(codeOf(page)).toBeVisible();
  await app.idle();
  const cards = await page.locator(".react-flow__node").count();
  const line = await lineOf(page, "name: Flights, a broker crash");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await goToLine(page, line);
  await page.keyboard.type("[");
  await app.idle();
  await expect(page.getByText("This text cannot be read.")).toBeVisible();
  expect(await page.locator(".react-flow__node").count()).toBe(cards);
  await goToLine(page, line + 20);
  await page.keyboard.press("F8");
  await expect(page.locator(".marker-widget")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+z");
  await app.idle();
  await expect(page.getByText("This text cannot be read.")).toBeHidden();
});

test("a key that is none while one types breaks nothing: completion and hover still answer", async ({ app, page }) => {
  await openEditor(app, "YAML");
  await codeOf(page).click();
  await goToLine(page, await lineOf(page, "cluster: { executors: 2"));
  for (let word = 0; word < 3; word++) await page.keyboard.press("ControlOrMeta+ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.type("}");
  await app.idle();
  await expect(page.getByText("This text cannot be read.")).toBeVisible();
  await page.keyboard.press("ControlOrMeta+Space");
  await expect(page.locator(".suggest-widget")).toBeVisible();
  await expect(page.locator(".suggest-widget")).not.toContainText("Loading");
  await page.keyboard.press("Escape");
});

test("one problem is at the node, in the list and under the text, and its quick fix is one step", async ({
  app,
  page,
}) => {
  await openEditor(app, "YAML");
  await codeOf(page).click();
  await goToLine(page, await lineOf(page, "min.insync.replicas: 2"));
  await page.keyboard.type("x");
  await app.idle();
  await expect(cardOf(page, "flight.events").getByRole("img", { name: /1 problem/ })).toBeVisible();
  await expect(page.locator(".squiggly-error")).toBeVisible();
  await page.keyboard.press("Control+Shift+m");
  const list = page.getByRole("list", { name: "Problems" });
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await page.keyboard.press("Control+.");
  await page.getByText("Change xmin.insync.replicas to min.insync.replicas").first().waitFor();
  await page.keyboard.press("Enter");
  await app.idle();
  await expect(page.getByText("The scenario can run, and a design review has nothing to remark.")).toBeVisible();
  await page.getByRole("button", { name: /^Undo/ }).click();
  await app.idle();
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await list.getByRole("button", { name: "Change xmin.insync.replicas to min.insync.replicas" }).click();
  await app.idle();
  await expect(list).toBeHidden();
});

test("the caret selects what it stands in, and a selection brings its lines", async ({ app, page }) => {
  await openEditor(app, "YAML");
  await codeOf(page).click();
  await goToLine(page, await lineOf(page, "trigger: 10s"));
  await page.keyboard.press("End");
  await expect(page.getByLabel("Inspected")).toHaveValue("node job");
  await inspect(app, "gold.vouchers (gold)");
  await expect(codeOf(page)).toContainText("id: gold.vouchers");
});

test("completion comes from the schema, and formatting keeps comments", async ({ app, page }) => {
  await openEditor(app, "YAML");
  await codeOf(page).click();
  // On the empty line below: where a wrapped line ends is a matter of how wide the editor is.
  await goToLine(page, (await lineOf(page, "unclean.leader.election.enable: false")) + 1);
  await page.keyboard.type("        max");
  await app.idle();
  // The language service is a worker that starts with the first question, which it answers when it knows the schema.
  await page.keyboard.press("Control+Space");
  const suggestion = page.locator(".suggest-widget .monaco-list-row", { hasText: "max.message.bytes" });
  await expect(suggestion).toBeVisible();
  await suggestion.click();
  await app.idle();
  await expect(codeOf(page)).toContainText("max.message.bytes:");
  await page.keyboard.press("Control+z");
  await app.idle();
  await goToLine(page, await lineOf(page, "cluster: { executors: 2"));
  await page.keyboard.press("Control+ArrowRight");
  await page.keyboard.press("Control+ArrowRight");
  await page.keyboard.type("   ");
  await page.keyboard.press("Shift+Alt+f");
  await app.idle();
  await expect(codeOf(page)).toContainText("cluster: { executors: 2,");
  await expect(codeOf(page)).toContainText("# at 720 times speed");
  await expect(page.getByRole("button", { name: /^Undo/ })).toBeVisible();
});

test("a setting is changed in its form, a remark comes, and its fix takes it away", async ({ app, page }) => {
  await inspect(app, TOPIC);
  const minIsr = page.getByRole("textbox", { name: "min.insync.replicas" });
  await minIsr.fill("1");
  await minIsr.press("Enter");
  await app.idle();
  await expect(page.getByText(/acks=all asks for one replica only/).first()).toBeVisible();
  await page.getByRole("button", { name: "Set min.insync.replicas to 2" }).click();
  await app.idle();
  await expect(minIsr).toHaveValue("2");
  await page.getByRole("button", { name: "Reset min.insync.replicas to its default" }).click();
  await app.idle();
  await expect(minIsr).toHaveValue("");
});

test("a quick fix below a definition that closes under the press is done with one click", async ({ app, page }) => {
  await inspect(app, "gold.vouchers (gold)");
  const feed = page.getByRole("combobox", { name: "feed", exact: true });
  await feed.selectOption("batch");
  await app.idle();
  await page.getByRole("textbox", { name: "id", exact: true }).click();
  await page.getByRole("button", { name: "Set feed to changes" }).click();
  await app.idle();
  await expect(feed).toHaveValue("changes");
});

test("a node is renamed and everything that names it follows, by keyboard", async ({ app, page }) => {
  await inspect(app, "silver.flight (silver)");
  await page.getByRole("textbox", { name: "id", exact: true }).focus();
  await page.keyboard.press("End");
  await page.keyboard.type("s");
  await page.keyboard.press("Enter");
  await app.idle();
  await expect(cardOf(page, "silver.flights")).toBeVisible();
  await expect(page.getByRole("contentinfo")).toContainText("No problems");
  await page
    .getByRole("contentinfo")
    .focus()
    .catch(() => undefined);
});

test("a table's SQL is edited with completion of its columns", async ({ app, page }) => {
  await inspect(app, "gold.vouchers (gold)");
  await openEditor(app, "SQL");
  await codeOf(page).click();
  await page.keyboard.press("Control+Home");
  await page.keyboard.type("select silver.flight.");
  await expect(codeOf(page)).toContainText("select silver.flight.");
  await expect(page.getByRole("option", { name: /departed_at/ })).toBeVisible();
  await page.keyboard.press("Escape");
});

test("a table's SQL is laid out as one step and stays a block of the YAML; what cannot be read stays as it is", async ({
  app,
  page,
}) => {
  await inspect(app, "gold.vouchers (gold)");
  await openEditor(app, "SQL");
  const lines = codeOf(page).locator(".view-line");
  await expect(lines.nth(5)).toHaveText("from silver.flight");
  await codeOf(page).click();
  await page.keyboard.press("Shift+Alt+f");
  await app.idle();
  await expect(lines.nth(5)).toHaveText("from");
  await expect(lines.nth(8)).toHaveText("delay_min >= 180");
  await openEditor(app, "YAML");
  await expect(codeOf(page)).toContainText(
    "as amount_cents from silver.flight where delay_min >= 180 group by all feed: changes",
  );
  await page.getByRole("button", { name: /^Undo/ }).click();
  await app.idle();
  await expect(codeOf(page)).toContainText("sql: | select cast(dep_local as date)");

  await openEditor(app, "SQL");
  await codeOf(page).click();
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("having (2 = 2");
  await page.keyboard.press("Delete");
  await page.keyboard.press("Shift+Alt+f");
  await expect(page.getByText(/^The SQL was left as it is: it ends too early/u)).toBeVisible();
  await expect(lines.nth(5)).toHaveText("from silver.flight");
});

test("each node says what is modelled of it and what is not", async ({ app, page }) => {
  await inspect(app, TOPIC);
  await inspectorTab(page, "Fidelity").click();
  await expect(page.getByRole("region", { name: "Replication" })).toContainText("not modelled");
});
