import { describe, expect, it } from "vitest";
import type { BrokerRegistration } from "./controller/broker-registration.ts";
import { type PartitionRegistration, UNTOUCHED } from "./controller/partition-registration.ts";
import { DEFAULT_TOPIC_SETTINGS } from "./kafka-config.ts";
import { MetadataImage } from "./metadata-image.ts";
import { type TopicPartition, topicPartitionsOf } from "./topic-partition.ts";

const PARTITION = topicPartitionsOf({ ...DEFAULT_TOPIC_SETTINGS, name: "t", partitions: 1 }, 0)[0] as TopicPartition;

const REGISTRATION: PartitionRegistration = {
  replicas: [1, 2],
  isr: [1, 2],
  leader: 1,
  leaderEpoch: 3,
  partitionEpoch: 5,
  leaderRecoveryState: "RECOVERED",
  ...UNTOUCHED,
};

function broker(brokerId: number, isFenced: boolean): BrokerRegistration {
  return { brokerId, brokerEpoch: 10 + brokerId, isFenced };
}

describe("MetadataImage", () => {
  it("tells clients a leader only while it is not fenced", () => {
    const image = new MetadataImage();
    const partitions = [{ partition: PARTITION, registration: REGISTRATION }];
    image.apply({ offset: 1, partitions, brokers: [broker(1, false), broker(2, false)] });
    expect(image.view()).toEqual({ leaders: [{ leader: 1, leaderEpoch: 3 }] });
    image.apply({ offset: 2, partitions: [], brokers: [broker(1, true)] });
    expect(image.view()).toEqual({ leaders: [{ leader: -1, leaderEpoch: 3 }] });
    expect(image.offset).toBe(2);
  });
});
