// @ts-check
import { number, percent, spread, table } from "./markdown-table.mjs";
import { hosts, logSizes, pendingEvents } from "./measurements.mjs";
import { scenarioFiles } from "./scenarios.mjs";
import { spreadOf, spreadsOf } from "./statistics.mjs";
import { isMet, ratioBetween, targets, valuesOf } from "./targets.mjs";

/**
 * @import { Spread } from "./statistics.mjs"
 * @import { Outcomes } from "./targets.mjs"
 */

const gibibyte = 1024 ** 3;
const scenarios = Object.keys(scenarioFiles);

/** @param {Outcomes} outcomes @param {string} name @returns {Record<string, Spread> | undefined} */
function spreadsAt(outcomes, name) {
  const runs = outcomes.get(name);
  return runs === undefined ? undefined : spreadsOf(runs.map(({ figures }) => figures));
}

/** The targets beside what was measured. @param {Outcomes} outcomes */
export function targetTable(outcomes) {
  const rows = targets.flatMap((target) => {
    const measured = target.measure(outcomes);
    if (measured === undefined) return [];
    const { text, bound, limit, digits } = target;
    return [
      [
        text,
        `${bound} ${number(limit, Number.isInteger(limit) ? 0 : 1)}`,
        spread(measured, digits),
        isMet(target, measured) ? "met" : "**missed**",
      ],
    ];
  });
  return table(["target", "wanted", "measured", ""], rows);
}

/** Every whole run. @param {Outcomes} outcomes */
export function wholeRunTable(outcomes) {
  const rows = scenarios.flatMap((scenario) =>
    hosts.flatMap((host) =>
      ["checks", "no-checks"].flatMap((checks) => {
        const of = spreadsAt(outcomes, `${scenario}/${host}/${checks}`);
        if (of === undefined) return [];
        return [
          [
            `${scenario}, ${host}, ${checks === "checks" ? "checks on" : "checks off"}`,
            number(of["records"]?.median ?? 0, 0),
            spread(of["loadSeconds"], 1),
            spread(of["runSeconds"], 1),
            spread(of["checkSeconds"], 1),
            spread(of["recordsPerSecond"], 1, 1_000),
            spread(of["virtualPerWall"], 1),
            spread(of["peakBytes"], 2, gibibyte),
          ],
        ];
      }),
    ),
  );
  const head = ["run", "records", "load s", "run s", "report s", "1,000 records/s", "virtual : wall", "peak GiB"];
  return table(head, rows);
}

/** Where the wall time goes. @param {Outcomes} outcomes */
export function shareTable(outcomes) {
  const rows = scenarios.flatMap((scenario) =>
    hosts.flatMap((host) => {
      const of = spreadsAt(outcomes, `tables/${scenario}/${host}`);
      if (of === undefined) return [];
      const log = scenario.startsWith("orders")
        ? ratioBetween(outcomes, [`log/${host}`, `${scenario}/${host}/no-checks`], "runSeconds")
        : undefined;
      return [
        [
          `${scenario}, ${host}`,
          percent(of["tablesShareOfRun"]),
          percent(log),
          percent(of["checkShare"]),
          percent(of["tablesShareOfCheck"]),
          spread(of["heapBytes"], 2, gibibyte),
        ],
      ];
    }),
  );
  const head = [
    "run",
    "DuckDB's share of the run",
    "the log's share of the run",
    "checks' share of run and report",
    "DuckDB's share of the checks",
    "DuckDB's heap, GiB",
  ];
  return table(head, rows);
}

/** DuckDB-wasm beside native DuckDB on the same statements. @param {Outcomes} outcomes */
export function nativeTable(outcomes) {
  const rows = scenarios.flatMap((scenario) => {
    const of = spreadsAt(outcomes, `tables/${scenario}/node`);
    if (of?.["runNativeMs"] === undefined) return [];
    return ["run", "check"].map((phase) => [
      `${scenario}, ${phase === "run" ? "the run" : "the checks"}`,
      number(of[`${phase}Statements`]?.median ?? 0, 0),
      spread(of[`${phase}WasmMs`], 1, 1_000),
      spread(of[`${phase}NativeMs`], 1, 1_000),
      spread(of[`${phase}WasmPerNative`], 2),
      spread(of[`${phase}WasmIngestMs`], 1, 1_000),
    ]);
  });
  const head = ["statements of", "count", "wasm s", "native s", "wasm / native", "rows in, wasm s"];
  return table(head, rows);
}

/** The replicated log as it grows. @param {Outcomes} outcomes */
export function logScaleTable(outcomes) {
  const rows = logSizes.flatMap(([brokers, partitions]) => {
    const of = spreadsAt(outcomes, `log-scale/${brokers}x${partitions}`);
    if (of === undefined) return [];
    return [
      [
        number(brokers, 0),
        number(partitions, 0),
        spread(of["recordsPerSecond"], 0, 1_000),
        spread(of["eventsPerSecond"], 0, 1_000),
      ],
    ];
  });
  return table(["brokers", "partitions", "1,000 records/s", "1,000 events/s"], rows);
}

/** The parts by themselves. @param {Outcomes} outcomes */
export function partTable(outcomes) {
  const queues = pendingEvents.flatMap((pending) => {
    const values = valuesOf(outcomes, `queue/${pending}`, "operationsPerSecond");
    if (values.length === 0) return [];
    return [[`event queue, ${number(pending, 0)} waiting`, `${spread(spreadOf(values), 2, 1e6)} million operations/s`]];
  });
  const logs = hosts.flatMap((host) => {
    const values = valuesOf(outcomes, `log/${host}`, "recordsPerSecond");
    if (values.length === 0) return [];
    return [
      [
        `generator, producer and replicated log alone, ${host}`,
        `${spread(spreadOf(values), 0, 1_000)} thousand records/s`,
      ],
    ];
  });
  return table(["part", "rate"], [...queues, ...logs]);
}
