import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SCENE_TOPIC } from "../../../testing/kafka-scene.ts";
import { type SceneTransactions, TransactionScene } from "../../../testing/transaction-scene.ts";

const SEED = 20_261_127;

/** The last of these happens at 60 s, and every broker is back at 90 s. */
type Fault =
  | { readonly kind: "broker"; readonly broker: number; readonly at: number; readonly lasts: number }
  | { readonly kind: "producer"; readonly producer: number; readonly at: number }
  | { readonly kind: "zombie"; readonly producer: number; readonly at: number; readonly lasts: number };

const at = fc.integer({ min: 2_000, max: 60_000 }).map((ms) => ms / 1_000);
const lasts = fc.integer({ min: 500, max: 25_000 }).map((ms) => ms / 1_000);
const producer = fc.nat(1);
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constant("broker" as const), broker: fc.integer({ min: 1, max: 3 }), at, lasts }),
  fc.record({ kind: fc.constant("producer" as const), producer, at }),
  fc.record({ kind: fc.constant("zombie" as const), producer, at, lasts }),
);

/** One application: it commits or aborts every `everyMs`, sends what failed no more, and starts again when it is fenced. */
class Application {
  readonly at: TransactionScene;
  readonly id: string;
  readonly everyMs: number;
  readonly abortEvery: number;
  readonly all: SceneTransactions[] = [];
  /** Ids of transactions that were aborted, or may have been committed without an answer. */
  readonly aborted = new Set<number>();
  current: SceneTransactions;
  #round = 0;

  constructor(scene: TransactionScene, id: string, options: { readonly everyMs: number; readonly abortEvery: number }) {
    this.at = scene;
    this.id = id;
    this.everyMs = options.everyMs;
    this.abortEvery = options.abortEvery;
    this.current = this.restart();
  }

  restart(): SceneTransactions {
    const started = this.at.start(this.id, { transactionTimeoutUs: 20_000_000, deliveryTimeoutUs: 40_000_000 });
    this.current = started;
    this.all.push(started);
    this.#watch(started);
    return started;
  }

  #watch(mine: SceneTransactions): void {
    const { scene } = this.at;
    const tick = () => {
      if (mine !== this.current || scene.clock.now() > 100_000_000) return;
      const { state } = mine.producer.transactions;
      if (state === "READY") this.#transact(mine);
      else if (state === "FATAL_ERROR") this.restart();
      scene.at(scene.clock.now() / 1_000_000 + this.everyMs / 1_000, tick);
    };
    scene.at(scene.clock.now() / 1_000_000 + 0.01, tick);
  }

  #transact(mine: SceneTransactions): void {
    this.#round += 1;
    const ids = this.at.begin(mine, 1 + (this.#round % 7));
    const mustAbort = this.#round % this.abortEvery === 0;
    const abort = () => {
      for (const id of ids) this.aborted.add(id);
      this.at.abort(mine);
    };
    this.at.scene.at(this.at.scene.clock.now() / 1_000_000 + this.everyMs / 2_000, () => {
      // A process that is dead, or fenced by now, decides nothing.
      if (mine.producer.transactions.state === "FATAL_ERROR") return;
      if (mustAbort) abort();
      else
        this.at.commit(mine, ids, (error) => {
          if (error !== "NONE" && mine.producer.transactions.state === "ABORTABLE_ERROR") abort();
        });
    });
  }
}

function inject(scene: TransactionScene, applications: readonly Application[], schedule: readonly Fault[]): void {
  const { cluster } = scene.scene;
  for (const item of schedule) {
    if (item.kind === "broker") {
      scene.scene.at(item.at, () => cluster.crashBroker(item.broker, "process-kill"));
      scene.scene.at(item.at + item.lasts, () => cluster.restartBroker(item.broker));
      continue;
    }
    const application = applications[item.producer] as Application;
    scene.scene.at(item.at, () => {
      const old = application.current.producer;
      if (item.kind === "producer") cluster.crashProducer(old);
      else {
        old.isSuspended = true;
        scene.scene.at(item.at + item.lasts, () => {
          old.isSuspended = false;
        });
      }
      application.restart();
    });
  }
  for (const id of [1, 2, 3]) scene.scene.at(90, () => cluster.restartBroker(id));
}

/** The last stable offset at many instants: never above the high watermark, and never back while the leader stays. */
function watchStability(scene: TransactionScene): string[] {
  const wrong: string[] = [];
  const before = new Map<number, { leader: number; leaderEpoch: number; lastStableOffset: number }>();
  for (let second = 1; second < 200; second += 0.5) {
    scene.scene.at(second, () => {
      const stable = scene.scene.cluster.lastStableOffsets(SCENE_TOPIC);
      for (const [partition, view] of scene.scene.cluster.describeTopic(SCENE_TOPIC).entries()) {
        const { highWatermark, leaderEpoch, leader } = view;
        const lastStableOffset = stable[partition];
        // Without a live leader nobody can read; one that has just started may not know yet how far it is.
        if (lastStableOffset === undefined) continue;
        if (lastStableOffset > highWatermark) wrong.push(`${second}: ${lastStableOffset} > ${highWatermark}`);
        const known = before.get(partition);
        const isSame = known?.leaderEpoch === leaderEpoch && known.leader === leader;
        if (isSame && lastStableOffset < known.lastStableOffset) wrong.push(`${second}: back to ${lastStableOffset}`);
        before.set(partition, { leader, leaderEpoch, lastStableOffset });
      }
    });
  }
  return wrong;
}

describe("transactions under crashes of brokers, coordinators and producers, and zombies", () => {
  it(`seed ${SEED}: read_committed sees committed transactions whole, once and in order, and no other; then nothing stays open`, () => {
    const rhythm = fc.record({
      everyMs: fc.integer({ min: 100, max: 3_000 }),
      abortEvery: fc.integer({ min: 2, max: 6 }),
    });
    fc.assert(
      fc.property(
        fc.array(fault, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 0, max: 1_000 }),
        fc.tuple(rhythm, rhythm),
        (schedule, seed, rhythms) => {
          const scene = new TransactionScene({ seed, topic: { partitions: 3 } });
          const applications = rhythms.map((one, index) => new Application(scene, `app-${index}`, one));
          inject(scene, applications, schedule);
          const wrong = watchStability(scene);
          scene.scene.runTo(300);
          expect(wrong).toEqual([]);
          const seen = scene.committedAll();
          expect(new Set(seen).size).toBe(seen.length);
          for (const application of applications) {
            const committed = application.all.flatMap(({ committed: ids }) => [...ids]);
            expect(committed.filter((id) => !seen.includes(id))).toEqual([]);
            expect([...application.aborted].filter((id) => seen.includes(id))).toEqual([]);
          }
          for (let partition = 0; partition < 3; partition++) {
            for (const application of applications) {
              // The scene's keys and ids are shared; within one application ids ascend.
              const own = new Set(application.all.flatMap(({ committed: ids }) => [...ids]));
              const mine = scene.committed(partition).filter((id) => own.has(id));
              expect(mine).toEqual([...mine].sort((a, b) => a - b));
            }
          }
          for (const { lastStableOffset, logEndOffset } of scene.scene.cluster.describeTopic(SCENE_TOPIC)) {
            expect(lastStableOffset).toBe(logEndOffset);
          }
          expect(applications.every(({ current }) => current.producer.transactions.state === "READY")).toBe(true);
        },
      ),
      { seed: SEED, numRuns: 12 },
    );
  });
});
