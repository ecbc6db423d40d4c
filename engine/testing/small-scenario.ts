/** A small scenario that uses every kind of node, workload and fault, with comments in every place that YAML allows one. */
export const SMALL_SCENARIO = `# first line
version: 1 # behind the version

# above the name
name: Orders # behind the name
description: >- # behind a block's head
  Two lines
  folded into one.
seed: 7
duration: 10m

datasets: # behind a key
  # above an entry
  shops: { file: shops.csv, format: csv } # behind a mapping in braces
  orders:
    # above the first key
    file: orders.parquet
    # between two keys
    format: parquet
    # below the last key

pipeline:
  kafka:
    brokers: 3
    config: { broker.session.timeout.ms: 9000 }
  nodes:
    # above the first item
    - id: orders # behind the first key of an item
      kind: source
      workload: made
      producer:
        linger.ms: 10 # behind a setting
    - { id: replay, kind: source, workload: real, producer: { acks: 1 } } # an item in braces

    # above a topic
    - id: order.events
      kind: topic
      partitions: 4
      replicationFactor: 3
      config:
        min.insync.replicas: 2

    - id: job
      kind: micro-batch
      trigger: 10s
      options: { startingOffsets: earliest } # an option
    - id: bronze.order_events
      kind: bronze
    - id: silver.shop
      kind: reference
      dataset: shops
      sql: select shop, city from shops
    - id: silver.order
      kind: silver
      sql: | # behind the head of a text
        select key, value, correlation_id, event_time
        from bronze.order_events -- a comment of SQL, not of YAML
      quality:
        - { reason: no_value, require: value is not null }
      rejects: silver.order_dlq
      merge:
        key: [key] # what identifies an order
        orderBy: [
          event_time, # first
          correlation_id # then
        ]
    - id: silver.order_dlq
      kind: dead-letter
    - id: gold.sales
      kind: gold
      groupBy: [key]
      sql: select key, count(*) as orders from silver.order group by all
      money: { column: orders, unitsPerDollar: 100 }
  edges:
    - orders -> order.events
    - replay -> order.events # two sources, one topic
    - order.events -> job
    - job -> bronze.order_events
    - bronze.order_events -> silver.order
    - silver.order -> silver.order_dlq
    # above the last item
    - silver.order -> gold.sales

workload:
  made:
    kind: generator
    records: 1000
    rate: { kind: ramp, from: 10, to: 100, over: 1m }
    keys: { count: 50, zipf: 1.1 }
    lateness: { share: 0.1, mean: 5s, max: 1m }
  real:
    kind: dataset
    dataset: orders
    mapping: { eventTime: placed_at, key: shop, value: [order_id, amount] }
    replay: { speedup: 60 }

chaos:
  - { fault: broker-crash, broker: 2, at: 1m, for: 30s }
  - { fault: power-loss, brokers: [1, 3], at: 3m, for: 30s }
  - { fault: slow-link, from: 1, to: 2, at: 5m, for: 1m, latency: 200ms }
  - { fault: slow-follower, broker: 3, at: 5m, for: 1m, fetchDelay: 2s }
  - { fault: driver-crash, job: job, at: { batch: 12, after: silver.order }, for: 30s }
  - { fault: driver-crash, job: job, at: 8m, for: 10s } # at a time
  - { fault: poison-record, source: orders, at: 9m, value: "no|order", key: k7, count: 3 }

slos:
  - { metric: freshness, table: gold.sales, max: 60s }
  - { metric: lag-records, job: job, max: 1000 }
expectations:
  - { check: no-duplicates, expect: violated }
  - { check: gold-equals-oracle, table: gold.sales }
questions:
  - { ask: How many?, table: gold.sales, sql: select sum(orders) from gold.sales }
layout:
  orders: { x: 0, y: 0 } # top left
# last line
`;

/** The same text with one passage replaced; the passage must be there once. */
export function smallScenarioWith(passage: string, replacement: string): string {
  const parts = SMALL_SCENARIO.split(passage);
  if (parts.length !== 2)
    throw new Error(`the small scenario holds ${JSON.stringify(passage)} ${parts.length - 1} times`);
  return parts.join(replacement);
}
