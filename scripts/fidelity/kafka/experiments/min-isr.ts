import type { SendResult } from "../client.ts";
import type { Experiment } from "../experiment.ts";
import { SimulatedScene } from "../simulated-scene.ts";
import { pause } from "../wait.ts";

const BEFORE = 5;
const TOPIC = { "min.insync.replicas": 2 };
const NO_RETRY = { acks: "all", retries: 0, "enable.idempotence": false };
const SIMULATED_NO_RETRY = { retries: 0, isIdempotent: false };

function values(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index));
}

function errorsOf(deliveries: readonly SendResult[]): string {
  return deliveries.map(({ error }) => error ?? "none").join(", ");
}

type Refused = {
  readonly all: readonly SendResult[];
  readonly one: readonly SendResult[];
  readonly latestBefore: number;
  readonly latestAfter: number;
  readonly isr: readonly number[];
  readonly elr: readonly number[];
  readonly readable: number;
  readonly latestAtLast: number;
  readonly shrinkMs: number;
};

function refusedRun({ all, one, latestBefore, latestAfter, isr, elr, readable, latestAtLast, shrinkMs }: Refused) {
  return {
    facts: {
      "in sync": isr,
      // Which of the two depends on whose heartbeat is older.
      "eligible leader replicas": elr.length,
      "error of acks=all": errorsOf(all),
      "error of acks=1": errorsOf(one),
      "offsets of acks=1": one.map(({ offset }) => offset ?? -1),
      "high watermark before": latestBefore,
      "high watermark after acks=1": latestAfter,
      "records that can be read then": readable,
      "high watermark when all are in sync again": latestAtLast,
    },
    timingsMs: { "kill to one in sync": shrinkMs },
  };
}

/** With too few in sync, acks=all is refused before anything is appended; acks=1 is not, and stays invisible. */
export const minIsrRefused: Experiment = {
  name: "min-isr-refused",
  title: "min.insync.replicas refuses before the append",
  course: `\`min.insync.replicas\` 2; ${BEFORE} records. Both followers are killed. When one replica is in sync, acks=all sends a record without retries, then acks=1 three. Both followers start again.`,
  settings: {},
  isProxied: false,
  async real(lab) {
    const topic = await lab.createTopic(TOPIC);
    const strict = await lab.openProducer(topic, NO_RETRY);
    const loose = await lab.openProducer(topic, { acks: "1", "enable.idempotence": false });
    await strict.send(values(BEFORE));
    await pause(3_000 + 2_000 * Math.random());
    const killedMs = Date.now();
    await Promise.all([lab.cluster.kill(2), lab.cluster.kill(3)]);
    const shrunk = await lab.untilPartition(topic, "one in sync", ({ isr }) => isr.length === 1);
    const { isr, elr } = shrunk.view;
    const latestBefore = (await lab.offsets(topic)).latest;
    const all = await strict.send(["all"]);
    const one = await loose.send(["a", "b", "c"]);
    await pause(1_500);
    const latestAfter = (await lab.offsets(topic)).latest;
    const readable = (await lab.readAll(topic)).length;
    await lab.bringBack([2, 3], topic);
    await lab.untilReadable(topic, BEFORE + one.length);
    const latestAtLast = (await lab.offsets(topic)).latest;
    const shrinkMs = shrunk.atMs - killedMs;
    return refusedRun({ all, one, latestBefore, latestAfter, isr, elr, readable, latestAtLast, shrinkMs });
  },
  simulate(seed) {
    const scene = new SimulatedScene({ seed, topic: { minInSyncReplicas: 2 }, producer: SIMULATED_NO_RETRY });
    const loose = scene.openProducer({ acks: 1, isIdempotent: false });
    scene.at(1, () => scene.producer.send(BEFORE));
    scene.at(5, () => {
      for (const id of [2, 3]) scene.cluster.crashBroker(id, "process-kill");
    });
    scene.runTo(20);
    const { isr, elr } = scene.partition();
    const latestBefore = scene.latest() ?? -1;
    scene.producer.send(1);
    scene.runTo(21);
    loose.send(3);
    scene.runTo(23);
    const [all, one] = [scene.deliveries.slice(BEFORE, BEFORE + 1), scene.deliveries.slice(BEFORE + 1)];
    const latestAfter = scene.latest() ?? -1;
    const readable = scene.readAll().length;
    for (const id of [2, 3]) scene.cluster.restartBroker(id);
    scene.runTo(60);
    const shrinks = scene.events.filter(({ kind }) => kind === "isr-shrunk");
    const shrinkMs = (shrinks.at(-1)?.atUs ?? Number.NaN) / 1_000 - 5_000;
    return refusedRun({
      all,
      one,
      latestBefore,
      latestAfter,
      isr,
      elr,
      readable,
      latestAtLast: scene.latest() ?? -1,
      shrinkMs,
    });
  },
};

