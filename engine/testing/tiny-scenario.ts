/** The smallest scenario that passes the parse door: for tests of what happens before and after a run. */
export const TINY_SCENARIO = `version: 1
name: Tiny
duration: 1m
pipeline:
  nodes:
    - { id: orders, kind: source, workload: orders }
    - { id: order.events, kind: topic, partitions: 1, replicationFactor: 1 }
    - { id: job, kind: micro-batch, trigger: 10s, options: { startingOffsets: earliest } }
    - { id: bronze.orders, kind: bronze }
  edges: [orders -> order.events, order.events -> job, job -> bronze.orders]
workload:
  orders: { kind: generator, records: 1000, rate: { kind: constant, perSecond: 100 }, keys: { count: 10 } }
`;
