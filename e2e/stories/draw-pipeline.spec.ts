import { expect } from "@playwright/test";
import { type App, test } from "../support/app.ts";
import { cardOf, drawingOf, expectAllChecksHold, handleOf, playToTheEnd, runCommand } from "../support/canvas.ts";

/** Drags from the palette to a place of the drawing, given in parts of its width and height. */
async function dragFromPalette({ page, idle }: App, title: string, across: number, down: number): Promise<void> {
  const canvas = await drawingOf(page).boundingBox();
  if (canvas === null) throw new Error("the drawing is not on the screen");
  const item = page.getByRole("button", { name: title, exact: false }).and(page.locator("[draggable=true]")).first();
  await item.dragTo(drawingOf(page), { targetPosition: { x: canvas.width * across, y: canvas.height * down } });
  await idle();
}

async function joinByHand(
  { page, idle }: App,
  from: string,
  to: string,
  handle: "out" | "rejects" = "out",
): Promise<void> {
  await handleOf(page, from, handle).dragTo(handleOf(page, to, "in"));
  await idle();
  await expect(page.getByRole("img", { name: `Edge from ${from} to ${to}` })).toBeAttached();
}

test("a pipeline is drawn from an empty canvas with the mouse, and its run passes", async ({ app, page }) => {
  test.slow(); // draws seven nodes and runs to the end: minutes, where the machine has other work
  await runCommand(app, "New empty scenario");
  await expect(page.getByText("Nothing is drawn yet")).toBeVisible();
  for (let step = 0; step < 3; step += 1) await page.getByRole("button", { name: "Zoom out", exact: true }).click();
  await app.idle();
  await dragFromPalette(app, "Source", 0.1, 0.2);
  await dragFromPalette(app, "Topic", 0.3, 0.2);
  await dragFromPalette(app, "Micro-batch job", 0.5, 0.2);
  await dragFromPalette(app, "Bronze table", 0.7, 0.2);
  await dragFromPalette(app, "Silver table", 0.3, 0.55);
  await dragFromPalette(app, "Dead-letter table", 0.3, 0.85);
  await dragFromPalette(app, "Gold table", 0.55, 0.55);
  await joinByHand(app, "orders", "orders.events");
  await joinByHand(app, "orders.events", "job");
  await joinByHand(app, "job", "bronze.orders_raw");
  await joinByHand(app, "bronze.orders_raw", "silver.orders");
  await joinByHand(app, "silver.orders", "silver.orders_rejects", "rejects");
  await joinByHand(app, "silver.orders", "gold.orders_summary");
  await playToTheEnd(app);
  await expectAllChecksHold(page);
  await expect(cardOf(page, "silver.orders_rejects")).toContainText("rejected");
});

test("a pipeline is drawn from an empty canvas with the keyboard alone, and its run passes", async ({ app, page }) => {
  test.slow(); // draws seven nodes and runs to the end: minutes, where the machine has other work
  await runCommand(app, "New empty scenario");
  const add = async (what: string, id: string): Promise<void> => {
    await page.keyboard.type(what);
    await page.keyboard.press("Enter");
    await app.idle();
    await expect(cardOf(page, id)).toBeFocused();
  };
  await page.getByRole("button", { name: "Add a node" }).focus();
  await page.keyboard.press("Enter");
  await add("source", "orders");
  for (const [what, id] of [
    ["topic", "orders.events"],
    ["micro", "job"],
    ["bronze", "bronze.orders_raw"],
    ["silver", "silver.orders"],
    ["gold", "gold.orders_summary"],
  ] as const) {
    await page.keyboard.press("a");
    await add(what, id);
  }
  await page.keyboard.press("Shift+Enter");
  await expect(cardOf(page, "silver.orders")).toBeFocused();
  await page.keyboard.press("a");
  await add("dead", "silver.orders_rejects");
  await expect(page.getByText("No problems")).toBeVisible();

  // The outline is the canvas for those who do not see it: an edge is removed there, and drawn again.
  await page.getByRole("tab", { name: "Outline" }).focus();
  await page.keyboard.press("Enter");
  const silver = page.getByRole("treeitem", { name: /^silver\.orders, silver table/u });
  await silver.focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("treeitem", { name: "feeds gold.orders_summary" })).toBeFocused();
  await page.keyboard.press("Delete");
  await app.idle();
  await expect(page.getByText("1 problem", { exact: true })).toBeVisible();
  await silver.focus();
  await page.keyboard.press("c");
  await page.keyboard.type("summary");
  await page.keyboard.press("Enter");
  await app.idle();
  await expect(page.getByText("No problems")).toBeVisible();

  await page.getByRole("radio", { name: "max", exact: true }).focus();
  await page.keyboard.press("Space");
  await silver.focus();
  await page.keyboard.press("Space");
  await app.idle();
  await expectAllChecksHold(page);
});

