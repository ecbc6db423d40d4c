import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KafkaScene, SCENE_TOPIC } from "../../testing/kafka-scene.ts";
import type { MachineSet, NetworkCut } from "./network-links.ts";

const SEED = 20_260_803;

/** Everything that can go wrong ends before this; then the cluster has time to heal. */
const FAULTS_END = 150;
const HEALED = 500;

type Span = { readonly at: number; readonly lasts: number };
type Fault = Span &
  (
    | { readonly kind: "stop" | "kill" | "slow-disk" | "full-disk"; readonly broker: number }
    | { readonly kind: "cut"; readonly cut: NetworkCut }
    | { readonly kind: "controller" }
  );

const at = fc.integer({ min: 1_000, max: 90_000 }).map((ms) => ms / 1_000);
const lasts = fc.integer({ min: 100, max: 50_000 }).map((ms) => ms / 1_000);
const broker = fc.integer({ min: 1, max: 3 });
const side: fc.Arbitrary<MachineSet> = fc.oneof(
  fc.uniqueArray(fc.constantFrom(0, 1, 2, 3, 3_000, 3_001), { minLength: 1, maxLength: 3 }),
  fc.constant("clients" as const),
);
const cut = fc.record({ from: side, to: fc.oneof(side, fc.constant("others" as const)), isOneWay: fc.boolean() });
const onBroker = (kind: "stop" | "kill" | "slow-disk" | "full-disk") =>
  fc.record({ kind: fc.constant(kind), broker, at, lasts });
const fault: fc.Arbitrary<Fault> = fc.oneof(
  onBroker("stop"),
  onBroker("kill"),
  onBroker("slow-disk"),
  onBroker("full-disk"),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("cut" as const), cut, at, lasts }) },
  fc.record({ kind: fc.constant("controller" as const), at, lasts }),
);

function inject(scene: KafkaScene, item: Fault): void {
  const { faults } = scene.cluster;
  const end = item.at + item.lasts;
  switch (item.kind) {
    case "stop":
      scene.at(item.at, () => faults.stopBroker(item.broker));
      scene.at(end, () => faults.restartBroker(item.broker));
      return;
    case "kill":
      scene.at(item.at, () => faults.crashBroker(item.broker, "process-kill"));
      scene.at(end, () => faults.restartBroker(item.broker));
      return;
    case "slow-disk":
      scene.at(item.at, () => faults.slowDisk(item.broker, { writeLatencyUs: 100_000, bytesPerSecond: 10_000_000 }));
      scene.at(end, () => faults.slowDisk(item.broker, undefined));
      return;
    case "full-disk":
      scene.at(item.at, () => faults.fillDisk(item.broker));
      scene.at(end, () => faults.freeDisk(item.broker));
      return;
    case "cut":
      scene.at(item.at, () => faults.cutNetwork(item.cut));
      scene.at(end, () => faults.healNetwork(item.cut));
      return;
    case "controller":
      scene.at(item.at, () => {
        const machine = faults.crashController();
        scene.at(Math.max(end, item.at), () => faults.restartController(machine));
      });
      return;
  }
}

/** Each epoch of a partition has one leader, whatever was elected, decided in vain, and elected again. */
function expectOneLeaderPerEpoch(scene: KafkaScene): void {
  const writers = new Map<string, string>();
  for (let partition = 0; partition < 3; partition++) {
    for (const id of [1, 2, 3]) {
      for (const batch of scene.cluster.replicaBatches(SCENE_TOPIC, partition, id)) {
        // Two leaders of one epoch would put different records at one offset of it.
        const place = `${partition} ${batch.leaderEpoch} ${batch.baseOffset}`;
        const content = `${batch.lastOffset} ${batch.recordIds.join()}`;
        expect(writers.get(place) ?? content).toBe(content);
        writers.set(place, content);
      }
    }
  }
}

describe("random faults of brokers, disks, the network and the controllers", () => {
  it(`seed ${SEED}: acks=all with two in sync of three loses nothing, no epoch has two leaders, and afterwards all heals`, () => {
    fc.assert(
      fc.property(
        fc.array(fault, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 1_000 }),
        fc.constantFrom(1, 3),
        (schedule, seed, controllerCount) => {
          const scene = new KafkaScene({ seed, config: { controllerCount } });
          for (const item of schedule) inject(scene, item);
          scene.at(FAULTS_END, () => {
            for (const machine of scene.cluster.faults.controllerMachines) {
              scene.cluster.faults.restartController(machine);
            }
            for (const id of [1, 2, 3]) scene.cluster.restartBroker(id);
          });
          scene.stream(0, 120, 60, 3);
          scene.runTo(FAULTS_END);
          expectOneLeaderPerEpoch(scene);
          scene.runTo(HEALED);
          expectOneLeaderPerEpoch(scene);
          expect(scene.lostRecords()).toEqual([]);
          expect(scene.producer.pendingRecords).toBe(0);
          expect(scene.cluster.faults.activeController).toBeDefined();
          for (const { leader, isr, logEndOffset, highWatermark } of scene.cluster.describeTopic(SCENE_TOPIC)) {
            expect(leader).toBeGreaterThan(0);
            expect([...isr].sort()).toEqual([1, 2, 3]);
            expect(highWatermark).toBe(logEndOffset);
          }
        },
      ),
      { seed: SEED, numRuns: 20 },
    );
  });
});
