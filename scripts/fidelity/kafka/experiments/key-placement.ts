import { createHash } from "node:crypto";
import type { SendResult } from "../client.ts";
import type { Experiment, Run } from "../experiment.ts";
import { BROKER_IDS } from "../real-cluster.ts";
import { SimulatedScene } from "../simulated-scene.ts";

const PARTITIONS = 12;

/** Keys of many lengths and scripts, the empty one among them. */
const SHAPES: readonly ((index: number) => string)[] = [
  (index) => `user-${index}`,
  (index) => String(index),
  (index) => createHash("sha256").update(String(index)).digest("hex"),
  (index) => `clé-ключ-鍵-${index}`,
  (index) => "🐟".repeat(index % 7) + "x".repeat(index % 5),
];
const KEYS = Array.from({ length: 10_000 }, (_, index) => SHAPES[index % SHAPES.length]?.(index) ?? "");

function runOf(deliveries: readonly SendResult[]): Run {
  const partitions = deliveries
    .toSorted((a, b) => Number(a.value) - Number(b.value))
    .map(({ partition }) => partition ?? -1);
  const counts = Array.from(
    { length: PARTITIONS },
    (_, wanted) => partitions.filter((partition) => partition === wanted).length,
  );
  return {
    facts: {
      keys: partitions.length,
      "errors of their records": [...new Set(deliveries.map(({ error }) => error ?? "none"))],
      "records in each partition": counts,
      "digest of all partitions in the order of the keys": createHash("sha256")
        .update(partitions.join())
        .digest("hex")
        .slice(0, 16),
    },
    timingsMs: {},
  };
}

/** Which partition each of 10,000 keys goes to. */
export const keyPlacement: Experiment = {
  name: "key-placement",
  title: "Placement of 10,000 keys",
  course: `${KEYS.length} keys, from one digit to 64 letters, some beyond ASCII, over ${PARTITIONS} partitions, with the default partitioner.`,
  settings: {},
  isProxied: false,
  async real(lab) {
    const topic = await lab.createTopic(
      {},
      Array.from({ length: PARTITIONS }, () => BROKER_IDS),
    );
    const { name: producer } = await lab.openProducer(topic);
    const records = KEYS.map((key, index) => ({ key, value: String(index) }));
    return runOf(await lab.client.call("send", { producer, topic, records }));
  },
  simulate(seed) {
    const scene = new SimulatedScene({ seed, topic: { partitions: PARTITIONS } });
    scene.at(1, () => scene.producer.send(KEYS));
    scene.runTo(30);
    return runOf(scene.deliveries);
  },
};
