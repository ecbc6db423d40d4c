import { describe, expect, it } from "vitest";
import { BrokerScene, plainBatch } from "../../../testing/broker-scene.ts";
import type { ApiResponse } from "../api/kafka-api.ts";
import type { ServiceHost } from "../broker-service.ts";
import { DEFAULT_CLUSTER_CONFIG } from "../kafka-config.ts";
import type { FetchedFrom } from "./consumer-api.ts";
import { ConsumerFetchService } from "./consumer-fetch-service.ts";

const MS = 1_000;

/** Broker 1 leads three partitions alone, in epoch 3, and a client that fetches. */
class FetchScene {
  readonly scene = new BrokerScene({ topic: { minInSyncReplicas: 1 } });
  readonly service: ConsumerFetchService;
  readonly answers: { readonly atUs: number; readonly response: ApiResponse<"Fetch"> }[] = [];

  constructor() {
    for (const partition of [0, 1, 2]) this.scene.register(partition, { isr: [1], replicas: [1], leaderEpoch: 3 });
    const host = {
      config: DEFAULT_CLUSTER_CONFIG,
      scheduler: this.scene.clock,
      isRunning: () => true,
      leaderOf: (partition: FetchedFrom["partition"]) => this.scene.broker.leaderOf(partition),
    };
    // The service uses nothing else of its broker.
    this.service = new ConsumerFetchService(host as unknown as ServiceHost);
  }

  /** The end of a partition has moved. */
  advanced(partition: number): void {
    const leader = this.scene.broker.leaderOf(this.scene.at(partition));
    if (leader !== undefined) this.service.advanced(leader);
  }

  fetch(
    from: readonly Partial<FetchedFrom>[],
    limits: { minBytes?: number; maxBytes?: number; maxWaitUs?: number } = {},
  ) {
    const partitions = from.map((one, index) => ({
      partition: this.scene.at(index),
      fetchOffset: 0,
      currentLeaderEpoch: 3,
      maxBytes: 1_000_000,
      ...one,
    }));
    const request = {
      clientId: "c",
      isolationLevel: "read_uncommitted" as const,
      minBytes: 1,
      maxBytes: 1_000_000,
      maxWaitUs: 500 * MS,
      partitions,
      ...limits,
    };
    this.service.handlers.Fetch?.(
      request,
      (response) => void this.answers.push({ atUs: this.scene.clock.now(), response }),
      this.scene.client,
    );
  }

  get last(): ApiResponse<"Fetch">["partitions"] | undefined {
    return this.answers.at(-1)?.response.partitions;
  }
}

describe("ConsumerFetchService", () => {
  it("answers at once with what is there, and at fetch.max.wait.ms with nothing", () => {
    const at = new FetchScene();
    at.scene.produce([0], plainBatch(3));
    at.fetch([{}]);
    expect(at.last?.[0]).toMatchObject({ error: "NONE", highWatermark: 3, lastStableOffset: 3, logStartOffset: 0 });
    expect(at.last?.[0]?.batches).toHaveLength(1);
    at.fetch([{ fetchOffset: 3 }]);
    at.scene.runFor(499 * MS);
    expect(at.answers).toHaveLength(1);
    at.scene.runFor(1 * MS);
    expect(at.answers[1]?.atUs).toBe(500 * MS);
    expect(at.last?.[0]?.batches).toEqual([]);
  });

  it("answers when enough bytes have come, over all partitions, and only once", () => {
    const at = new FetchScene();
    at.fetch([{}, {}], { minBytes: 250 });
    at.scene.produce([0], plainBatch(1, 200));
    at.advanced(0);
    expect(at.answers).toEqual([]);
    at.scene.produce([1], plainBatch(1, 50));
    at.advanced(1);
    at.advanced(1);
    at.scene.runFor(600 * MS);
    expect(at.answers).toHaveLength(1);
    expect(at.last?.map(({ batches }) => batches.length)).toEqual([1, 1]);
  });

  it.each([
    [{ currentLeaderEpoch: 2 }, "FENCED_LEADER_EPOCH"],
    [{ currentLeaderEpoch: 4 }, "UNKNOWN_LEADER_EPOCH"],
    [{ currentLeaderEpoch: -1 }, "NONE"],
    [{ fetchOffset: 4 }, "OFFSET_OUT_OF_RANGE"],
    [{ fetchOffset: 3 }, "NONE"],
  ])("a fetch with %o is answered with %s", (from, error) => {
    const at = new FetchScene();
    at.scene.produce([0], plainBatch(3));
    at.fetch([from], { maxWaitUs: 0 });
    expect(at.last?.[0]?.error).toBe(error);
  });

  it("tells who waits that this broker leads no more", () => {
    const at = new FetchScene();
    at.fetch([{}]);
    at.scene.register(0, { leader: 2, leaderEpoch: 4, partitionEpoch: 1 });
    at.service.resigned(at.scene.at(0));
    expect(at.last?.[0]?.error).toBe("NOT_LEADER_OR_FOLLOWER");
  });

  it("gives one batch whatever its size, then keeps to both limits", () => {
    const at = new FetchScene();
    for (const partition of [0, 1]) {
      at.scene.reconnected().produce([partition], plainBatch(1, 300));
      at.scene.reconnected().produce([partition], plainBatch(1, 300));
    }
    const sizes = () => at.last?.map(({ batches }) => batches.length);
    at.fetch([{ maxBytes: 10 }, { maxBytes: 10 }]);
    expect(sizes()).toEqual([1, 0]);
    at.fetch([{ maxBytes: 300 }, {}], { maxBytes: 600 });
    expect(sizes()).toEqual([1, 1]);
  });
});
