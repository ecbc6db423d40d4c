// @ts-check
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { watchMemory } from "../bench/process-memory.mjs";
import { repositoryRoot } from "../bundles.mjs";
import {
  chooseSpeed,
  pressPlay,
  serveApp,
  startBrowser,
  untilDuckDbReady,
  untilIdle,
  untilPhase,
} from "../driven-app.mjs";
import { millionRecords, twoHundredNodes, withFile } from "./scenarios.mjs";

/**
 * @import { Browser, Page } from "@playwright/test"
 * @typedef {Readonly<Record<string, number>>} Figures
 * @typedef {{ page: Page, browser: Browser, processId: number, address: string }} Stage
 */

const framesForMs = 10_000;
const scrubs = 60;
const longTaskMs = 50;

/**
 * The page tells when its first card stands on the canvas, and keeps every task that held up its thread for long, and what its own code
 * took in frames that were long.
 */
const watchPage = `
  globalThis.benchmark = { cardMs: undefined, longTasks: [], longScripts: [] };
  new MutationObserver((_, observer) => {
    if (document.querySelector(".react-flow__node") === null) return;
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => { benchmark.cardMs = performance.now(); }));
  }).observe(document, { childList: true, subtree: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) benchmark.longTasks.push([entry.startTime, entry.duration]);
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const { scripts } of list.getEntries())
      for (const script of scripts) benchmark.longScripts.push([script.startTime, script.duration]);
  }).observe({ type: "long-animation-frame", buffered: true });
`;

/** The time from a press of Play to the frame in which a chart of the timeline looks different. */
const watchFirstChart = `
  void (benchmark.watched = new Promise((resolve) => {
    const look = () => [...document.querySelectorAll(".u-wrap canvas")].map((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let sum = 0;
      for (let index = 0; index < data.length; index += 4) sum = (sum * 31 + data[index] + data[index + 3]) | 0;
      return sum;
    }).join();
    let pressedMs;
    let before = look();
    addEventListener("click", () => { pressedMs = performance.now(); before = look(); }, { capture: true, once: true });
    const frame = () => {
      if (pressedMs !== undefined && look() !== before) resolve(performance.now() - pressedMs);
      else requestAnimationFrame(frame);
    };
    frame();
  }))
`;

/** How long every frame of some seconds took. @param {number} ms */
const watchFrames = (ms) => `
  new Promise((resolve) => {
    const frames = [];
    const startMs = performance.now();
    let lastMs = startMs;
    const frame = (nowMs) => {
      frames.push(nowMs - lastMs);
      lastMs = nowMs;
      if (nowMs - startMs < ${ms}) requestAnimationFrame(frame);
      else resolve(frames.slice(1));
    };
    requestAnimationFrame(frame);
  })
`;

/** The time from the next press of the pointer to the second frame after it, in which everything is drawn. */
const watchScrub = `
  void (benchmark.watched = new Promise((resolve) => addEventListener("pointerdown", () => {
    const startMs = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - startMs)));
  }, { capture: true, once: true })))
`;

/** @param {readonly number[]} values @param {number} part */
function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

/**
 * The app in a fresh browser, with the demo or with a scenario.
 * @param {string | undefined} text
 * @param {(stage: Stage) => Promise<Figures>} work
 */
async function onStage(text, work) {
  /** @param {string | undefined} file */
  const play = async (file) => {
    const server = await serveApp(file === undefined ? [] : [file]);
    const { browser, processId, close } = await startBrowser();
    try {
      const context = await browser.newContext({ viewport: { width: 1600, height: 980 } });
      await context.addInitScript(watchPage);
      const page = await context.newPage();
      await page.goto(server.address);
      await untilIdle(page);
      return await work({ page, browser, processId, address: server.address });
    } finally {
      await close();
      await server.close();
    }
  };
  return text === undefined ? play(undefined) : withFile(text, play);
}

/**
 * How often the page's thread was held up for longer than it may be since an instant, by whatever and by the app's own code, and the
 * longest of each.
 * @param {Page} page
 * @param {number} sinceMs
 */
