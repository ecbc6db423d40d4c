import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { repositoryRoot } from "../../scripts/bundles.mjs";
import { type App, test } from "../support/app.ts";
import { expectPhase } from "../support/run-steps.ts";

/** Broker 2 is killed at 12 s, broker 1 at 27 s; the run is over after 51 s. */
const ELECTION = join(repositoryRoot, "scenarios/golden/clean-election.scenario.yaml");

const instant = (page: Page) => page.getByRole("slider", { name: "Instant shown" });
const pipeline = (page: Page) => page.getByRole("main", { name: "Pipeline" });
const review = (page: Page) => page.getByRole("region", { name: "Review" });
const lane = (page: Page) => page.getByRole("listbox", { name: "Faults and reactions" });

async function open(app: App, page: Page): Promise<void> {
  await app.chooseFile(ELECTION, () => page.keyboard.press("ControlOrMeta+o"));
}

async function runToTheEnd(app: App, page: Page): Promise<void> {
  await open(app, page);
  await page.getByRole("radio", { name: "max" }).click();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expectPhase(page, "finished");
  await app.idle();
}

/** What a topic's card says of its replicas while a broker is gone; how it says it depends on how near it is drawn. */
const OUT_OF_SYNC = /under-repl\.\s*[1-9]|partitions? under-replicated/u;

/** Canvas, timeline and event log all show the second before the crash. */
async function expectSecondBefore(page: Page): Promise<void> {
  await expect(instant(page)).toHaveAttribute("aria-valuetext", "11 s");
  await expect(review(page)).toContainText("Review at 00:00:11");
  await expect(pipeline(page)).not.toContainText(OUT_OF_SYNC);
  await page.getByRole("tab", { name: "Events" }).click();
  const crash = page
    .getByRole("grid", { name: "Events" })
    .getByRole("row", { name: /process of broker 2 was killed/u });
  await expect(crash).toHaveAttribute("title", "After the instant that is shown");
  await page.getByRole("tab", { name: "Timeline" }).click();
}

test("scrub back to the second before a broker crashed, and return", async ({ app, page }) => {
  await runToTheEnd(app, page);
  await lane(page)
    .getByRole("option", { name: /^Fault: broker 2 down/u })
    .click();
  await expect(instant(page)).toHaveAttribute("aria-valuetext", "12 s, broker 2 down");

  for (let step = 0; step < 3; step += 1) await page.getByRole("button", { name: "Zoom in on the timeline" }).click();
  await instant(page)
    .getByText("00:00:11.000", { exact: true })
    .click({ position: { x: 1, y: 8 } });
  await expectSecondBefore(page);

  await instant(page)
    .getByText("00:00:15.000", { exact: true })
    .click({ position: { x: 1, y: 8 } });
  await expect(pipeline(page)).toContainText(OUT_OF_SYNC);
  await page.getByRole("button", { name: "Return to live" }).click();
  await expect(review(page)).toBeHidden();
});

test("the same by keyboard alone", async ({ app, page }) => {
  await runToTheEnd(app, page);
  await instant(page).focus();
  await page.keyboard.press("Home");
  await expect(instant(page)).toHaveAttribute("aria-valuetext", "0 s");
  await page.keyboard.press("]");
  await expect(instant(page)).toHaveAttribute("aria-valuetext", "12 s, broker 2 down");
  await page.keyboard.press("ArrowLeft");
  await expectSecondBefore(page);

  await instant(page).focus();
  for (let second = 0; second < 4; second += 1) await page.keyboard.press("ArrowRight");
  await expect(pipeline(page)).toContainText(OUT_OF_SYNC);
  await page.keyboard.press("End");
  await expect(review(page)).toBeHidden();
});

test("walk through faults and reactions by keyboard; the incident's phases say how long it took", async ({
  app,
  page,
}) => {
  await runToTheEnd(app, page);
  await lane(page).focus();
  await page.keyboard.press("ArrowRight");
  await expect(lane(page).getByRole("option", { selected: true })).toHaveAccessibleName(
    "Broker fenced at 00:00:14; ISR shrunk (5) at 00:00:14; Leader elected (2) at 00:00:14",
  );
  await page.keyboard.press("Enter");
  await expect(review(page)).toContainText("Review at 00:00:14");
  await expect(page.getByRole("list", { name: "Phases of the run" })).toContainText(
    "Caught up · detected in 2.773s, recovered in 26.008s",
  );
});

test("two markers on the timeline: what every chart was in between", async ({ app, page }) => {
  await runToTheEnd(app, page);
  await instant(page).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("]");
  await page.keyboard.press("m");
  await page.keyboard.press("]");
  await page.keyboard.press("m");
  const pane = page.getByRole("complementary", { name: "Between the markers" });
  await expect(pane).toContainText("A–B 00:00:12 to 00:00:14, 2.773s");
  await expect(pane.getByRole("row", { name: /^job/u }).first()).toBeVisible();
  await instant(page).focus();
  await page.keyboard.press("Escape");
  await expect(pane).toBeHidden();
});

test("an event of the log shows its instant and selects it, by mouse and by keyboard", async ({ app, page }) => {
  await runToTheEnd(app, page);
  await page.getByRole("tab", { name: "Events" }).click();
  await page.getByRole("searchbox", { name: "Find in events" }).fill("leader-elected");
  const events = page.getByRole("grid", { name: "Events" });
  await events.getByRole("row", { name: /Broker 3 leads order.events-4/u }).click();
  await expect(review(page)).toContainText("Review at 00:00:14");

  await page.getByRole("button", { name: "Return to live" }).click();
  await expect(review(page)).toBeHidden();
  await events.focus();
  await page.keyboard.press("End");
  await expect(review(page)).toContainText("Review at 00:00:30");
  await expect(events.getByRole("row", { selected: true })).toContainText("leader-elected");
});

test("move a planned fault along the timeline: one step of the recipe, which undo takes back", async ({
  app,
  page,
}) => {
  await open(app, page);
  const planned = lane(page).getByRole("option", { name: /^Planned: broker 2 down/u });
  await lane(page).focus();
  await page.keyboard.press("Alt+ArrowRight");
  await page.keyboard.press("Alt+Shift+ArrowRight");
  await expect(planned).toHaveAccessibleName("Planned: broker 2 down, 00:00:23 for 10s");
  await page.keyboard.press("ControlOrMeta+z");
  await expect(planned).toHaveAccessibleName("Planned: broker 2 down, 00:00:12 for 10s");

  const bar = await planned.boundingBox();
  if (bar === null) throw new Error("the planned fault has no box");
  const [x, y] = [bar.x + bar.width / 2, bar.y + bar.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y, { steps: 4 });
  await page.mouse.up();
  await expect(planned).not.toHaveAccessibleName("Planned: broker 2 down, 00:00:12 for 10s");
  await page.keyboard.press("ControlOrMeta+z");
  await expect(planned).toHaveAccessibleName("Planned: broker 2 down, 00:00:12 for 10s");
});

test("the checks are offered when a run is over, and lead to what was found", async ({ app, page }) => {
  await runToTheEnd(app, page);
  await page.getByRole("button", { name: "See the checks" }).click();
  await expect(page.getByRole("heading", { name: "6 checks held, none violated" })).toBeVisible();
  const list = page.getByRole("listbox", { name: "What the run was judged by" });
  await list.focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  await expect(list.getByRole("option", { selected: true })).toContainText("holds");
  await list.getByRole("option", { name: /^No duplicates.*holds/u }).click();
  await expect(page.getByRole("region", { name: "Evidence" })).toContainText(
    "every record is at most once in bronze.order_events",
  );
});
