/** Three members read six partitions; the second is killed at 15 s and back at 40 s, broker 2 is down for a while after 50 s. */
export const GROUP_SCENARIO = `version: 1
name: Orders and a group
seed: 7
duration: 90s
pipeline:
  kafka: { brokers: 3 }
  nodes:
    - { id: shop, kind: source, workload: orders }
    - { id: orders, kind: topic, partitions: 6, replicationFactor: 3, config: { min.insync.replicas: 2 } }
    - id: billing
      kind: consumer-group
      members: 3
      config: { auto.offset.reset: earliest, enable.auto.commit: false, session.timeout.ms: 10000 }
      commit: after-processing
      processing: { perRecord: 5ms }
  edges: [shop -> orders, orders -> billing]
workload:
  orders: { kind: generator, records: 6000, rate: { kind: constant, perSecond: 100 }, keys: { count: 100, zipf: 1 } }
chaos:
  - { fault: member-crash, group: billing, member: 2, at: 15s, for: 25s }
  - { fault: broker-crash, broker: 2, at: 50s, for: 15s }
`;
