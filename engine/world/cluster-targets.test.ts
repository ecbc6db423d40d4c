import { expect, test } from "vitest";
import { runScenarioText } from "../testing/run-scenario.ts";

const TEXT = `version: 1
name: Every fault of a cluster
seed: 3
duration: 3m
pipeline:
  nodes:
    - { id: shop, kind: source, workload: w }
    - { id: orders, kind: topic, partitions: 2, replicationFactor: 3, config: { min.insync.replicas: 2 } }
    - { id: billing, kind: consumer-group, members: 2, config: { auto.offset.reset: earliest } }
  edges:
    - shop -> orders
    - orders -> billing
workload:
  w: { kind: generator, records: 1500, rate: { kind: constant, perSecond: 10 } }
chaos:
  - { fault: broker-stop, broker: 1, at: 5s, for: 5s }
  - { fault: disk-replaced, broker: 2, at: 25s, for: 5s }
  - { fault: slow-disk, broker: 3, at: 40s, for: 3s, writeDelay: 20ms }
  - { fault: network-partition, from: [1], to: [2, clients], at: 50s, for: 5s }
  - { fault: controller-crash, at: 60s, for: 5s }
  - { fault: disk-full, broker: 2, at: 75s, for: 10s }
  - { fault: add-broker, broker: 4, at: 100s }
  - { fault: reassign-partition, topic: orders, partition: 0, replicas: [4, 1, 2], at: 105s }
  - { fault: add-partitions, topic: orders, partitions: 3, at: 115s }
  - { fault: decommission-broker, broker: 3, at: 120s }
  - { fault: producer-crash, source: shop, at: 130s, for: 2s }
  - { fault: member-crash, group: billing, member: 2, at: 135s, for: 2s }
  - { fault: members-leave, group: billing, at: 140s }
`;

test("what befalls a cluster and its clients, or is done to them, reaches them", async () => {
  const { timeline, checks } = await runScenarioText(TEXT);
  const atOf = (kind: string) => Math.round((timeline.find((event) => event.kind === kind)?.atUs ?? -1_000_000) / 1e6);
  expect(["broker-stopping", "disk-replaced", "disk-slow", "network-cut", "network-healed"].map(atOf)).toEqual([
    5, 25, 40, 50, 55,
  ]);
  expect(["controller-crashed", "disk-full", "disk-freed", "partitions-added"].map(atOf)).toEqual([60, 75, 85, 115]);
  expect(["broker-draining", "member-crashed", "member-closed"].map(atOf)).toEqual([120, 135, 140]);
  const kinds = timeline.map(({ kind }) => kind);
  for (const kind of ["controller-restarted", "log-dir-failed", "reassignment-completed", "broker-unregistered"]) {
    expect(kinds, kind).toContain(kind);
  }
  expect(checks.find(({ check }) => check === "acknowledged-records-kept")?.verdict).toBe("holds");
}, 120_000);
