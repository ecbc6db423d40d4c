import type { ReadResult } from "../client.ts";
import type { Experiment, Run } from "../experiment.ts";
import { pause, until } from "../wait.ts";

const RECORDS = 10;
const RETENTION_MS = 10_000;
const CHECK_INTERVAL_MS = 4_000;

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
  simulate: undefined,
};
