import { DEFAULT_LOG_SETTINGS } from "../../../../engine/log/kafka/storage/log-settings.ts";
import { DEFAULT_STORAGE_CONFIG } from "../../../../engine/log/kafka/storage/storage-config.ts";
import type { ReadResult } from "../client.ts";
import type { Experiment, Run } from "../experiment.ts";
import { SimulatedReader } from "../simulated-reader.ts";
import { SimulatedScene } from "../simulated-scene.ts";
import { pause, until } from "../wait.ts";

const RECORDS = 10;
const RETENTION_MS = 10_000;
const CHECK_INTERVAL_MS = 4_000;

/** So many seeds go through an interval once. */
const PHASES = 9;

type Seen = {
  readonly earliest: number;
  readonly latest: number;
  readonly withoutReset: ReadResult;
  readonly withEarliest: ReadResult;
  readonly nextOffset: number;
  readonly deletedMs: number;
};

function runOf({ earliest, latest, withoutReset, withEarliest, nextOffset, deletedMs }: Seen): Run {
  return {
    facts: {
      "log start after retention": earliest,
      "log end after retention": latest,
      "reading offset 0 with auto.offset.reset none": withoutReset.error ?? "none",
      "records read from offset 0 with earliest": withEarliest.records.length,
      "position then": withEarliest.position ?? -1,
      "offset of the next record": nextOffset,
    },
    timingsMs: { "last record to deletion": deletedMs },
  };
}

/** Everything is old, the active segment too; a reader comes back too late. */
export const retention: Experiment = {
  name: "retention-out-of-range",
  title: "Retention, then OFFSET_OUT_OF_RANGE",
  course: `${RECORDS} records, \`retention.ms\` ${RETENTION_MS}. After they are deleted, the active segment with them, consumers read from offset 0, one with \`auto.offset.reset\` none and one with earliest; then another record is sent.`,
  settings: { "log.retention.check.interval.ms": CHECK_INTERVAL_MS, "log.initial.task.delay.ms": 1_000 },
  isProxied: false,
  async real(lab) {
    const topic = await lab.createTopic({ "retention.ms": RETENTION_MS });
    const producer = await lab.openProducer(topic);
    await pause(CHECK_INTERVAL_MS * Math.random());
    const sent = await producer.send(Array.from({ length: RECORDS }, (_, index) => String(index)));
    const { atMs } = await until(async () => (await lab.offsets(topic)).earliest > 0 || undefined, {
      forWhat: "deletion",
    });
    const { earliest, latest } = await lab.offsets(topic);
    const read = (reset: string) =>
      lab.client.call("read", { topic, partition: 0, from: 0, settings: { "auto.offset.reset": reset } });
    const [withoutReset, withEarliest] = [await read("none"), await read("earliest")];
    const [next] = await producer.send(["next"]);
    const deletedMs = atMs - (sent.at(-1)?.sentMs ?? Number.NaN);
    return runOf({ earliest, latest, withoutReset, withEarliest, nextOffset: next?.offset ?? -1, deletedMs });
  },
  simulate(seed) {
    const scene = new SimulatedScene({
      seed,
      config: {
        storage: {
          ...DEFAULT_STORAGE_CONFIG,
          retentionCheckIntervalUs: CHECK_INTERVAL_MS * 1_000,
          initialTaskDelayUs: 1_000_000,
        },
      },
      topic: { log: { ...DEFAULT_LOG_SETTINGS, retentionUs: RETENTION_MS * 1_000 } },
    });
    // Brokers look at the same instants in every run: it is the records that come at others.
    scene.runTo(20 + (CHECK_INTERVAL_MS / 1_000) * ((seed % PHASES) / PHASES));
    const sentMs = scene.nowMs();
    scene.producer.send(RECORDS);
    while (scene.earliest() === 0 && scene.nowMs() < sentMs + 60_000) scene.runFor(0.02);
    const deletedMs = scene.nowMs() - sentMs;
    const [earliest, latest] = [scene.earliest(), scene.latest() ?? -1];
    const [strict, lenient] = [
      new SimulatedReader(scene, 0, { autoOffsetReset: { kind: "none" } }),
      new SimulatedReader(scene, 0, { autoOffsetReset: { kind: "earliest" } }),
    ];
    scene.runFor(2);
    const [withoutReset, withEarliest] = [strict.finish(), lenient.finish()];
    scene.producer.send(1);
    scene.runFor(1);
    const nextOffset = scene.deliveryOf(RECORDS).offset ?? -1;
    return runOf({ earliest, latest, withoutReset, withEarliest, nextOffset, deletedMs });
  },
};
