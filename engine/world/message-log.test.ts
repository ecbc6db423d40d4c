import { describe, expect, test } from "vitest";
import type { SeenMessage } from "../log/kafka/message-sight.ts";
import { MessageLog } from "./message-log.ts";

function message(sentUs: number, api = "JoinGroup"): SeenMessage {
  return { api, sentUs, settledUs: sentUs + 1_000, from: 1_000_000, to: 1, outcome: "delivered" };
}

const ALL = { fromUs: 0, toUs: 10_000_000, limit: 1_000_000, withHeartbeats: false };

describe("the log of messages", () => {
  test("gives those of a stretch of time, its ends included", () => {
    const log = new MessageLog();
    for (const sentUs of [10, 20, 30, 40]) log.sent(message(sentUs));
    const slice = log.between({ ...ALL, fromUs: 20, toUs: 40 });
    expect(slice.messages.map(({ sentUs }) => sentUs)).toEqual([20, 30, 40]);
    expect(slice).toMatchObject({ count: 3, leftOut: [], keptFromUs: 0 });
  });

  test("leaves out what is commonest where there are too many, and says what", () => {
    const log = new MessageLog();
    for (let sentUs = 0; sentUs < 50; sentUs += 1)
      log.sent(message(sentUs, sentUs % 10 === 0 ? "Vote" : "OffsetCommit"));
    log.sent(message(60, "JoinGroup"));
    const slice = log.between({ ...ALL, limit: 20 });
    expect(slice.messages.map(({ api }) => api)).toEqual(["Vote", "Vote", "Vote", "Vote", "Vote", "JoinGroup"]);
    expect(slice).toMatchObject({ count: 51, leftOut: ["OffsetCommit"] });
    expect(log.between({ ...ALL, limit: 3 })).toMatchObject({ leftOut: ["OffsetCommit", "Vote"] });
  });

  test("leaves heartbeats out unless they are asked for, and then has them in their place", () => {
    const log = new MessageLog();
    log.sent(message(10));
    log.sent(message(15, "ConsumerGroupHeartbeat"));
    log.sent(message(20));
    expect(log.between(ALL).count).toBe(2);
    const apis = log.between({ ...ALL, withHeartbeats: true }).messages.map(({ api }) => api);
    expect(apis).toEqual(["JoinGroup", "ConsumerGroupHeartbeat", "JoinGroup"]);
  });

  test("keeps the newest 150,000 at most, says from when on, and heartbeats push nothing else out", () => {
    const log = new MessageLog();
    log.sent(message(1));
    for (let beat = 0; beat < 120_000; beat += 1) log.sent(message(2 + beat, "Heartbeat"));
    expect(log.between(ALL)).toMatchObject({ count: 1, keptFromUs: 0 });
    for (let sentUs = 200_000; sentUs < 400_000; sentUs += 1) log.sent(message(sentUs));
    const { count, keptFromUs, messages } = log.between(ALL);
    expect(count).toBeLessThanOrEqual(150_000);
    expect(count).toBeGreaterThan(100_000);
    expect(messages[0]?.sentUs).toBe(keptFromUs);
    expect(keptFromUs).toBe(400_000 - count);
  });
});
