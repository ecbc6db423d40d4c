// @ts-check
import { logScaleTable, nativeTable, partTable, shareTable, targetTable, wholeRunTable } from "./document-sections.mjs";
import { describeMachine } from "./machine.mjs";

/** @import { BenchResults } from "./measurements.mjs" */

const method = `Each run is a process of its own that a person could start: \`npm run -s spillway -- run FILE --json --host HOST\`,
from production bundles that were built before. One round goes once through everything; rounds repeat, so what slows the
machine for a while touches every measurement alike. A figure is the median of the rounds, with the least and the most in
brackets; a ratio is made inside each round first. The history is always on. Where the wall time goes comes from runs of
their own, which ask the engine for its timings.

- **run**: from the first event to the last; **report**: the checks and the report; **load**: decoding, planning and the
  source's SQL. DuckDB's own start is in none of them. Records per second are records produced over the time of the run.
- **peak memory**: in Node the process's high-water mark, read from \`/proc\`; for Chromium the largest sum of its
  processes' resident memory in looks 0.2 s apart, in which shared pages count once a process.
- **the log's share**: the same source, producer and cluster run without a job, over the time of the whole run. It is no
  slice of it: both together need not make 100 %.
- **DuckDB's share** has the making of Arrow bytes and the reading of results in it, on both hosts.
- **native**: every statement that the engine gave DuckDB-wasm, in its order, on native DuckDB with one thread and the same
  settings of storage. Rows go in by the appender there, by Arrow here: those times are left out of the ratio, and so is
  native's making of results into values. A statement that gives another number of rows than it gave the engine ends the
  benchmark.
- **the replicated log as it grows**: one producer with acks=all sends 50,000 records of 100 bytes a virtual second for ten
  seconds to a topic of RF 3, followers copy them, and a consumer without a group fetches them all. Records per second are those
  sent over the wall time of these ten seconds; each of them is appended once, copied twice and fetched once in it.
- **event queue**: one operation takes the next event and adds one, an exponentially distributed time ahead.`;

/** The whole of docs/benchmarks.md: only what was measured. @param {BenchResults} results @returns {Promise<string>} */
export async function writeDocument(results) {
  const { outcomes, options, startedAt, minutes, load, failures } = results;
  const all = [...outcomes.values()].flat();
  const versions = {
    wasmDuckDb: all.find(({ wasmVersion }) => wasmVersion !== undefined)?.wasmVersion,
    nativeDuckDb: all.find(({ nativeVersion }) => nativeVersion !== undefined)?.nativeVersion,
  };
  const machine = [
    [
      "date",
      `${startedAt.slice(0, 16).replace("T", " ")} UTC, ${minutes.toFixed(0)} minutes, ${rounds(options.repetitions)}`,
    ],
    ...(await describeMachine(versions)),
    ["load", describeLoad(load)],
  ];
  const sections = [
    ["Targets", targetTable(outcomes)],
    ["Whole runs", wholeRunTable(outcomes)],
    ["Where the time goes", shareTable(outcomes)],
    ["The same SQL on native DuckDB", nativeTable(outcomes)],
    ["Parts by themselves", partTable(outcomes)],
    ["The replicated log as it grows", logScaleTable(outcomes)],
    ["What failed", failures.map((failure) => `- ${failure}`).join("\n")],
    ["What the runs agreed on", agreement(results)],
  ];
  return [
    "# Benchmarks",
    "Written by `npm run bench`; a change by hand is lost with the next run of it.",
    machine.map(([name, fact]) => `- **${name}**: ${fact}`).join("\n"),
    ...sections.filter(([, body]) => body !== "").map(([title, body]) => `## ${title}\n\n${body}`),
    `## Method\n\n${method}`,
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/u, "\n");
}

/** A machine that did nothing else stands below one process before, and near one or two at the end. @param {readonly [number, number]} load */
function describeLoad([before, atEnd]) {
  const facts = `${before.toFixed(1)} processes in the minute before it began, ${atEnd.toFixed(1)} in its last minute`;
  return before < 1 ? facts : `${facts}; **other work went on, so every figure is worse than the machine's own**`;
}

/** @param {number} repetitions */
function rounds(repetitions) {
  return repetitions === 1 ? "one round" : `${repetitions} rounds`;
}

/** Runs of one scenario must have one digest, whatever the host and the round; and its expectations are met. @param {BenchResults} results */
function agreement({ outcomes }) {
  /** @type {Map<string, Set<string>>} */
  const digests = new Map();
  /** @type {Set<string>} */
  const unmet = new Set();
  for (const [name, runs] of outcomes) {
    const [scenario = "", , checks] = name.split("/");
    for (const { digest, isAsExpected } of runs) {
      if (digest === undefined) continue;
      const key =
        checks === undefined ? `${scenario} alone` : `${scenario}, ${checks === "checks" ? "checks on" : "checks off"}`;
      digests.set(key, (digests.get(key) ?? new Set()).add(digest));
      if (isAsExpected === false) unmet.add(name);
    }
  }
  const lines = [...digests].map(([key, found]) =>
    found.size === 1
      ? `- ${key}: one digest, ${[...found].join("").slice(0, 16)}…`
      : `- ${key}: **${found.size} different digests**, which is a bug`,
  );
  return [...lines, ...[...unmet].map((name) => `- ${name}: **an expectation was not met**`)].join("\n");
}
