import { describe, expect, it } from "vitest";
import { KinesisScene } from "../../../testing/kinesis-scene.ts";
import type { KclApplication } from "./kcl-application.ts";

/** By worker: the shards whose leases it has in the table. */
function ownersOf(app: KclApplication): Readonly<Record<string, readonly number[]>> {
  const owners: Record<string, number[]> = {};
  for (const { leaseKey, leaseOwner = "nobody" } of app.leases) {
    owners[leaseOwner] = [...(owners[leaseOwner] ?? []), leaseKey];
  }
  return owners;
}

function idsOf(scene: KinesisScene): number[] {
  return scene.processed.map(({ recordId }) => recordId);
}

describe("leases", () => {
  it("are made by the first worker that has waited long enough, which takes them all; others steal one every 20 s", () => {
    const scene = new KinesisScene({ stream: { shardCount: 4 } });
    const app = scene.application();
    app.start();
    scene.runTo(90);
    const [first, ...others] = scene.eventsOf("lease-taken").slice(0, 4);
    for (const other of others) {
      expect(other).toMatchObject({ atUs: first?.atUs, fields: { worker: first?.fields["worker"], from: "" } });
    }
    expect(Object.values(ownersOf(app)).map((shards) => shards.length)).toEqual([2, 2]);
    const steals = scene.eventsOf("lease-taken").filter(({ fields }) => fields["from"] !== "");
    expect(steals).toHaveLength(2);
    expect((steals[1]?.atUs ?? 0) - (steals[0]?.atUs ?? 0)).toBe(20_050_000);
  });

  it("of a crashed worker are taken when nobody has renewed them for 10 s, at the next look", () => {
    const scene = new KinesisScene({ stream: { shardCount: 4 } });
    const app = scene.application();
    app.start();
    scene.at(120, () => app.crashWorker(1));
    scene.runTo(130);
    expect(ownersOf(app)["worker-1"]).toHaveLength(2);
    scene.runTo(120 + 41);
    expect(ownersOf(app)).toEqual({ "worker-2": expect.arrayContaining([0, 1, 2, 3]) });
    expect(app.metrics().CurrentLeases).toEqual([0, 4]);
  });

  it("go to a worker that comes back under another name", () => {
    const scene = new KinesisScene({ stream: { shardCount: 4 } });
    const app = scene.application();
    app.start();
    scene.at(120, () => app.crashWorker(1));
    scene.at(200, () => app.restartWorker(1));
    scene.runTo(300);
    expect(ownersOf(app)["worker-1.2"]).toHaveLength(2);
    expect(app.isWorkerUp(1)).toBe(true);
  });

  it("with fewer shards than workers, leave workers without one", () => {
    const scene = new KinesisScene({ stream: { shardCount: 2 } });
    const app = scene.application({ workerCount: 5 });
    app.start();
    scene.runTo(200);
    expect(Object.values(ownersOf(app)).map((shards) => shards.length)).toEqual([1, 1]);
  });

  it("are not more than maxLeasesForWorker", () => {
    const scene = new KinesisScene({ stream: { shardCount: 5 } });
    const app = scene.application({ workerCount: 1, config: { maxLeasesForWorker: 2 } });
    app.start();
    scene.runTo(200);
    expect(ownersOf(app)["worker-1"]).toHaveLength(2);
    expect(ownersOf(app)["nobody"]).toHaveLength(3);
  });
});

