import type { SendResult } from "../client.ts";
import type { Experiment, Run } from "../experiment.ts";
import { FIRST_CLIENT, SimulatedScene } from "../simulated-scene.ts";
import { pause } from "../wait.ts";

const BEFORE = 5;
const REQUEST_TIMEOUT_MS = 2_000;

/** Longer than the producer waits, in both directions together. */
const EXTRA_LATENCY_US = 1_200_000;

function runOf(delivery: SendResult | undefined, latest: number, timesRead: number): Run {
  return {
    facts: {
      "error of the record": delivery?.error ?? "none",
      "its offset as acknowledged": delivery?.offset ?? -1,
      "log end": latest,
      "times it is read": timesRead,
    },
    timingsMs: { "send to acknowledgement": (delivery?.doneMs ?? Number.NaN) - (delivery?.sentMs ?? Number.NaN) },
  };
}

function lostAnswer(isIdempotent: boolean): Experiment {
  return {
    name: isIdempotent ? "idempotent-retry" : "plain-retry",
    title: isIdempotent
      ? "An answer is lost, the producer is idempotent"
      : "An answer is lost, the producer is not idempotent",
    course: `${BEFORE} records, then one whose answer comes after \`request.timeout.ms\` (${REQUEST_TIMEOUT_MS} ms) is over: a proxy before the leader holds it back, in the engine the link is slow. The producer sends the record again over a new connection.`,
    settings: {},
    isProxied: true,
    async real(lab) {
      const topic = await lab.createTopic();
      const producer = await lab.openProducer(topic, {
        "enable.idempotence": isIdempotent,
        "request.timeout.ms": REQUEST_TIMEOUT_MS,
      });
      await producer.send(Array.from({ length: BEFORE }, (_, index) => String(index)));
      lab.cluster.proxy?.delayAnswers(2 * REQUEST_TIMEOUT_MS);
      const sent = producer.send(["again"]);
      await pause(0.75 * REQUEST_TIMEOUT_MS);
      lab.cluster.proxy?.delayAnswers(0);
      const [delivery] = await sent;
      await pause(1_000);
      const reads = await lab.readAll(topic);
      const { latest } = await lab.offsets(topic);
      return runOf(delivery, latest, reads.filter(({ value }) => value === "again").length);
    },
    simulate(seed) {
      const producer = { isIdempotent, requestTimeoutUs: REQUEST_TIMEOUT_MS * 1_000 };
      const scene = new SimulatedScene({ seed, producer });
      scene.at(1, () => scene.producer.send(BEFORE));
      scene.at(2, () => {
        scene.cluster.slowLink(1, FIRST_CLIENT, EXTRA_LATENCY_US);
        scene.producer.send(1);
      });
      scene.at(3.5, () => scene.cluster.slowLink(1, FIRST_CLIENT, undefined));
      scene.runTo(10);
      const timesRead = scene.readAll().filter(({ value }) => value === String(BEFORE)).length;
      return runOf(scene.deliveryOf(BEFORE), scene.latest() ?? -1, timesRead);
    },
  };
}

/** The broker knows the batch again and answers with its old offset. */
export const idempotentRetry = lostAnswer(true);

/** The broker appends the batch a second time. */
export const plainRetry = lostAnswer(false);
