import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const FIRST_THEME = "dark";
const OTHER_THEMES = ["light", "contrast"];

type Violation = {
  readonly id: string;
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[];
};
type Axe = { run(part: string, options: object): Promise<{ readonly violations: readonly Violation[] }> };

/**
 * Axe over a part of the page, the whole of it when left out, in every theme. A dialog hides the rest, so that is not looked at again.
 * What it finds fails the story at its end, so that one screen does not hide the next.
 */
export async function expectAccessible(page: Page, screen: string, part = "html"): Promise<void> {
  await paintTheme(page, FIRST_THEME);
  // The legacy mode opens no page of its own, which Electron cannot.
  const axe = new AxeBuilder({ page })
    .setLegacyMode()
    .include(part)
    .options({ resultTypes: ["violations"] });
  const first = await axe.withTags(TAGS).analyze();
  const found = describe(first.violations, `${screen}, ${FIRST_THEME}`);
  for (const theme of OTHER_THEMES) {
    await paintTheme(page, theme);
    found.push(...describe(await lookAtColors(page, part), `${screen}, ${theme}`));
  }
  await paintTheme(page, FIRST_THEME);
  expect.soft(found).toEqual([]);
}

/** Themes differ in nothing but their colours. Axe is on the page since it looked at the first one. */
function lookAtColors(page: Page, part: string): Promise<readonly Violation[]> {
  return page.evaluate(async (within) => {
    const axe = Reflect.get(globalThis, "axe") as Axe;
    const { violations } = await axe.run(within, { runOnly: ["color-contrast"], resultTypes: ["violations"] });
    return violations;
  }, part);
}

/** Writes a theme on the page as its settings do, and waits until every colour has faded into it; a menu or a dialog stays open. */
async function paintTheme(page: Page, theme: string): Promise<void> {
  await page.evaluate(async (name) => {
    document.documentElement.dataset["theme"] = name;
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
    const fading = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(fading.map(({ finished }) => finished));
  }, theme);
}

function describe(violations: readonly Violation[], screen: string): string[] {
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${screen}: ${id} at ${String(target)}: ${failureSummary}`),
  );
}
