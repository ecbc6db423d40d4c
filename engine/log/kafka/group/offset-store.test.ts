import { describe, expect, it } from "vitest";
import { committedLag, recordsLag } from "./consumer-lag.ts";
import { OffsetStore } from "./offset-store.ts";

const P0 = { topic: "t", partition: 0 };
const P1 = { topic: "t", partition: 1 };

function commit(
  store: OffsetStore,
  partition: typeof P0,
  offset: number,
  more: { atUs?: number; producerId?: number } = {},
) {
  const committed = { offset, leaderEpoch: 3, commitTimestampUs: more.atUs ?? 0 };
  const { key, value } = store.commitEntry(partition, committed, more.producerId);
  store.replay(key, value as Parameters<OffsetStore["replay"]>[1]);
}

describe("OffsetStore", () => {
  it("knows the newest offset of each partition, and nothing of others", () => {
    const store = new OffsetStore("g");
    commit(store, P0, 5);
    commit(store, P0, 9);
    expect(store.fetch(P0)).toMatchObject({ offset: 9, leaderEpoch: 3 });
    expect(store.fetch(P1)).toBeUndefined();
    expect(store.size).toBe(1);
  });

  it("tells a transaction's offsets only when it has committed", () => {
    const store = new OffsetStore("g");
    commit(store, P0, 5);
    commit(store, P0, 9, { producerId: 7 });
    commit(store, P1, 2, { producerId: 8 });
    expect(store.hasPending(P0)).toBe(true);
    expect(store.fetch(P0)?.offset).toBe(5);
    store.endTransaction(7, true);
    store.endTransaction(8, false);
    expect(store.fetch(P0)?.offset).toBe(9);
    expect(store.fetch(P1)).toBeUndefined();
    expect(store.hasPending(P0) || store.hasPending(P1)).toBe(false);
  });

  it("forgets what outlived its retention, counted from the base that the group gives", () => {
    const store = new OffsetStore("g");
    commit(store, P0, 5, { atUs: 100 });
    commit(store, P1, 6, { atUs: 900 });
    commit(store, { topic: "kept", partition: 0 }, 7, { atUs: 0 });
    commit(store, { topic: "held", partition: 0 }, 8, { atUs: 0 });
    commit(store, { topic: "held", partition: 0 }, 9, { atUs: 0, producerId: 1 });
    const expiry = {
      retentionUs: 1_000,
      isSubscribed: (topic: string) => topic === "kept",
      baseTimestampUs: ({ commitTimestampUs }: { readonly commitTimestampUs: number }) => commitTimestampUs,
    };
    expect(store.expire(expiry, 1_099)).toEqual([]);
    const expired = store.expire(expiry, 1_100);
    expect(expired).toEqual([{ key: "offset g t 0", value: undefined }]);
    for (const { key } of expired) store.replay(key, undefined);
    expect(store.fetch(P0)).toBeUndefined();
    expect(store.expire({ ...expiry, baseTimestampUs: () => 2_000 }, 2_999)).toEqual([]);
  });
});

describe("consumer lag", () => {
  it("is counted from the position, to the end that the isolation level allows", () => {
    const ends = { highWatermark: 100, lastStableOffset: 60 };
    expect(recordsLag(50, ends, "read_uncommitted")).toBe(50);
    expect(recordsLag(50, ends, "read_committed")).toBe(10);
    expect(recordsLag(undefined, ends, "read_committed")).toBeUndefined();
    expect(recordsLag(50, { highWatermark: undefined, lastStableOffset: 1 }, "read_uncommitted")).toBeUndefined();
  });

  it("of kafka-consumer-groups is counted from the committed offset, and unknown without one", () => {
    expect(committedLag(100, 40)).toBe(60);
    expect(committedLag(100, undefined)).toBeUndefined();
  });
});
