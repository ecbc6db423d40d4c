import { describe, expect, it } from "vitest";
import { KafkaScene } from "../../../testing/kafka-scene.ts";
import { ClientQuotaManager, DEFAULT_QUOTA_CONFIG } from "./client-quota-manager.ts";

const SECOND = 1_000_000;

function managerOf(producerByteRate: number): ClientQuotaManager {
  const clients = [{ clientId: "source", producerByteRate, consumerByteRate: undefined }];
  return new ClientQuotaManager({ ...DEFAULT_QUOTA_CONFIG, clients }, "producerByteRate");
}

describe("ClientQuotaManager", () => {
  it("throttles as long as brings the rate of the windows back to the quota (ClientQuotaManagerTest.testQuotaViolation)", () => {
    const manager = managerOf(500);
    for (let second = 0; second < 10; second++) expect(manager.record("source", 400, second * SECOND)).toBe(0);
    // 400 bytes in each of ten windows, then 2,300 half a second later: 600 bytes a second over 10.5 s, a fifth too many.
    expect(manager.record("source", 2_300, 10.5 * SECOND)).toBe(2_100_000);
    // The burst has left the windows.
    expect(manager.record("source", 0, 22 * SECOND)).toBe(0);
  });

  it("takes a first burst over all windows but one, not over the instant in which it came", () => {
    expect(managerOf(500).record("source", 5_000, 0)).toBe(0);
    expect(managerOf(500).record("source", 6_000, 0)).toBe(2_000_000);
  });

  it("leaves clients alone that have no quota, and holds all others to the default one", () => {
    expect(managerOf(1).record("other", 1_000_000, 0)).toBe(0);
    const clients = [{ clientId: undefined, producerByteRate: 10, consumerByteRate: undefined }];
    const byDefault = new ClientQuotaManager({ ...DEFAULT_QUOTA_CONFIG, clients }, "producerByteRate");
    expect(byDefault.record("other", 1_000, 0)).toBeGreaterThan(0);
  });
});

describe("a producer above its quota", () => {
  it("is held to it on each broker, and nothing is lost", () => {
    const deliveredBy = (seconds: number, producerByteRate: number | undefined) => {
      const clients = [{ clientId: "source", producerByteRate, consumerByteRate: undefined }];
      const scene = new KafkaScene({
        topic: { partitions: 1 },
        producer: { lingerUs: 0, batchSizeBytes: 1_000 },
        config: { quotas: { ...DEFAULT_QUOTA_CONFIG, clients } },
      });
      for (let at = 0; at < 200; at++) scene.at(at / 10, () => void scene.send(20, 90));
      scene.runTo(seconds);
      return { acknowledged: scene.acknowledged.size, failed: scene.failed.size };
    };
    const free = deliveredBy(21, undefined);
    expect(free).toEqual({ acknowledged: 4_000, failed: 0 });
    const held = deliveredBy(21, 5_000);
    // 100 bytes a record: what passes is the quota, and a burst of ten windows at the start.
    expect(held.acknowledged).toBeGreaterThan(800);
    expect(held.acknowledged).toBeLessThan(2_000);
    expect(held.failed).toBe(0);
  });
});
