import { SECOND } from "../../base/time.ts";
import { KafkaScene, SCENE_TOPIC } from "../kafka-scene.ts";
import { LogInvariants } from "./log-invariants.ts";
import { planSchedule, type ScheduledFault, type SchedulePlan } from "./schedule-plan.ts";

/** How often the invariants are looked at, and the ISRs for the next fault. */
const LOOK_EVERY_US = 250_000;

/** Faults that have not begun by then are left out: an ISR that is never full again is told of by the liveness. */
const LAST_FAULT_US = 400 * SECOND;

/** After the last fault everything has this long to heal: a session, an election, a delivery timeout, a catch-up. */
const HEAL_US = 200 * SECOND;

/**
 * Plays the schedule of a seed and returns what went wrong, in sentences; nothing is the answer of an engine without bugs.
 *
 * Safety: with acks=all, min ISR 2 and three replicas, and each fault beginning only when every ISR is full again, no acknowledged
 * record is lost; no watermark passes what the ISR holds; no epoch is used twice. Liveness: when the faults are over, every
 * partition has a leader and a full ISR, and everything sent is acknowledged or failed.
 */
export function playSchedule(seed: number): readonly string[] {
  const plan = planSchedule(seed);
  const scene = sceneOf(plan);
  const invariants = new LogInvariants(scene.cluster, SCENE_TOPIC);
  scene.listen((event) => invariants.event(event));
  const watch = new FaultSequence(scene, plan.faults, invariants);
  scene.stream(0, LAST_FAULT_US / SECOND, plan.tickMs, plan.recordsPerTick);
  let nowUs = 0;
  while (!watch.isOver && nowUs < LAST_FAULT_US) {
    nowUs += LOOK_EVERY_US;
    scene.runTo(nowUs / SECOND);
    invariants.look(nowUs);
    watch.look(nowUs);
  }
  scene.stopStreams();
  const endUs = nowUs + HEAL_US;
  for (; nowUs < endUs && !isHealed(scene); nowUs += LOOK_EVERY_US) {
    scene.runTo(nowUs / SECOND);
    invariants.look(nowUs);
  }
  invariants.compareReplicas();
  return [...invariants.broken, ...lossesOf(scene), ...livenessOf(scene)];
}

function sceneOf({
  seed,
  brokers,
  controllers,
  partitions,
  keys,
  isIdempotent,
  maxInFlightRequests,
}: SchedulePlan): KafkaScene {
  return new KafkaScene({
    seed,
    keyCount: keys,
    config: { brokerCount: brokers, controllerCount: controllers },
    topic: { partitions, replicationFactor: 3, minInSyncReplicas: 2 },
    producer: { isIdempotent, maxInFlightRequests },
  });
}

/** Begins each fault when every ISR is full again after the one before. */
class FaultSequence {
  readonly #scene: KafkaScene;
  readonly #faults: readonly ScheduledFault[];
  readonly #invariants: LogInvariants;
  #next = 0;
  #phase: "waiting" | "armed" | "running" = "waiting";
  #dueUs = 0;

  constructor(scene: KafkaScene, faults: readonly ScheduledFault[], invariants: LogInvariants) {
    this.#scene = scene;
    this.#faults = faults;
    this.#invariants = invariants;
  }

  get isOver(): boolean {
    return this.#next >= this.#faults.length;
  }

  look(nowUs: number): void {
    const fault = this.#faults[this.#next];
    if (fault === undefined) return;
    if (this.#phase === "waiting" && isFull(this.#scene)) {
      this.#phase = "armed";
      this.#dueUs = nowUs + fault.afterUs;
    } else if (this.#phase === "armed" && !isFull(this.#scene)) this.#phase = "waiting";
    else if (this.#phase === "armed" && nowUs >= this.#dueUs) {
      if (fault.losesPowerOf !== undefined) this.#invariants.losePower(fault.losesPowerOf);
      fault.begin(this.#scene.cluster);
      this.#phase = "running";
      this.#dueUs = nowUs + fault.lastsUs;
    } else if (this.#phase === "running" && nowUs >= this.#dueUs) {
      fault.end(this.#scene.cluster);
      this.#phase = "waiting";
      this.#next += 1;
    }
  }
}

/** Has every partition a leader, with all of its replicas in sync? */
function isFull({ cluster }: KafkaScene): boolean {
  return cluster
    .describeTopic(SCENE_TOPIC)
    .every(({ leader, isr, replicas }) => leader > 0 && isr.length === replicas.length);
}

function isHealed(scene: KafkaScene): boolean {
  return isFull(scene) && scene.producer.pendingRecords === 0;
}

function lossesOf(scene: KafkaScene): readonly string[] {
  const lost = scene.lostRecords();
  return lost.length === 0
    ? []
    : [`${lost.length} acknowledged records are lost, among them ${lost.slice(0, 5).join(", ")}`];
}

function livenessOf(scene: KafkaScene): readonly string[] {
  if (isHealed(scene)) return [];
  const partitions = scene.cluster.describeTopic(SCENE_TOPIC).map(({ leader, isr }) => `${leader} (${isr.join(",")})`);
  return [`not healed: leaders and ISRs ${partitions.join(" ")}; ${scene.producer.pendingRecords} records pending`];
}
