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

/** A schedule that once made the timer of a producer fire for ever: a retried batch stood before an older, expired one. */
const EXPIRY_OUT_OF_ORDER: Fault[] = [
  { kind: "kill", broker: 3, at: 72.88, lasts: 6.601 },
  { kind: "kill", broker: 2, at: 8.227, lasts: 14.336 },
  { kind: "kill", broker: 1, at: 22.545, lasts: 19.824 },
  { kind: "kill", broker: 3, at: 25.263, lasts: 33.463 },
  { kind: "slow-follower", broker: 2, at: 30.573, lasts: 13.115, delayMs: 6_237 },
  { kind: "kill", broker: 2, at: 13.298, lasts: 16.4 },
];

/**
 * A schedule ends at 140 s at the latest; what is healed twice is healed. Bit n of `powerMask` makes the n-th kill a power loss.
 */
function inject(scene: KafkaScene, schedule: readonly Fault[], powerMask: number): void {
  const { cluster } = scene;
  for (const [index, item] of schedule.entries()) {
    const end = item.at + item.lasts;
    if (item.kind === "kill") {
      const kind = (powerMask >> index) & 1 ? "power-loss" : "process-kill";
      scene.at(item.at, () => cluster.crashBroker(item.broker, kind));
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

function play(schedule: readonly Fault[], options: SceneOptions, powerMask = 0): KafkaScene {
  const scene = new KafkaScene(options);
  inject(scene, schedule, powerMask);
  scene.stream(0, 120, 60, 3);
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
  const wrong: number[] = [];
  for (let id = 0; id < scene.records.count; id++) {
    const times = (scene.acknowledged.get(id)?.times ?? 0) + (scene.failed.has(id) ? 1 : 0);
    if (times !== 1) wrong.push(id);
  }
  expect(wrong).toEqual([]);
}

const faults = fc.array(fault, { minLength: 1, maxLength: 6 });
const seeds = fc.integer({ min: 0, max: 1_000 });

describe("acks=all, min.insync.replicas 2, three replicas", () => {
  it(`seed ${SEED}: an idempotent producer loses nothing acknowledged, writes nothing twice and keeps every key's order; then all heals`, () => {
    fc.assert(
      fc.property(faults, seeds, fc.boolean(), (schedule, seed, isHasty) => {
        const producer = isHasty ? { deliveryTimeoutUs: 40_000_000, requestTimeoutUs: 10_000_000 } : {};
        const scene = play(schedule, { seed, producer });
        expect(scene.lostRecords()).toEqual([]);
        for (let partition = 0; partition < 3; partition++) {
          const log = scene.consume(partition);
          expect(log).toEqual([...new Set(log)].sort((a, b) => a - b));
        }
        expectDeliveredOnceEach(scene);
        expectConverged(scene);
      }),
      { seed: SEED, numRuns: 30 },
    );
  });

  it(`seed ${SEED}: any producer loses nothing acknowledged, and all heals, also after expiries and retries out of order`, () => {
    fc.assert(
      fc.property(faults, seeds, fc.integer({ min: 1, max: 8 }), (schedule, seed, maxInFlightRequests) => {
        const producer = {
          isIdempotent: false,
          maxInFlightRequests,
          deliveryTimeoutUs: 40_000_000,
          requestTimeoutUs: 10_000_000,
        };
        const scene = play(schedule, { seed, producer });
        expect(scene.lostRecords()).toEqual([]);
        expectDeliveredOnceEach(scene);
        expectConverged(scene);
      }),
      { seed: SEED, numRuns: 20, examples: [[EXPIRY_OUT_OF_ORDER, 31, 5]] },
    );
  });
});

describe("whatever the settings", () => {
  it(`seed ${SEED}: after power losses and unclean elections the replicas agree again, whatever was lost`, () => {
    const settings = fc.record({
      acks: fc.constantFrom(0 as const, 1 as const, -1 as const),
      minInSyncReplicas: fc.integer({ min: 1, max: 3 }),
      isUncleanLeaderElectionEnabled: fc.boolean(),
      lingerUs: fc.constantFrom(0, 5_000, 50_000),
    });
    fc.assert(
      fc.property(faults, seeds, settings, fc.nat(), (schedule, seed, setting, powerMask) => {
        const { acks, lingerUs, ...topic } = setting;
        const scene = play(schedule, { seed, topic, producer: { acks, lingerUs, isIdempotent: false } }, powerMask);
        expectDeliveredOnceEach(scene);
        expectConverged(scene);
      }),
      { seed: SEED, numRuns: 30 },
    );
  });
});
