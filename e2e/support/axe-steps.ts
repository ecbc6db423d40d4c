import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Axe over a part of the page, the whole of it when left out. A dialog hides the rest, so that is not looked at again. */
export async function expectAccessible(page: Page, screen: string, part = "html"): Promise<void> {
  // The legacy mode opens no page of its own, which Electron cannot.
  const axe = new AxeBuilder({ page }).setLegacyMode().include(part).withTags(TAGS);
  const { violations } = await axe.analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${screen}: ${id} at ${node.target.join(" ")}: ${node.failureSummary}`),
  );
  expect(found).toEqual([]);
}
