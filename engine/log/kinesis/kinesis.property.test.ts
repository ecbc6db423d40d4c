import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KinesisScene, type Processing } from "../../testing/kinesis-scene.ts";
import type { KclApplication } from "./kcl/kcl-application.ts";

const SEED = 20_261_127;
const END_OF_FAULTS = 300;
const END = 700;

type WorkerStep = {
  readonly kind: "crash" | "pause";
  readonly at: number;
  readonly worker: number;
  readonly lasts: number;
};
type CountStep = { readonly kind: "reshard"; readonly at: number; readonly shards: number };
type ShardStep = { readonly kind: "split" | "merge"; readonly at: number; readonly place: number };
type Step = WorkerStep | CountStep | ShardStep;

const at = fc.integer({ min: 1_000, max: 250_000 }).map((ms) => ms / 1_000);
const lasts = fc.integer({ min: 100, max: 50_000 }).map((ms) => ms / 1_000);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom("crash" as const, "pause" as const),
      at,
      worker: fc.integer({ min: 1, max: 3 }),
      lasts,
    }),
  },
  fc.record({ kind: fc.constant("reshard" as const), at, shards: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ kind: fc.constantFrom("split" as const, "merge" as const), at, place: fc.nat(7) }),
);

const plan = fc.record({
  shardCount: fc.integer({ min: 1, max: 4 }),
  keyCount: fc.integer({ min: 1, max: 60 }),
  retrievalMode: fc.constantFrom("POLLING" as const, "FANOUT" as const),
  perRecordUs: fc.constantFrom(0, 300, 5_000),
  checkpointIntervalUs: fc.constantFrom(0, 5_000_000, 60_000_000),
  steps: fc.array(step, { maxLength: 8 }),
  seed: fc.nat(1_000_000),
});

type Plan = typeof plan extends fc.Arbitrary<infer Value> ? Value : never;

function inject(scene: KinesisScene, app: KclApplication, steps: readonly Step[]): void {
  for (const item of steps) {
    if ("worker" in item) disturb(scene, app, item);
    else if ("shards" in item) scene.at(item.at, () => scene.stream.updateShardCount(item.shards));
    else scene.at(item.at, () => reshape(scene, item));
  }
}

function disturb(scene: KinesisScene, app: KclApplication, { kind, at: fromS, worker, lasts: forS }: WorkerStep): void {
  scene.at(fromS, () => (kind === "crash" ? app.crashWorker(worker) : app.pauseWorker(worker)));
  scene.at(fromS + forS, () => (kind === "crash" ? app.restartWorker(worker) : app.resumeWorker(worker)));
}

/** Splits or merges one of the open shards; where that is refused, nothing happens. */
function reshape({ stream }: KinesisScene, { kind, place }: ShardStep): void {
  const { openShards } = stream;
  const shard = openShards[place % openShards.length];
  const next = openShards[(place % openShards.length) + 1];
  if (shard === undefined) return;
  if (kind === "split") stream.splitShard(shard.number);
  else if (next !== undefined) stream.mergeShards(shard.number, next.number);
}

function run({ shardCount, keyCount, retrievalMode, seed, steps, ...processor }: Plan) {
  const scene = new KinesisScene({ stream: { shardCount }, keyCount, seed });
  const app = scene.application({
    workerCount: 3,
    config: { retrievalMode },
    processor: { ...processor, perBatchUs: 1_000 },
  });
  app.start();
  scene.sendSteadily({ from: 0, until: END_OF_FAULTS, everyMs: 500, count: 12 });
  inject(scene, app, steps);
  scene.runTo(END);
  return { scene, app };
}

/** By shard: when the first of its records was processed. */
function beginningsOf(processed: readonly Processing[]): ReadonlyMap<number, number> {
  const beginnings = new Map<number, number>();
  for (const { shard, atUs } of processed) if (!beginnings.has(shard)) beginnings.set(shard, atUs);
  return beginnings;
}

function expectParentsFirst(scene: KinesisScene): void {
  const ends = new Map(scene.eventsOf("shard-end").map(({ fields, atUs }) => [Number(fields["shard"]), atUs]));
  for (const [shard, firstUs] of beginningsOf(scene.processed)) {
    const { parent, adjacentParent } = scene.stream.shards[shard]?.origin ?? {};
    for (const number of [parent, adjacentParent]) {
      if (number !== undefined) expect(firstUs).toBeGreaterThanOrEqual(ends.get(number) ?? Number.POSITIVE_INFINITY);
    }
  }
}

/** Each first processing of a record of a shard comes after those of all records before it, unless a worker began again. */
function expectFirstTimesInOrder(scene: KinesisScene): void {
  const newest = new Map<number, number>();
  const seen = new Set<number>();
  for (const { recordId, shard } of scene.processed) {
    if (seen.has(recordId)) continue;
    seen.add(recordId);
    const sequenceNumber = scene.acknowledged.get(recordId)?.sequenceNumber ?? -1;
    if (sequenceNumber <= (newest.get(shard) ?? -1)) throw new Error(`record ${recordId} was processed too late`);
    newest.set(shard, sequenceNumber);
  }
}

/** Without retries a key's records lie in one shard in the order of sending. */
function expectKeyOrder(scene: KinesisScene): void {
  expect(scene.stream.metrics()["PutRecords.ThrottledRecords"]).toBe(0);
  for (const { number } of scene.stream.shards) {
    const newest = new Map<number, number>();
    for (const id of scene.readable(number)) {
      const key = scene.records.keyIdOf(id);
      if ((newest.get(key) ?? -1) >= id) throw new Error(`record ${id} lies behind a later one of its key`);
      newest.set(key, id);
    }
  }
}

describe("a stream and an application under random faults", () => {
  it(`seed ${SEED}: every acknowledged record is processed, in order within its shard, parents before children`, () => {
    fc.assert(
      fc.property(plan, (made) => {
        const { scene, app } = run(made);
        expect(scene.acknowledged.size).toBe(scene.records.count);
        const processed = new Set(scene.processed.map(({ recordId }) => recordId));
        expect([...scene.acknowledged.keys()].filter((id) => !processed.has(id))).toEqual([]);
        expect(app.isCaughtUp).toBe(true);
        expect(app.progress.recordsProcessed).toBe(scene.processed.length);
        expect(app.progress.duplicates).toBe(scene.processed.length - processed.size);
        // Nobody believes any more to have a lease that is another's.
        const { CurrentLeases, TotalLeases } = app.metrics();
        expect(CurrentLeases.reduce((sum, leases) => sum + leases, 0)).toBe(TotalLeases);
        expectKeyOrder(scene);
        expectParentsFirst(scene);
        expectFirstTimesInOrder(scene);
      }),
      { seed: SEED, numRuns: 20 },
    );
  }, 120_000);

  it(`seed ${SEED}: the same plan is the same run`, () => {
    fc.assert(
      fc.property(plan, (made) => {
        const [one, other] = [run(made), run(made)];
        expect(one.scene.events).toEqual(other.scene.events);
        expect(one.scene.processed).toEqual(other.scene.processed);
      }),
      { seed: SEED, numRuns: 3 },
    );
  }, 120_000);
});
