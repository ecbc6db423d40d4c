import { describe, expect, it } from "vitest";
import { NO_PRODUCER_STAMP, PLAIN_BATCH, type UnplacedBatch } from "./record-batch.ts";
import { type AppendResult, ReplicaLog } from "./storage/replica-log.ts";

const EXPIRATION_US = 1_000;

/** A partition's log and one idempotent producer that writes to it, by hand. */
class ProducerScene {
  readonly log = new ReplicaLog(EXPIRATION_US);

  append(producerEpoch: number, baseSequence: number, records: number, maxTimestampUs = 0): AppendResult {
    const batch: UnplacedBatch = {
      ...PLAIN_BATCH,
      producerId: 7,
      producerEpoch,
      baseSequence,
      lastSequence: baseSequence + records - 1,
      recordIds: new Uint32Array(records),
      sizeBytes: 100,
      maxTimestampUs,
    };
    return this.log.appendAsLeader(batch, { leaderEpoch: 0, nowUs: maxTimestampUs });
  }
}

function appended(baseOffset: number, records: number): AppendResult {
  return { kind: "appended", baseOffset, lastOffset: baseOffset + records - 1 };
}

describe("duplicate detection (ProducerStateEntry.findDuplicateBatch)", () => {
  it("answers a batch that is there with its first offset and its last one, and writes nothing", () => {
    const scene = new ProducerScene();
    scene.append(0, 0, 2);
    scene.append(0, 2, 3);
    expect(scene.append(0, 2, 3)).toEqual({ kind: "duplicate", baseOffset: 2, lastOffset: 4 });
    expect(scene.log.logEndOffset).toBe(5);
  });

  it("compares within a producer epoch only: the same sequences in a bumped epoch are new records", () => {
    const scene = new ProducerScene();
    scene.append(0, 0, 2);
    expect(scene.append(1, 0, 2)).toEqual(appended(2, 2));
    expect(scene.append(1, 0, 2)).toEqual({ kind: "duplicate", baseOffset: 2, lastOffset: 3 });
  });

  it("forgets the batches of the old epoch when the epoch is bumped (ProducerStateEntry.maybeUpdateProducerEpoch)", () => {
    const scene = new ProducerScene();
    scene.append(0, 0, 2);
    scene.append(0, 2, 2);
    scene.append(1, 0, 2);
    expect(scene.append(1, 2, 2)).toEqual(appended(6, 2));
  });

  it("refuses a batch of an older epoch though it has the sequences of one that is there", () => {
    const scene = new ProducerScene();
    scene.append(0, 0, 2);
    scene.append(1, 0, 2);
    expect(scene.append(0, 0, 2)).toEqual({ kind: "refused", error: "INVALID_PRODUCER_EPOCH" });
    expect(scene.log.logEndOffset).toBe(4);
  });
});

describe("the expiration of a producer id (producer.id.expiration.ms)", () => {
  it("counts from the newest batch, not from the first one (ProducerStateManager.isProducerExpired)", () => {
    const scene = new ProducerScene();
    scene.append(0, 0, 1, 0);
    scene.append(0, 1, 1, 800);
    scene.log.producers.removeExpiredProducers(1_799);
    expect(scene.append(0, 1, 1, 1_799)).toEqual({ kind: "duplicate", baseOffset: 1, lastOffset: 1 });
    expect(scene.append(0, 5, 1, 1_799)).toEqual({ kind: "refused", error: "OUT_OF_ORDER_SEQUENCE_NUMBER" });
  });

  it("is reached when the whole span has passed; after that any sequence is accepted, a duplicate too", () => {
    const scene = new ProducerScene();
    scene.append(0, 0, 1, 0);
    scene.append(0, 1, 1, 800);
    scene.log.producers.removeExpiredProducers(1_800);
    expect(scene.log.producers.activeProducers).toBe(0);
    expect(scene.append(0, 1, 1, 1_800)).toEqual(appended(2, 1));
  });

  it("counts from a follower's batches too: state moves with the log", () => {
    const scene = new ProducerScene();
    scene.append(0, 0, 1, 0);
    scene.append(0, 1, 1, 800);
    const follower = new ReplicaLog(EXPIRATION_US);
    for (const batch of scene.log.batches) follower.appendAsFollower(batch);
    follower.producers.removeExpiredProducers(1_799);
    expect(follower.producers.activeProducers).toBe(1);
    follower.producers.removeExpiredProducers(1_800);
    expect(follower.producers.activeProducers).toBe(0);
  });
});

describe("a producer without an id", () => {
  it("leaves no state: its batches are never compared", () => {
    const scene = new ProducerScene();
    const batch = {
      ...NO_PRODUCER_STAMP,
      ...PLAIN_BATCH,
      recordIds: new Uint32Array(1),
      sizeBytes: 100,
      maxTimestampUs: 0,
    };
    for (const offset of [0, 1]) {
      expect(scene.log.appendAsLeader(batch, { leaderEpoch: 0, nowUs: 0 })).toEqual(appended(offset, 1));
    }
    expect(scene.log.producers.activeProducers).toBe(0);
  });
});
