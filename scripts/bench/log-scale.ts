/**
 * The replicated log by itself: producers write with acks=all, followers copy, consumers without a group read everything. Prints
 * how many records a wall second append, replicate (twice, RF 3) and fetch, for a cluster of N brokers and P partitions.
 */
import { assert } from "../../engine/base/assert.ts";
import { SILENT_PROBE } from "../../engine/base/probe.ts";
import { VirtualClock } from "../../engine/base/scheduler.ts";
import { durationUs, SECOND, timeUs } from "../../engine/base/time.ts";
import { KafkaCluster } from "../../engine/log/kafka/cluster.ts";
import { DEFAULT_CONSUMER_CONFIG } from "../../engine/log/kafka/consumer/consumer-config.ts";
import {
  DEFAULT_CLUSTER_CONFIG,
  DEFAULT_PRODUCER_CONFIG,
  DEFAULT_TOPIC_SETTINGS,
} from "../../engine/log/kafka/kafka-config.ts";
import { RecordStore } from "../../engine/source/record-store.ts";

const TOPIC = "bench";
/** Records a virtual second: some kilobytes a partition and second, whatever the partitions. */
const PER_SECOND = 50_000;
const RUN_SECONDS = 10;
const DRAIN_SECONDS = 20;
const EVERY_US = 10_000;
const VALUE_BYTES = 100;
const KEYS = 5_000;
const MAX_EVENTS = 1e9;

const brokers = Number(process.argv[2]);
const partitions = Number(process.argv[3]);

const clock = new VirtualClock();
const records = new RecordStore();
const cluster = new KafkaCluster({
  config: { ...DEFAULT_CLUSTER_CONFIG, brokerCount: brokers },
  scheduler: clock,
  probe: SILENT_PROBE,
  seed: 7,
  records,
});
cluster.createTopic({ ...DEFAULT_TOPIC_SETTINGS, name: TOPIC, partitions, replicationFactor: 3, minInSyncReplicas: 2 });
let acknowledged = 0;
const producer = cluster.createProducer({
  clientId: "producer",
  topic: TOPIC,
  config: DEFAULT_PRODUCER_CONFIG,
  listener: {
    acknowledged: (recordIds) => {
      acknowledged += recordIds.length;
    },
    failed: () => assert(false, "nothing fails in a cluster without faults"),
  },
});
let fetched = 0;
const consumer = cluster.createConsumer({
  clientId: "consumer",
  config: { ...DEFAULT_CONSUMER_CONFIG, autoOffsetReset: { kind: "earliest" }, maxPollRecords: 10_000 },
});
consumer.assign(cluster.partitionsOf(TOPIC));
const poll = (): void =>
  consumer.poll(SECOND, (outcome) => {
    if (outcome.kind === "records") fetched += outcome.count;
    clock.after(durationUs(0), poll);
  });
poll();

const keyIds = Array.from({ length: KEYS }, (_, key) => records.keys.internText(`key-${key}`));
const value = new Uint8Array(VALUE_BYTES);
const send = (): void => {
  const first = records.count;
  for (let index = 0; index < (PER_SECOND * EVERY_US) / SECOND; index++) {
    records.appendValue(keyIds[(first + index) % KEYS] as number, value, 0, clock.now());
  }
  producer.send(first, records.count);
  if (clock.now() + EVERY_US < RUN_SECONDS * SECOND) clock.after(durationUs(EVERY_US), send);
};
clock.at(timeUs(0), send);

const startedMs = performance.now();
clock.advance(timeUs(RUN_SECONDS * SECOND), MAX_EVENTS);
const runSeconds = (performance.now() - startedMs) / 1_000;
const appendedInRun = records.count;
clock.advance(timeUs((RUN_SECONDS + DRAIN_SECONDS) * SECOND), MAX_EVENTS);
assert(acknowledged === records.count, `${acknowledged} of ${records.count} records are acknowledged`);
assert(fetched === records.count, `${fetched} of ${records.count} records were fetched`);
process.stdout.write(
  `${JSON.stringify({ brokers, partitions, recordsPerSecond: appendedInRun / runSeconds, eventsPerSecond: clock.eventsRun / runSeconds })}\n`,
);
