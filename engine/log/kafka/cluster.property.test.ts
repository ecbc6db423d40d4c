import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KafkaScene, SCENE_TOPIC, type SceneOptions } from "../../testing/kafka-scene.ts";

const SEED = 20_260_722;

type Fault =
  | { readonly kind: "kill"; readonly broker: number; readonly at: number; readonly lasts: number }
  | {
      readonly kind: "slow-follower";
      readonly broker: number;
      readonly at: number;
      readonly lasts: number;
      readonly delayMs: number;
    }
  | {
      readonly kind: "slow-link";
      readonly a: number;
      readonly b: number;
      readonly at: number;
      readonly lasts: number;
      readonly delayMs: number;
    };

const at = fc.integer({ min: 1_000, max: 90_000 }).map((ms) => ms / 1_000);
const lasts = fc.integer({ min: 100, max: 50_000 }).map((ms) => ms / 1_000);
const broker = fc.integer({ min: 1, max: 3 });
const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("kill" as const), broker, at, lasts }) },
  fc.record({
    kind: fc.constant("slow-follower" as const),
    broker,
    at,
    lasts,
    delayMs: fc.integer({ min: 1, max: 20_000 }),
  }),
  fc.record({
    kind: fc.constant("slow-link" as const),
    a: fc.integer({ min: 0, max: 3 }),
    b: broker,
    at,
    lasts,
    delayMs: fc.integer({ min: 1, max: 12_000 }),
  }),
);

/** A schedule ends at 140 s at the latest; what is healed twice is healed. */
function inject(scene: KafkaScene, faults: readonly Fault[]): void {
  const { cluster } = scene;
  for (const item of faults) {
    const end = item.at + item.lasts;
    if (item.kind === "kill") {
      scene.at(item.at, () => cluster.crashBroker(item.broker, "process-kill"));
      scene.at(end, () => cluster.restartBroker(item.broker));
    } else if (item.kind === "slow-follower") {
      scene.at(item.at, () => cluster.slowFollower(item.broker, item.delayMs * 1_000));
      scene.at(end, () => cluster.slowFollower(item.broker, undefined));
    } else {
      scene.at(item.at, () => cluster.slowLink(item.a, item.b, item.delayMs * 1_000));
      scene.at(end, () => cluster.slowLink(item.a, item.b, undefined));
    }
  }
  for (const id of [1, 2, 3]) scene.at(145, () => cluster.restartBroker(id));
}

function play(faults: readonly Fault[], options: SceneOptions): KafkaScene {
  const scene = new KafkaScene(options);
  inject(scene, faults);
  scene.stream(0, 120, 40, 3);
  scene.runTo(600);
  return scene;
}

function expectConverged(scene: KafkaScene): void {
  expect(scene.producer.pendingRecords).toBe(0);
  for (const [partition, view] of scene.cluster.describeTopic(SCENE_TOPIC).entries()) {
    expect([...view.isr].sort()).toEqual([1, 2, 3]);
    expect(view.highWatermark).toBe(view.logEndOffset);
    const leaderLog = scene.replica(partition, view.leader);
    expect(leaderLog.length).toBe(view.logEndOffset);
    for (const id of [1, 2, 3]) expect(scene.replica(partition, id)).toEqual(leaderLog);
  }
}

function expectDeliveredOnceEach(scene: KafkaScene): void {
  for (let id = 0; id < scene.records.count; id++) {
    const times = (scene.acknowledged.get(id)?.times ?? 0) + (scene.failed.has(id) ? 1 : 0);
    expect(times).toBe(1);
  }
}

describe("acks=all, min.insync.replicas 2, three replicas", () => {
  it(`seed ${SEED}: random process kills, slow followers and slow links lose nothing acknowledged; then all heals`, () => {
    fc.assert(
      fc.property(
        fc.array(fault, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 1_000 }),
        (faults, seed) => {
          const scene = play(faults, { seed });
          expect(scene.lostRecords()).toEqual([]);
          expectDeliveredOnceEach(scene);
          expectConverged(scene);
        },
      ),
      { seed: SEED, numRuns: 60 },
    );
  });

  it(`seed ${SEED}: an idempotent producer writes nothing twice and keeps the order of every key`, () => {
    fc.assert(
      fc.property(
        fc.array(fault, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 1_000 }),
        (faults, seed) => {
          const scene = play(faults, {
            seed,
            producer: { deliveryTimeoutUs: 40_000_000, requestTimeoutUs: 10_000_000 },
          });
          const ids = scene.consumeAll();
          expect(new Set(ids).size).toBe(ids.length);
          for (let partition = 0; partition < 3; partition++) {
            const log = scene.consume(partition);
            expect(log).toEqual([...log].sort((a, b) => a - b));
          }
          expect(scene.lostRecords()).toEqual([]);
          expectDeliveredOnceEach(scene);
          expectConverged(scene);
        },
      ),
      { seed: SEED, numRuns: 60 },
    );
  });
});
