import { expect, type Page } from "@playwright/test";

/** Longer than this from a look to the next frame, in milliseconds, and the screen no longer answers: generous, for busy machines. */
const FRAME_MS_MAX = 3_000;

/** What a hostile text would leave on the page if it were taken for markup, for code, or for something wider than the window. */
export async function expectUnharmed(page: Page, screen: string): Promise<void> {
  const harm = await page.evaluate(async () => {
    const startMs = performance.now();
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    const parts = [document.documentElement, document.body, document.querySelector("#root")];
    return {
      struck: "struck" in globalThis,
      markup: [...document.querySelectorAll("img[onerror], img[src*=struck], script:not([src])")].map(
        ({ outerHTML }) => outerHTML,
      ),
      wider: parts.flatMap((part) => (part !== null && part.scrollWidth > innerWidth ? [part.scrollWidth] : [])),
      higher: parts.flatMap((part) => (part !== null && part.scrollHeight > innerHeight ? [part.scrollHeight] : [])),
      frameMs: performance.now() - startMs,
    };
  });
  const { frameMs, ...rest } = harm;
  expect.soft(rest, screen).toEqual({ struck: false, markup: [], wider: [], higher: [] });
  expect.soft(frameMs, `${screen}: the next frame`).toBeLessThan(FRAME_MS_MAX);
}

/** The controls that a person needs wherever they are: whole on the screen, and nothing over them. */
export async function expectReachable(page: Page, screen: string): Promise<void> {
  const controls = [
    page.getByRole("button", { name: "Menu", exact: true }),
    page.getByRole("button", { name: /^(?:Play|Pause)$/u }),
    page.getByTestId("clock"),
    page.getByRole("button", { name: "Search or run a command" }),
    page.getByRole("button", { name: "Hide the inspector" }),
    page.getByRole("button", { name: "Close the palette" }),
    page.getByRole("button", { name: "Close the lower panel" }),
    page.getByRole("tab", { name: "Timeline" }),
    page.getByRole("tab", { name: "Runs" }),
    page.getByRole("tab", { name: "Fidelity" }),
    page.getByRole("button", { name: "Fit the whole drawing" }),
    page.getByRole("contentinfo").getByRole("button").first(),
  ];
  for (const control of controls) {
    await expect.soft(control, screen).toBeInViewport({ ratio: 0.99 });
    await control.click({ trial: true, timeout: 10_000 });
  }
}