describe("an application", () => {
  it("processes every record once while nothing goes wrong, each shard in order", () => {
    const scene = new KinesisScene({ stream: { shardCount: 3 }, keyCount: 30 });
    const app = scene.application();
    app.start();
    scene.sendSteadily({ from: 0, until: 60, everyMs: 100, count: 20 });
    scene.runTo(120);
    expect(new Set(idsOf(scene)).size).toBe(12_000);
    expect(app.progress.duplicates).toBe(idsOf(scene).length - 12_000);
    expect(app.isCaughtUp).toBe(true);
    expect(app.lagByShard()).toEqual([0, 0, 0]);
  });

  it("from the latest, does not see what came before its leases were made", () => {
    const scene = new KinesisScene();
    scene.send(100);
    const app = scene.application({ config: { initialPositionInStream: "LATEST" } });
    app.start();
    scene.at(60, () => scene.send(10));
    scene.runTo(120);
    expect(idsOf(scene)).toEqual([100, 101, 102, 103, 104, 105, 106, 107, 108, 109]);
    expect(app.isCaughtUp).toBe(true);
  });

  it("reads again from the last checkpoint after a crash", () => {
    const scene = new KinesisScene();
    const app = scene.application({ workerCount: 2, processor: { checkpointIntervalUs: 60_000_000 } });
    app.start();
    scene.sendSteadily({ from: 0, until: 200, everyMs: 100, count: 10 });
    let owner = 0;
    scene.at(150, () => {
      owner = app.leases[0]?.leaseOwner === "worker-1" ? 1 : 2;
      app.crashWorker(owner);
    });
    scene.runTo(400);
    expect(new Set(idsOf(scene)).size).toBe(20_000);
    expect(app.progress.duplicates).toBeGreaterThan(1_000);
    expect(app.progress.duplicates).toBe(idsOf(scene).length - 20_000);
  });

  it("pauses between reads, so that a record waits a second at most when polled", () => {
    const scene = new KinesisScene();
    const app = scene.application({ workerCount: 1 });
    app.start();
    scene.sendSteadily({ from: 40, until: 60, everyMs: 700, count: 1 });
    scene.runTo(70);
    for (const { recordId, atUs } of scene.processed) {
      const waitedUs = atUs - (scene.acknowledged.get(recordId)?.atUs ?? 0);
      expect(waitedUs).toBeLessThanOrEqual(1_010_000);
    }
    expect(scene.stream.metrics()["GetRecords.Success"]).toBeLessThanOrEqual(70);
  });

  it("falls behind when its processor is too slow, and catches up later", () => {
    const scene = new KinesisScene();
    const app = scene.application({ workerCount: 1, processor: { perRecordUs: 20_000 } });
    app.start();
    scene.sendSteadily({ from: 0, until: 100, everyMs: 100, count: 10 });
    scene.runTo(100);
    expect(app.iteratorAgeUs(scene.clock.now())).toBeGreaterThan(50_000_000);
    scene.runTo(300);
    expect(app.iteratorAgeUs(scene.clock.now())).toBe(0);
    expect(app.metrics()).toMatchObject({ RecordsProcessed: 10_000, MillisBehindLatest: 0 });
  });

  it("shares a shard's five reads a second with the others", () => {
    const scene = new KinesisScene();
    const apps = Array.from({ length: 8 }, (_, index) => scene.application({ name: `app-${index}`, workerCount: 1 }));
    for (const app of apps) app.start();
    scene.sendSteadily({ from: 0, until: 90, everyMs: 100, count: 5 });
    scene.runTo(100);
    expect(scene.stream.metrics().ReadProvisionedThroughputExceeded).toBeGreaterThan(50);
    expect(scene.eventsOf("read-throttled").length).toBeGreaterThan(0);
  });

  it("with enhanced fan-out gets records within a tenth of a second, and none are throttled", () => {
    const scene = new KinesisScene({ stream: { shardCount: 2 } });
    const apps = ["a", "b", "c"].map((name) => scene.application({ name, config: { retrievalMode: "FANOUT" } }));
    for (const app of apps) app.start();
    scene.sendSteadily({ from: 90, until: 600, everyMs: 500, count: 5 });
    scene.runTo(700);
    for (const app of apps) {
      expect(app.isCaughtUp).toBe(true);
      expect(app.metrics().RecordsProcessed).toBe(5_100);
    }
    for (const { recordId, atUs } of scene.processed) {
      const waitedUs = atUs - (scene.acknowledged.get(recordId)?.atUs ?? 0);
      expect(waitedUs).toBeLessThanOrEqual(70_000);
    }
    expect(scene.stream.metrics()).toMatchObject({
      ReadProvisionedThroughputExceeded: 0,
      "GetRecords.Success": 0,
      "SubscribeToShardEvent.Records": 15_300,
    });
  });

  it("loses what the retention takes before it is read", () => {
    const scene = new KinesisScene();
    const app = scene.application({ workerCount: 1 });
    app.start();
    scene.at(60, () => app.pauseWorker(1));
    scene.at(70, () => scene.send(50));
    scene.at(25 * 3_600, () => {
      scene.send(10);
      app.resumeWorker(1);
    });
    scene.runTo(25 * 3_600 + 60);
    expect(idsOf(scene)).toHaveLength(10);
    expect(app.progress.recordsSkipped).toBe(50);
    expect(app.isCaughtUp).toBe(true);
  });
});

