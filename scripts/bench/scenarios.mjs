// @ts-check
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { repositoryRoot } from "../bundles.mjs";

/** The scenarios that are measured, by group. */
export const scenarioFiles = {
  demo: "scenarios/flights-broker-crash.scenario.yaml",
  "orders-10k": "scenarios/bench/orders-10k.scenario.yaml",
  "orders-50k": "scenarios/bench/orders-50k.scenario.yaml",
  idle: "scenarios/bench/idle-hour.scenario.yaml",
};

/** What reads a topic: without these kinds of nodes a pipeline is its log alone. */
const logKinds = new Set(["source", "topic"]);

/** The same source, producer and cluster as a scenario's, with nothing that reads from them. @param {string} file @returns {string} the text of a scenario */
export function logAloneScenario(file) {
  const scenario = parse(readFileSync(join(repositoryRoot, file), "utf8"));
  /** @type {{ id: string, kind: string }[]} */
  const nodes = scenario.pipeline.nodes.filter((/** @type {{ kind: string }} */ { kind }) => logKinds.has(kind));
  const ids = new Set(nodes.map(({ id }) => id));
  /** @type {string[]} */
  const edges = scenario.pipeline.edges.filter((/** @type {string} */ edge) =>
    edge.split("->").every((end) => ids.has(end.trim())),
  );
  const { version, name, seed, duration, workload } = scenario;
  const pipeline = { kafka: scenario.pipeline.kafka, nodes, edges };
  return stringify({ version, name: `${name}: the log alone`, seed, duration, pipeline, workload });
}