type WhileWaiting = {
  readonly delivery: SendResult | undefined;
  readonly latestAfter: number;
  readonly latestAtLast: number;
  readonly wasRead: boolean;
  readonly errorMs: number;
};

function whileWaitingRun({ delivery, latestAfter, latestAtLast, wasRead, errorMs }: WhileWaiting) {
  return {
    facts: {
      "error of acks=all": delivery?.error ?? "none",
      "high watermark at the error": latestAfter,
      "high watermark when all are in sync again": latestAtLast,
      "the failed record can be read then": wasRead,
    },
    timingsMs: { "stop to error": errorMs },
  };
}

/**
 * The in-sync set becomes too small while a record waits in it. The high watermark stands still then (since 3.7), so that
 * NOT_ENOUGH_REPLICAS_AFTER_APPEND has no occasion: the request times out, and the record stays.
 */
export const minIsrWhileWaiting: Experiment = {
  name: "min-isr-while-waiting",
  title: "The in-sync set falls below min.insync.replicas while a record waits",
  course: `\`min.insync.replicas\` 2; ${BEFORE} records. Both followers are stopped where they stand; acks=all sends one more without retries. The controller fences the followers while the record waits; the request ends after \`request.timeout.ms\` (30 s). Later both go on.`,
  settings: {},
  isProxied: false,
  async real(lab) {
    const topic = await lab.createTopic(TOPIC);
    const producer = await lab.openProducer(topic, NO_RETRY);
    await producer.send(values(BEFORE));
    await pause(3_000 + 2_000 * Math.random());
    const stoppedMs = Date.now();
    for (const id of [2, 3]) lab.cluster.signalBroker(id, "SIGSTOP");
    await pause(1_000);
    const [delivery] = await producer.send(["late"]);
    const latestAfter = (await lab.offsets(topic)).latest;
    for (const id of [2, 3]) lab.cluster.signalBroker(id, "SIGCONT");
    await lab.untilPartition(topic, "full in-sync set", ({ isr }) => isr.length === 3);
    await lab.untilReadable(topic, BEFORE + 1);
    const reads = await lab.readAll(topic);
    const wasRead = reads.some(({ value }) => value === "late");
    const errorMs = (delivery?.doneMs ?? Number.NaN) - stoppedMs;
    return whileWaitingRun({ delivery, latestAfter, latestAtLast: reads.length, wasRead, errorMs });
  },
  simulate(seed) {
    const scene = new SimulatedScene({ seed, topic: { minInSyncReplicas: 2 }, producer: SIMULATED_NO_RETRY });
    scene.at(1, () => scene.producer.send(BEFORE));
    scene.at(5, () => {
      for (const id of [2, 3]) scene.cluster.crashBroker(id, "power-loss");
    });
    scene.at(6, () => scene.producer.send(1));
    scene.runTo(40);
    const delivery = scene.deliveryOf(BEFORE);
    const latestAfter = scene.latest() ?? -1;
    for (const id of [2, 3]) scene.cluster.restartBroker(id);
    scene.runTo(80);
    const wasRead = scene.readAll().some(({ value }) => value === delivery.value);
    const errorMs = delivery.doneMs - 5_000;
    return whileWaitingRun({ delivery, latestAfter, latestAtLast: scene.latest() ?? -1, wasRead, errorMs });
  },
};