test("a wrong connection is refused at the cursor, with the reason", async ({ app, page }) => {
  const card = await cardOf(page, "gold.vouchers").boundingBox();
  if (card === null) throw new Error("the card is not on the screen");
  await handleOf(page, "flights", "out").hover();
  await page.mouse.down();
  await page.mouse.move(card.x + card.width / 2, card.y + card.height / 2, { steps: 8 });
  await expect(page.getByRole("status").filter({ hasText: "A source gives records" })).toBeVisible();
  await page.mouse.up();
  await app.idle();
  await expect(page.getByRole("img", { name: "Edge from flights to gold.vouchers" })).toHaveCount(0);
  await expect(page.getByText("No problems")).toBeVisible();
});

test("by keyboard a wrong connection cannot be chosen, and says why", async ({ app, page }) => {
  await cardOf(page, "flights").focus();
  await page.keyboard.press("c");
  const wrong = page.getByLabel("Connect flights").getByRole("option", { name: /gold\.vouchers/u });
  await expect(wrong).toBeDisabled();
  await expect(wrong).toContainText("A source gives records, a gold table takes");
  await page.keyboard.press("Escape");
  await app.idle();
});

test("twelve steps on the canvas are undone one by one, and done again", async ({ app, page }) => {
  const before = await textOf(app);
  await cardOf(page, "job").focus();
  for (let step = 0; step < 10; step += 1) {
    await page.keyboard.press(step % 2 === 0 ? "ArrowDown" : "Shift+ArrowRight");
  }
  await page.keyboard.press("Control+D");
  await app.idle();
  await page.keyboard.press("Delete");
  await app.idle();
  const after = await textOf(app);
  expect(after).not.toBe(before);
  for (let step = 0; step < 12; step += 1) await page.keyboard.press("Control+Z");
  await app.idle();
  expect(await textOf(app)).toBe(before);
  for (let step = 0; step < 12; step += 1) await page.keyboard.press("Control+Y");
  await app.idle();
  expect(await textOf(app)).toBe(after);
});

test("edges run around the cards in their way, wherever these are moved", async ({ app, page }) => {
  expect(await crossings(app)).toEqual([]);
  await cardOf(page, "gold.route_risk").focus();
  for (let step = 0; step < 9; step += 1) await page.keyboard.press("Shift+ArrowRight");
  await app.idle();
  const plain = await pathOf(app, "silver.flight", "gold.route_risk");
  await cardOf(page, "gold.vouchers").focus();
  for (let step = 0; step < 4; step += 1) await page.keyboard.press("Shift+ArrowUp");
  await app.idle();
  expect(await pathOf(app, "silver.flight", "gold.route_risk")).not.toBe(plain);
  expect(await crossings(app)).toEqual([]);
  for (let step = 0; step < 4; step += 1) await page.keyboard.press("Shift+ArrowDown");
  await app.idle();
  expect(await pathOf(app, "silver.flight", "gold.route_risk")).toBe(plain);
});

/** How the line of an edge runs. */
async function pathOf({ page }: App, from: string, to: string): Promise<string | null> {
  const edge = page.getByRole("img", { name: `Edge from ${from} to ${to}` });
  return edge.locator(".react-flow__edge-path").getAttribute("d");
}

/** Which edges run over which cards, looked up along each line. */
async function crossings({ page }: App): Promise<readonly string[]> {
  return page.locator(".react-flow__edge").evaluateAll((edges) => {
    const cards = [...document.querySelectorAll(".react-flow__node-card")].map((card) => ({
      id: card.getAttribute("data-id"),
      box: card.getBoundingClientRect(),
    }));
    return edges.flatMap((edge) => {
      const path = edge.querySelector<SVGPathElement>(".react-flow__edge-path");
      const toScreen = path?.getScreenCTM();
      if (path === null || toScreen === null || toScreen === undefined)
        return [`${edge.getAttribute("aria-label")}: no line`];
      const points = Array.from({ length: 200 }, (_, index) =>
        path.getPointAtLength((path.getTotalLength() * index) / 199).matrixTransform(toScreen),
      );
      return cards
        .filter(({ box }) => points.some(({ x, y }) => x > box.left && x < box.right && y > box.top && y < box.bottom))
        .map(({ id }) => `${edge.getAttribute("aria-label")} over ${id}`);
    });
  });
}

/** Where every card lies, as the drawing says it. */
async function textOf({ page }: App): Promise<string> {
  const places = await page
    .locator(".react-flow__node-card")
    .evaluateAll((cards) =>
      cards.map((card) => `${card.getAttribute("data-id")} ${(card as HTMLElement).style.transform}`),
    );
  return places.sort().join("\n");
}
