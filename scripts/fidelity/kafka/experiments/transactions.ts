import { ClientError, type OffsetView } from "../client.ts";
import type { Experiment, Fact, Run } from "../experiment.ts";
import type { Lab } from "../lab.ts";
import { SimulatedReader } from "../simulated-reader.ts";
import { SimulatedScene } from "../simulated-scene.ts";
import { until } from "../wait.ts";

/** What each kind of reader finds at one moment: the offsets of its records, and where it stands after them. */
type Moment = {
  readonly committed: readonly number[];
  readonly committedPosition: number;
  readonly uncommitted: readonly number[];
  readonly uncommittedPosition: number;
};

type Seen = {
  readonly open: Moment;
  readonly aborted: Moment;
  readonly committed: Moment;
  readonly stuck: Moment;
  readonly fenced: Moment;
  readonly zombieError: string;
};

function factsOf(when: string, moment: Moment): Readonly<Record<string, Fact>> {
  return {
    [`${when}: offsets of read_committed`]: moment.committed,
    [`${when}: its position`]: moment.committedPosition,
    [`${when}: offsets of read_uncommitted`]: moment.uncommitted,
    [`${when}: position of read_uncommitted`]: moment.uncommittedPosition,
  };
}

function runOf({ open, aborted, committed, stuck, fenced, zombieError }: Seen): Run {
  return {
    facts: {
      ...factsOf("three records, transaction open", open),
      ...factsOf("aborted", aborted),
      ...factsOf("two more, committed", committed),
      ...factsOf("one more, open, and one outside of it", stuck),
      ...factsOf("a second producer of the same transactional.id", fenced),
      "what the first one is told at its commit": zombieError,
    },
    timingsMs: {},
  };
}

async function momentOf(lab: Lab, topic: string): Promise<Moment> {
  const read = async (isolation: string) => {
    const settings = { "isolation.level": isolation };
    const { records, position } = await lab.client.call("read", { topic, partition: 0, from: 0, settings });
    return { offsets: records.map(({ offset }) => offset), position: position ?? -1 };
  };
  const [committed, uncommitted] = [await read("read_committed"), await read("read_uncommitted")];
  return {
    committed: committed.offsets,
    committedPosition: committed.position,
    uncommitted: uncommitted.offsets,
    uncommittedPosition: uncommitted.position,
  };
}

/** The same in the engine; it takes a second. */
function simulatedMoment(scene: SimulatedScene): Moment {
  const committed = new SimulatedReader(scene, 0, { isolationLevel: "read_committed" });
  const uncommitted = new SimulatedReader(scene, 0);
  scene.runFor(1);
  const [below, all] = [committed.finish(), uncommitted.finish()];
  return {
    committed: below.records.map(({ offset }) => offset),
    committedPosition: below.position ?? -1,
    uncommitted: all.records.map(({ offset }) => offset),
    uncommittedPosition: all.position ?? -1,
  };
}

/** The end of a transaction is told before its markers are written. */
async function untilStable(lab: Lab, topic: string, latest: number): Promise<void> {
  const isReached = (view: OffsetView) => view.latest === latest && view.stable === latest;
  await until(async () => isReached(await lab.offsets(topic)) || undefined, { forWhat: `stable offset ${latest}` });
}

/** Transactions that are aborted, committed, left open and fenced, read in both isolations. */
export const transactions: Experiment = {
  name: "transactions",
  title: "Transactions, read both ways",
  course:
    "A transactional producer aborts a transaction of three records, commits one of two, and leaves one of one record open, while a plain producer writes a record behind it. Then a second producer with the same `transactional.id` begins, which aborts the open one and fences the first producer.",
  settings: {},
  isProxied: false,
  async real(lab) {
    const topic = await lab.createTopic({ "min.insync.replicas": 2 });
    const settings = { "transactional.id": lab.newName("transactional") };
    const first = await lab.openProducer(topic, settings);
    const plain = await lab.openProducer(topic);
    const step = (producer: string, what: "begin" | "commit" | "abort") =>
      lab.client.call("transact", { producer, step: what });
    await step(first.name, "begin");
    await first.send(["a", "b", "c"]);
    const open = await momentOf(lab, topic);
    await step(first.name, "abort");
    await untilStable(lab, topic, 4);
    const aborted = await momentOf(lab, topic);
    await step(first.name, "begin");
    await first.send(["d", "e"]);
    await step(first.name, "commit");
    await untilStable(lab, topic, 7);
    const committed = await momentOf(lab, topic);
    await step(first.name, "begin");
    await first.send(["f"]);
    await plain.send(["g"]);
    const stuck = await momentOf(lab, topic);
    await lab.openProducer(topic, settings);
    await untilStable(lab, topic, 10);
    const fenced = await momentOf(lab, topic);
    const zombieError = await step(first.name, "commit").then(
      () => "none",
      (error: unknown) => (error instanceof ClientError ? error.errorName : String(error)),
    );
    return runOf({ open, aborted, committed, stuck, fenced, zombieError });
  },
  simulate(seed) {
    const scene = new SimulatedScene({ seed, topic: { minInSyncReplicas: 2 } });
    const outcomes: string[] = [];
    const note = (error: string): void => void outcomes.push(error);
    const first = scene.openProducer({ transactionalId: "orders" });
    const { transactions: own } = first.client;
    own.initialize(note);
    scene.runFor(3);
    own.begin();
    first.send(3);
    scene.runFor(1);
    const open = simulatedMoment(scene);
    own.abort(note);
    scene.runFor(1);
    const aborted = simulatedMoment(scene);
    own.begin();
    first.send(2);
    own.commit(note);
    scene.runFor(1);
    const committed = simulatedMoment(scene);
    own.begin();
    first.send(1);
    scene.runFor(1);
    scene.producer.send(1);
    scene.runFor(1);
    const stuck = simulatedMoment(scene);
    scene.openProducer({ transactionalId: "orders" }).client.transactions.initialize(note);
    scene.runFor(3);
    const fenced = simulatedMoment(scene);
    own.commit(note);
    scene.runFor(3);
    return runOf({ open, aborted, committed, stuck, fenced, zombieError: outcomes.at(-1) ?? "no answer" });
  },
};
