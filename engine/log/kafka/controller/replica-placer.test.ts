import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RandomStream } from "../../../base/random-stream.ts";
import { placeReplicas, type UsableBroker } from "./replica-placer.ts";

const SEED = 20_260_915;

const RACKS = ["a", "b", "c"];

function brokersOf(count: number, fenced: readonly number[] = []): readonly UsableBroker[] {
  return Array.from({ length: count }, (_, index) => ({
    brokerId: index + 1,
    rack: RACKS[index % RACKS.length],
    isFenced: fenced.includes(index + 1),
  }));
}

describe("placeReplicas (StripedReplicaPlacer)", () => {
  it(`seed ${SEED}: puts no two replicas on a broker, one in each rack, a leader that is not fenced, and as many on each broker`, () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 40 }),
        fc.nat(),
        (perRack, partitions, seed) => {
          const brokers = brokersOf(3 * perRack);
          const spec = { partitions: partitions * perRack * 3, replicationFactor: 3 };
          const placed = placeReplicas(brokers, spec, new RandomStream(seed, "placement"));
          expect(placed).toHaveLength(spec.partitions);
          const load = new Map<number, number>();
          for (const replicas of placed) {
            expect(replicas.map((id) => RACKS[(id - 1) % 3]).sort()).toEqual(RACKS);
            for (const id of replicas) load.set(id, (load.get(id) ?? 0) + 1);
          }
          const counts = [...load.values()];
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(
            3 * Math.ceil(Math.sqrt(spec.partitions)),
          );
        },
      ),
      { seed: SEED, numRuns: 100 },
    );
  });

  it("starts each partition one rack and one broker further on, until every assignment was there once", () => {
    const leadersOf = (brokers: number) =>
      placeReplicas(
        brokersOf(brokers),
        { partitions: brokers, replicationFactor: 3 },
        new RandomStream(1, "placement"),
      ).map(([leader]) => leader ?? 0);
    const leaders = leadersOf(6);
    for (const [index, leader] of leaders.entries()) expect(leader % 3).not.toBe((leaders[index + 1] ?? -1) % 3);
    expect(new Set(leaders).size).toBe(6);
    // With as many brokers in a rack as there are racks, each rack comes round to the same broker: so it is in Kafka.
    expect(new Set(leadersOf(9)).size).toBe(3);
  });

  it("takes fenced brokers last, and lets none of them lead", () => {
    const spec = { partitions: 6, replicationFactor: 3 };
    const enough = placeReplicas(brokersOf(6, [1]), spec, new RandomStream(2, "placement"));
    for (const [leader] of enough) expect(leader).not.toBe(1);
    const few = placeReplicas(brokersOf(3, [1, 2]), spec, new RandomStream(2, "placement"));
    for (const [leader, ...others] of few) {
      expect(leader).toBe(3);
      expect([...others].sort()).toEqual([1, 2]);
    }
  });
});