describe("a worker that stood still", () => {
  it("ends the batch that it had, which another worker has processed meanwhile, and then learns that its lease is gone", () => {
    const scene = new KinesisScene();
    const app = scene.application({ processor: { perBatchUs: 500_000 } });
    app.start();
    scene.sendSteadily({ from: 0, until: 150, everyMs: 100, count: 10 });
    let paused = 0;
    scene.at(90.2, () => {
      paused = app.leases[0]?.leaseOwner === "worker-1" ? 1 : 2;
      app.pauseWorker(paused);
    });
    scene.at(140, () => app.resumeWorker(paused));
    scene.runTo(250);
    expect(new Set(idsOf(scene)).size).toBe(15_000);
    expect(app.progress.duplicates).toBeGreaterThan(0);
    const lost = scene.eventsOf("lease-lost").filter(({ fields }) => fields["worker"] === `worker-${paused}`);
    expect(lost.length).toBe(1);
    expect(lost[0]?.atUs).toBeGreaterThanOrEqual(140_000_000);
    expect(lost[0]?.atUs).toBeLessThan(144_000_000);
    // It cannot move the checkpoint of the lease that it lost.
    expect(app.leases[0]?.checkpoint).toMatchObject({ kind: "SEQUENCE_NUMBER" });
    expect(app.isCaughtUp).toBe(true);
  });
});

describe("resharding", () => {
  it("a child is read only after its parent's end is written down", () => {
    const scene = new KinesisScene({ keyCount: 40 });
    const app = scene.application({ processor: { perRecordUs: 2_000 } });
    app.start();
    scene.sendSteadily({ from: 0, until: 120, everyMs: 100, count: 40 });
    scene.at(50, () => scene.stream.splitShard(0));
    scene.runTo(300);
    expect(app.isCaughtUp).toBe(true);
    expect(new Set(idsOf(scene)).size).toBe(48_000);
    const shards = scene.processed.map(({ shard }) => shard);
    expect(shards.lastIndexOf(0)).toBeLessThan(shards.findIndex((shard) => shard !== 0));
    expect(scene.eventsOf("shard-end")).toHaveLength(1);
    // The parent's lease goes when both children are being worked on.
    expect(app.leases.map(({ leaseKey }) => leaseKey)).toEqual([0, 1, 2]);
    scene.runTo(1_200);
    expect(app.leases.map(({ leaseKey }) => leaseKey)).toEqual([1, 2]);
  });

  it("the child of a merge waits for both parents", () => {
    const scene = new KinesisScene({ stream: { shardCount: 2 }, keyCount: 40 });
    const app = scene.application();
    app.start();
    scene.sendSteadily({ from: 0, until: 200, everyMs: 100, count: 10 });
    scene.at(80, () => scene.stream.mergeShards(0, 1));
    scene.runTo(400);
    const shards = scene.processed.map(({ shard }) => shard);
    const firstOfChild = shards.indexOf(2);
    expect(firstOfChild).toBeGreaterThan(Math.max(shards.lastIndexOf(0), shards.lastIndexOf(1)));
    expect(new Set(idsOf(scene)).size).toBe(20_000);
  });

  it("an application that starts later reads the closed shards first", () => {
    const scene = new KinesisScene({ keyCount: 40 });
    scene.send(500);
    scene.at(1, () => scene.stream.splitShard(0));
    scene.at(40, () => scene.send(500));
    const app = scene.application({ config: { retrievalMode: "FANOUT" } });
    scene.at(60, () => app.start());
    scene.runTo(200);
    expect(idsOf(scene)).toHaveLength(1_000);
    expect(scene.processed.slice(0, 500).every(({ shard }) => shard === 0)).toBe(true);
  });
});