async function longTasks(page, sinceMs) {
  /** @param {string} list */
  const longOf = async (list) => {
    const spans = /** @type {[number, number][]} */ (await page.evaluate(list));
    const long = spans.filter(([startMs, ms]) => startMs >= sinceMs && ms > longTaskMs).map(([, ms]) => ms);
    return { count: long.length, longestMs: Math.max(0, ...long) };
  };
  const [tasks, scripts] = [await longOf("benchmark.longTasks"), await longOf("benchmark.longScripts")];
  return {
    longTasks: tasks.count,
    longestTaskMs: tasks.longestMs,
    longScripts: scripts.count,
    longestScriptMs: scripts.longestMs,
  };
}

/** @param {Page} page @returns {Promise<number>} */
async function pageNowMs(page) {
  return page.evaluate("performance.now()");
}

/** The demo: loaded twice, played, scrubbed. @returns {Promise<Figures>} */
export function measureDemo() {
  return onStage(undefined, async ({ page, address }) => {
    const coldMs = Number(await page.evaluate("benchmark.cardMs"));
    const atOnceMs = await playToFirstChart(page);
    await page.goto(address);
    await untilIdle(page);
    const warmMs = Number(await page.evaluate("benchmark.cardMs"));
    await untilDuckDbReady(page);
    const firstChartMs = await playToFirstChart(page);
    await chooseSpeed(page, "max");
    const sinceMs = await pageNowMs(page);
    const frames = /** @type {number[]} */ (await page.evaluate(watchFrames(framesForMs)));
    await untilPhase(page, "finished");
    const long = await longTasks(page, sinceMs);
    await untilIdle(page);
    const scrubMs = await scrubTimeline(page);
    return {
      coldMs,
      warmMs,
      firstChartMs,
      atOnceMs,
      frameP95Ms: quantile(frames, 0.95),
      ...long,
      scrubP95Ms: quantile(scrubMs, 0.95),
    };
  });
}

/** @param {Page} page */
async function playToFirstChart(page) {
  await page.evaluate(watchFirstChart);
  await pressPlay(page);
  return Number(await page.evaluate("benchmark.watched"));
}

/** Presses on the timeline at instants all over the run. @param {Page} page */
async function scrubTimeline(page) {
  const box = await page.getByRole("slider").first().boundingBox();
  if (box === null) throw new Error("the timeline has no slider to scrub with");
  /** @type {number[]} */
  const times = [];
  for (let scrub = 0; scrub < scrubs; scrub += 1) {
    // Steps that share no factor with the count of presses: far jumps, each place once.
    const part = ((scrub * 37) % scrubs) / scrubs;
    await page.evaluate(watchScrub);
    await page.mouse.click(box.x + 2 + part * (box.width - 4), box.y + box.height / 2);
    times.push(Number(await page.evaluate("benchmark.watched")));
    await untilIdle(page);
  }
  return times;
}

/** The demo on the command line: how fast this machine is. @returns {Promise<Figures>} */
export async function measureMachine() {
  const startedMs = performance.now();
  const run = spawn(process.execPath, [join(repositoryRoot, "cli/launch.mjs"), "start", "--headless"], {
    stdio: "ignore",
  });
  const [code] = await once(run, "close");
  if (code !== 0) throw new Error(`the demo on the command line ended with exit code ${code}`);
  return { demoSeconds: (performance.now() - startedMs) / 1_000 };
}

/** Two hundred nodes at full speed. @returns {Promise<Figures>} */
export function measureManyNodes() {
  return onStage(twoHundredNodes(), async ({ page }) => {
    await untilDuckDbReady(page);
    await chooseSpeed(page, "max");
    await pressPlay(page);
    await untilPhase(page, "running");
    const sinceMs = await pageNowMs(page);
    const frames = /** @type {number[]} */ (await page.evaluate(watchFrames(framesForMs)));
    return { frameP95Ms: quantile(frames, 0.95), ...(await longTasks(page, sinceMs)) };
  });
}

/** A million records to the end, with the browser's memory. @returns {Promise<Figures>} */
export function measureMillion() {
  return onStage(millionRecords(), async ({ page, processId }) => {
    const stop = watchMemory(processId);
    await chooseSpeed(page, "max");
    const startedMs = performance.now();
    await pressPlay(page);
    await untilPhase(page, "finished");
    const wallSeconds = (performance.now() - startedMs) / 1_000;
    await untilIdle(page);
    const { ownPeakBytes, childrenPeakBytes } = stop();
    return { peakBytes: ownPeakBytes + childrenPeakBytes, wallSeconds };
  });
}
