// @ts-check
/** `node scripts/write-icon.mjs`: paints the app's icon, renderer/app/spillway.svg, as the picture that desktops ask for. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "./bundles.mjs";
import { startBrowser } from "./driven-app.mjs";

/** electron-builder makes the pictures of Windows and macOS from one of at least 512. */
const sizePx = 1_024;

const svg = readFileSync(join(repositoryRoot, "renderer/app/spillway.svg"), "utf8");
const { browser, close } = await startBrowser();
try {
  const page = await browser.newPage({ viewport: { width: sizePx, height: sizePx } });
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: 100vw }</style>${svg}`);
  const picture = await page.screenshot({ omitBackground: true });
  writeFileSync(join(repositoryRoot, "electron/icon/spillway.png"), picture);
} finally {
  await close();
}
