// @ts-check
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "../bundles.mjs";

/** Chains of ten nodes: source, topic, job, bronze, silver, five gold tables. */
const chains = 20;
const million = 1_000_000;

/** @param {number} chain */
function nodesOfChain(chain) {
  const gold = (/** @type {number} */ index) =>
    `    - { id: gold.by_customer_${chain}_${index}, kind: gold, groupBy: [customer], sql: "select customer, count(*) as orders from silver.orders_${chain} group by all", feed: changes }`;
  return [
    `    - { id: orders-${chain}, kind: source, workload: orders }`,
    `    - { id: order.events-${chain}, kind: topic, partitions: 3, replicationFactor: 3 }`,
    `    - { id: job-${chain}, kind: micro-batch, trigger: 10s, options: { startingOffsets: earliest } }`,
    `    - { id: bronze.order_events_${chain}, kind: bronze }`,
    `    - id: silver.orders_${chain}`,
    "      kind: silver",
    "      sql: |",
    `        select try_cast(part[1] as bigint) as order_id, part[3] as customer, event_time, "offset", correlation_id`,
    `        from (select string_split(value, '|') as part, event_time, "offset", correlation_id from bronze.order_events_${chain})`,
    "      merge: { key: [order_id], orderBy: [event_time, offset] }",
    ...[1, 2, 3, 4, 5].map(gold),
  ];
}

/** @param {number} chain */
function edgesOfChain(chain) {
  return [
    `    - orders-${chain} -> order.events-${chain}`,
    `    - order.events-${chain} -> job-${chain}`,
    `    - job-${chain} -> bronze.order_events_${chain}`,
    `    - bronze.order_events_${chain} -> silver.orders_${chain}`,
    ...[1, 2, 3, 4, 5].map((index) => `    - silver.orders_${chain} -> gold.by_customer_${chain}_${index}`),
  ];
}

/** Two hundred nodes that all have something to do. */
export function twoHundredNodes() {
  const all = Array.from({ length: chains }, (_, index) => index + 1);
  return [
    "version: 1",
    "name: Two hundred nodes",
    "duration: 1h",
    "pipeline:",
    "  nodes:",
    ...all.flatMap(nodesOfChain),
    "  edges:",
    ...all.flatMap(edgesOfChain),
    "workload:",
    "  orders: { kind: generator, records: 180000, rate: { kind: constant, perSecond: 50 }, keys: { count: 100 } }",
    "",
  ].join("\n");
}

/** The benchmark's orders with a million records in place of two. */
export function millionRecords() {
  const text = readFileSync(join(repositoryRoot, "scenarios/bench/orders-50k.scenario.yaml"), "utf8");
  const changed = text.replace(/records: [\d_]+/u, `records: ${million}`);
  if (changed === text) throw new Error("scenarios/bench/orders-50k.scenario.yaml says no number of records");
  return changed;
}

/**
 * Does something with a scenario as a file.
 * @template Result
 * @param {string} text
 * @param {(path: string) => Promise<Result>} work
 */
export async function withFile(text, work) {
  const folder = mkdtempSync(join(tmpdir(), "spillway-bench-app-"));
  try {
    const path = join(folder, "bench.scenario.yaml");
    writeFileSync(path, text);
    return await work(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
