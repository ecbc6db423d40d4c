// @ts-check
import { appHeading } from "../bench/keep-app-section.mjs";
import { loadOfLastMinute } from "../bench/machine.mjs";
import { number, spread, table } from "../bench/markdown-table.mjs";
import { spreadsOf } from "../bench/statistics.mjs";

/**
 * @import { Figures } from "./measures.mjs"
 * @typedef {{ measure: string, figure: string, text: string, most: number | undefined, digits: number, unit?: number }} Row
 * @typedef {ReadonlyMap<string, readonly Figures[]>} Results
 */

/** A thirtieth of a second: frames of a 60 Hz screen last 16.7 ms or a multiple of it. */
const twoFramesMs = 33.4;

/** @type {readonly Row[]} */
const rows = [
  {
    measure: "demo",
    figure: "warmMs",
    text: "page load to the first card on the canvas, warm, ms",
    most: 2_000,
    digits: 0,
  },
  { measure: "demo", figure: "coldMs", text: "the same in a fresh browser, ms", most: undefined, digits: 0 },
  {
    measure: "demo",
    figure: "firstChartMs",
    text: "Play to the first moving chart, DuckDB ready, ms",
    most: 1_000,
    digits: 0,
  },
  {
    measure: "demo",
    figure: "atOnceMs",
    text: "the same in a fresh browser, pressed as soon as the page is idle, ms",
    most: undefined,
    digits: 0,
  },
  {
    measure: "demo",
    figure: "frameP95Ms",
    text: "frame time P95 at full speed, the demo, ms",
    most: twoFramesMs,
    digits: 1,
  },
  {
    measure: "many-nodes",
    figure: "frameP95Ms",
    text: "frame time P95 at full speed, 200 nodes, ms",
    most: 50,
    digits: 1,
  },
  { measure: "demo", figure: "scrubP95Ms", text: "scrub latency P95 over the demo, ms", most: 200, digits: 0 },
  {
    measure: "demo",
    figure: "longScripts",
    text: "times that the app's code held the main thread for over 50 ms, during the demo",
    most: 0,
    digits: 0,
  },
  { measure: "demo", figure: "longestScriptMs", text: "the longest of them, ms", most: undefined, digits: 0 },
  {
    measure: "demo",
    figure: "longTasks",
    text: "the same with the browser's own layout and painting",
    most: undefined,
    digits: 0,
  },
  { measure: "demo", figure: "longestTaskMs", text: "the longest of those, ms", most: undefined, digits: 0 },
  {
    measure: "many-nodes",
    figure: "longScripts",
    text: "times that the app's code did in 10 s with 200 nodes",
    most: undefined,
    digits: 0,
  },
  {
    measure: "many-nodes",
    figure: "longTasks",
    text: "the same with the browser's own layout and painting",
    most: undefined,
    digits: 0,
  },
  {
    measure: "million",
    figure: "peakBytes",
    text: "memory of all processes, a run of 1,000,000 records, GiB",
    most: undefined,
    digits: 2,
    unit: 1024 ** 3,
  },
  {
    measure: "million",
    figure: "wallSeconds",
    text: "that run from Play to its verdict, s",
    most: undefined,
    digits: 1,
  },
  {
    measure: "machine",
    figure: "demoSeconds",
    text: "for comparison: the demo on the command line, without a screen, s",
    most: undefined,
    digits: 1,
  },
];

const method = `Written by \`npm run bench:app\`: the built app in Chromium, served on loopback, 1600x980, software rendering, a fresh browser
for each measurement; a figure is the median of the rounds, with the least and the most in brackets.

- **page load**: from the navigation to the second frame after the first card stands on the canvas; warm is the second load.
- **Play to the first moving chart**: from the click to the frame in which the pixels of a chart of the timeline differ. DuckDB is ready
  when the status bar says so: it has started and read the document.
- **frame time**: between two animation frames, over 10 s of a run at full speed; a 60 Hz screen shows one for 16.7 ms or a multiple of it, so that
  33 ms are two of them.
- **scrub latency**: from a press on the timeline to the second frame after it, 60 places all over the finished demo, far jumps.
- **held the main thread**: from full speed to the verdict, in wall time, so that it grows when the machine's cores are all busy; the app's
  code as Chromium's entries of long animation frames tell it by script, all together as its entries of long tasks do.
- **memory**: the largest sum of resident memory of the browser's processes, in which shared pages count once a process.`;

/**
 * The app's section of docs/benchmarks.md.
 * @param {Results} results
 * @param {{ startedAt: string, loadBefore: number, rounds: number, machine: readonly (readonly [string, string])[] }} run
 */
export function appSection(results, { startedAt, loadBefore, rounds, machine }) {
  const lines = rows.flatMap(({ measure, figure, text, most, digits, unit = 1 }) => {
    const measured = spreadsOf(results.get(measure) ?? [])[figure];
    if (measured === undefined) return [];
    const verdict = most === undefined ? "" : measured.median <= most ? "met" : "**missed**";
    return [[text, most === undefined ? "" : `at most ${number(most, 0)}`, spread(measured, digits, unit), verdict]];
  });
  const facts = [
    ["date", `${startedAt.slice(0, 16).replace("T", " ")} UTC, ${rounds} ${rounds === 1 ? "round" : "rounds"}`],
    ...machine,
    ["load", `${loadBefore.toFixed(1)} processes in the minute before, ${loadOfLastMinute().toFixed(1)} in the last`],
  ];
  const list = facts.map(([name, fact]) => `- **${name}**: ${fact}`).join("\n");
  return `${appHeading}\n\n${method}\n\n${list}\n\n${table(["figure", "wanted", "measured", ""], lines)}\n`;
}
