import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KafkaScene, SCENE_TOPIC } from "../../../testing/kafka-scene.ts";

const SEED = 20_260_711;

function leadersOf(scene: KafkaScene): number[] {
  return scene.cluster.describeTopic(SCENE_TOPIC).map(({ leader }) => leader);
}

describe("a quorum of three controllers", () => {
  it(`seed ${SEED}: elects another one within the fetch timeout and a vote, whatever the phases`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), (seed) => {
        const scene = new KafkaScene({ seed, config: { controllerCount: 3 } });
        scene.at(10, () => scene.cluster.faults.crashController());
        scene.runTo(20);
        const [elected, ...others] = scene.eventsOf("controller-elected");
        expect(others).toEqual([]);
        // 2 s since the last fetch, which is at most 500 ms old, and some round trips.
        expect(elected?.atUs).toBeGreaterThan(11_500_000);
        expect(elected?.atUs).toBeLessThan(14_100_000);
        expect(scene.cluster.faults.activeController).toBe(elected?.fields["controller"]);
      }),
      { seed: SEED, numRuns: 20 },
    );
  });

  it("fences a broker later when its controller died too: the new one gives every broker a fresh session", () => {
    const fencedAt = (isControllerHit: boolean) => {
      const scene = new KafkaScene({ config: { controllerCount: 3 } });
      scene.stream(0, 60, 50, 6);
      scene.at(10, () => scene.cluster.crashBroker(2, "process-kill"));
      if (isControllerHit) scene.at(15, () => scene.cluster.faults.crashController());
      scene.runTo(60);
      expect(scene.lostRecords()).toEqual([]);
      expect(leadersOf(scene)).toEqual([1, 3, 3]);
      return scene.eventsOf("broker-fenced")[0]?.atUs ?? 0;
    };
    const [alone, both] = [fencedAt(false), fencedAt(true)];
    expect(alone).toBeLessThan(21_000_000);
    // Elected at about 17 s, and nine seconds more.
    expect(both).toBeGreaterThan(25_500_000);
    expect(both).toBeLessThan(30_000_000);
  });

  it("without a majority decides nothing, while produce and consume go on; with one again it decides", () => {
    const scene = new KafkaScene({ config: { controllerCount: 3 } });
    scene.stream(0, 100, 50, 6);
    const dead: number[] = [];
    scene.at(10, () => dead.push(scene.cluster.faults.crashController()));
    scene.at(20, () => dead.push(scene.cluster.faults.crashController()));
    scene.runTo(40);
    expect(scene.cluster.faults.activeController).toBeUndefined();
    expect(scene.acknowledged.size).toBeGreaterThan(0.99 * scene.records.count);
    expect(scene.consumeAll().length).toBeGreaterThan(0.99 * scene.records.count);
    scene.cluster.crashBroker(3, "process-kill");
    scene.runTo(42);
    const stalled = scene.acknowledged.size;
    scene.runTo(70);
    // A dead broker stays in every ISR, and acks=all waits for it.
    expect(scene.acknowledged.size).toBe(stalled);
    expect(leadersOf(scene)).toEqual([1, 2, 3]);
    expect(scene.eventsOf("broker-fenced")).toEqual([]);
    scene.cluster.faults.restartController(dead[0] as number);
    scene.runTo(100);
    expect(leadersOf(scene)).toEqual([1, 2, 1]);
    scene.runTo(200);
    expect(scene.lostRecords()).toEqual([]);
    expect(scene.producer.pendingRecords).toBe(0);
  });

  it("takes the office from a controller that is cut off, and what that one decided alone is void", () => {
    const scene = new KafkaScene({ config: { controllerCount: 3 } });
    scene.stream(0, 60, 50, 6);
    const cut = { from: [3000], to: [3001, 3002], isOneWay: false } as const;
    scene.at(10, () => scene.cluster.faults.cutNetwork(cut));
    // The old controller still hears from the brokers, and decides to hand over; nobody commits it.
    scene.at(10.5, () => scene.cluster.faults.stopBroker(2));
    scene.at(40, () => scene.cluster.faults.healNetwork(cut));
    scene.runTo(11);
    expect(scene.eventsOf("controller-resigned")).toEqual([]);
    scene.runTo(90);
    expect(scene.eventsOf("controller-elected")).toHaveLength(1);
    expect([3001, 3002]).toContain(scene.cluster.faults.activeController);
    expect(scene.eventsOf("broker-stopped")).toHaveLength(1);
    expect(leadersOf(scene)).toEqual([1, 3, 3]);
    expect(scene.lostRecords()).toEqual([]);
    expect(scene.failed.size).toBe(0);
  });
});

describe("a single controller", () => {
  it("that dies leaves the leaders as they are until it is back", () => {
    const scene = new KafkaScene();
    scene.stream(0, 80, 50, 6);
    scene.at(10, () => scene.cluster.faults.crashController());
    scene.at(12, () => scene.cluster.crashBroker(2, "process-kill"));
    scene.at(50, () => scene.cluster.faults.restartController(0));
    scene.runTo(50);
    expect(leadersOf(scene)).toEqual([1, 2, 3]);
    scene.runTo(80);
    expect(leadersOf(scene)).toEqual([1, 3, 3]);
    scene.runTo(200);
    expect(scene.lostRecords()).toEqual([]);
  });
});
