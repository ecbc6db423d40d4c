import { expect, type Page } from "@playwright/test";
import { type App, test } from "../support/app.ts";
import { fileWith } from "../support/frame-steps.ts";
import { GROUP_SCENARIO } from "../support/group-scenario.ts";
import { expectClock, expectPhase } from "../support/run-steps.ts";

/** Plays the whole run and opens a tab of the lower panel. */
async function playAndOpen({ page, idle, chooseFile }: App, tab: string): Promise<void> {
  const path = fileWith(GROUP_SCENARIO, "group.scenario.yaml");
  await chooseFile(path, () => page.keyboard.press("ControlOrMeta+o"));
  await page.getByRole("radio", { name: "max", exact: true }).click();
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expectPhase(page, "finished");
  await page.getByRole("tab", { name: tab, exact: true }).click();
  await idle();
}

const instant = (page: Page) => page.getByRole("slider", { name: "Instant shown" });

test("lag by partition: who waits, who reads, and how long until nothing waits, by keyboard", async ({ app, page }) => {
  await playAndOpen(app, "Lag");
  const partitions = page.getByRole("grid", { name: "Partitions that billing reads" });
  await expect(partitions.getByRole("row")).toHaveCount(6);
  await partitions.focus();
  await page.keyboard.press("ArrowDown");
  const readout = page.getByTestId("lag-readout");
  await expect(readout).toContainText(/^orders-0 at 00:0\d:\d\d\.\d{3}: \d+ records? waits?, member \d reads it\.$/u);
  await page.getByRole("button", { name: "Show the beginning of the run" }).or(instant(page)).first().focus();
  await page.keyboard.press("Home");
  for (const _ of [1, 2]) await page.keyboard.press("PageUp");
  await instant(page).focus();
  await page.keyboard.press("Home");
  for (let second = 0; second < 20; second += 1) await page.keyboard.press("ArrowRight");
  await app.idle();
  // Five seconds after the second member was killed its session still goes on: two partitions are nobody's.
  await expectClock(page, "00:00:20");
  await expect(partitions.getByRole("row", { name: /nobody$/u })).toHaveCount(2);
  await expect(page.getByTestId("clearing")).toHaveText(/does not clear at this speed, orders-\d decides|clears in/u);
});

test("the history of rebalances: why, how long, what moved, and how long nobody read it", async ({ app, page }) => {
  await playAndOpen(app, "Rebalances");
  const table = page.getByRole("region", { name: "Rebalances" }).getByRole("table");
  const expired = table.getByRole("row", { name: /a session timed out/u });
  await expect(expired).toHaveCount(1);
  await expect(expired).toContainText(/1 → 2/u);
  await expired.getByRole("button").click();
  await app.idle();
  // The session of the member that was killed at 15 s runs out ten seconds after its last heartbeat.
  await expectClock(page, /^00:00:2[2-5]$/u);
  const moved = page.getByRole("region", { name: "What moved" });
  const fromDead = moved.getByRole("row").filter({ hasText: /member 2/u });
  await expect(fromDead).toHaveCount(2);
  await expect(fromDead.first()).toContainText(/1\d(?:\.\d+)?s/u);
  await page.keyboard.press("ArrowDown");
  await app.idle();
  await expectClock(page, "00:00:40");
});

test("a topic from inside: leaders, replicas, segments and producers, as its brokers have them", async ({
  app,
  page,
}) => {
  await playAndOpen(app, "Topics");
  const partitions = page.getByRole("grid", { name: "Partitions", exact: true });
  await expect(partitions.getByRole("row")).toHaveCount(7);
  await partitions.focus();
  await page.keyboard.press("ArrowDown");
  await app.idle();
  const detail = page.getByRole("region", { name: "Partition 1", exact: true });
  await expect(detail).toContainText("1 producer known");
  await expect(detail.getByRole("list", { name: "Segments" }).getByRole("listitem")).toContainText(
    /the active segment/u,
  );
  await expect(detail.getByRole("table", { name: "Replicas" }).getByRole("row")).toHaveCount(4);
  await expect(detail.getByRole("table", { name: "Leader epochs" })).toContainText("0");
});

test("the space-time diagram: lanes of brokers, partitions and members, their events and messages", async ({
  app,
  page,
}) => {
  await playAndOpen(app, "Space-time");
  const lanes = page.getByRole("treegrid", { name: "Lanes" });
  await expect(lanes.getByRole("row", { name: "Controller" })).toBeVisible();
  await expect(page.getByTestId("message-count")).toHaveText(/\d+ messages in this stretch/u);
  await lanes.focus();
  // From the head of the cluster to broker 2.
  for (let row = 0; row < 6; row += 1) await page.keyboard.press("ArrowDown");
  await expect(lanes.getByRole("row", { selected: true })).toHaveText("Broker 2");
  await page.keyboard.press("ArrowLeft");
  await app.idle();
  await expect(page.getByTestId("space-readout")).toContainText(/broker-unfenced|broker-restarted/u);
  await expect(page.getByText(/^Review at/u).first()).toBeVisible();

  for (let row = 0; row < 5; row += 1) await page.keyboard.press("ArrowUp");
  await expect(lanes.getByRole("row", { name: /^Cluster/u })).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Enter");
  await expect(lanes.getByRole("row", { name: /^Cluster/u })).toHaveAttribute("aria-expanded", "false");
  await expect(lanes.getByRole("row", { name: "Controller" })).toHaveCount(0);
  await page.getByRole("combobox", { name: "Severity" }).selectOption("Errors");
  await expect(page.getByTestId("event-count")).toHaveText("2 events");
});
