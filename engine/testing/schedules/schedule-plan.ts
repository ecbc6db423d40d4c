import { RandomStream } from "../../base/random-stream.ts";
import { SECOND } from "../../base/time.ts";
import type { KafkaCluster } from "../../log/kafka/cluster.ts";

/** A fault of a schedule: it begins when every ISR is full again after the one before, and ends by itself. */
export type ScheduledFault = {
  readonly words: string;
  /** How long after all ISRs are full it begins. */
  readonly afterUs: number;
  readonly lastsUs: number;
  /** The broker whose unflushed records it takes. */
  readonly losesPowerOf: number | undefined;
  begin(cluster: KafkaCluster): void;
  end(cluster: KafkaCluster): void;
};

/** A random cluster, what is written to it, and what goes wrong. A function of its seed. */
export type SchedulePlan = {
  readonly seed: number;
  readonly brokers: number;
  readonly controllers: number;
  readonly partitions: number;
  readonly keys: number;
  readonly recordsPerTick: number;
  readonly tickMs: number;
  readonly isIdempotent: boolean;
  readonly maxInFlightRequests: number;
  readonly faults: readonly ScheduledFault[];
};

const MOST_BROKERS = 5;
const MOST_PARTITIONS = 5;
const FAULTS_MIN = 2;
const FAULTS_SPAN = 4;

/** Plans the schedule of a seed. */
export function planSchedule(seed: number): SchedulePlan {
  const random = new RandomStream(seed, "schedule");
  const brokers = 3 + random.nextBelow(MOST_BROKERS - 2);
  const count = FAULTS_MIN + random.nextBelow(FAULTS_SPAN);
  return {
    seed,
    brokers,
    controllers: random.nextBelow(3) === 0 ? 3 : 1,
    partitions: 1 + random.nextBelow(MOST_PARTITIONS),
    keys: 1 + random.nextBelow(20),
    recordsPerTick: 1 + random.nextBelow(8),
    tickMs: 20 + random.nextBelow(200),
    isIdempotent: random.nextBelow(4) > 0,
    maxInFlightRequests: 1 + random.nextBelow(5),
    faults: Array.from({ length: count }, () => planFault(random, brokers)),
  };
}

function planFault(random: RandomStream, brokers: number): ScheduledFault {
  const broker = 1 + random.nextBelow(brokers);
  const other = 1 + ((broker + random.nextBelow(brokers - 1)) % brokers);
  const afterUs = random.nextBelow(4 * SECOND);
  const lastsUs = 100_000 + random.nextBelow(25 * SECOND);
  const delayUs = 1_000 + random.nextBelow(12 * SECOND);
  const base = { afterUs, lastsUs, losesPowerOf: undefined };
  const cut = {
    from: [broker],
    to: random.nextBelow(2) === 0 ? [other] : "others",
    isOneWay: random.nextBelow(3) === 0,
  } as const;
  switch (random.nextBelow(9)) {
    case 0:
      return {
        ...base,
        words: `kill ${broker}`,
        begin: ({ faults }) => faults.crashBroker(broker, "process-kill"),
        end: ({ faults }) => faults.restartBroker(broker),
      };
    case 1:
      return {
        ...base,
        words: `power loss ${broker}`,
        losesPowerOf: broker,
        begin: ({ faults }) => faults.crashBroker(broker, "power-loss"),
        end: ({ faults }) => faults.restartBroker(broker),
      };
    case 2:
      return {
        ...base,
        words: `slow follower ${broker}`,
        begin: ({ faults }) => faults.slowFollower(broker, delayUs),
        end: ({ faults }) => faults.slowFollower(broker, undefined),
      };
    case 3:
      return {
        ...base,
        words: `slow link ${broker}-${other}`,
        begin: ({ faults }) => faults.slowLink(broker, other, delayUs),
        end: ({ faults }) => faults.slowLink(broker, other, undefined),
      };
    case 4:
      return {
        ...base,
        words: `stop ${broker}`,
        begin: ({ faults }) => faults.stopBroker(broker),
        end: ({ faults }) => faults.restartBroker(broker),
      };
    case 5:
      return {
        ...base,
        words: `replace the disk of ${broker}`,
        losesPowerOf: broker,
        begin: ({ faults }) => faults.replaceDisk(broker),
        end: ({ faults }) => faults.restartBroker(broker),
      };
    case 6:
      return {
        ...base,
        words: `slow disk ${broker}`,
        begin: ({ faults }) =>
          faults.slowDisk(broker, { writeLatencyUs: Math.ceil(delayUs / 100), bytesPerSecond: 10_000_000 }),
        end: ({ faults }) => faults.slowDisk(broker, undefined),
      };
    case 7:
      return planControllerCrash(base);
    default:
      return {
        ...base,
        words: `cut ${broker} from ${cut.to === "others" ? "all others" : other}${cut.isOneWay ? ", one way" : ""}`,
        begin: ({ faults }) => faults.cutNetwork(cut),
        end: ({ faults }) => faults.healNetwork(cut),
      };
  }
}

function planControllerCrash(base: Pick<ScheduledFault, "afterUs" | "lastsUs" | "losesPowerOf">): ScheduledFault {
  let machine: number | undefined;
  return {
    ...base,
    words: "crash the active controller",
    begin: ({ faults }) => {
      machine = faults.crashController();
    },
    end: ({ faults }) => {
      if (machine !== undefined) faults.restartController(machine);
    },
  };
}

/** A schedule in words, for the message of a test that failed. */
export function describePlan(plan: SchedulePlan): string {
  const faults = plan.faults.map(({ words, lastsUs }) => `${words} for ${lastsUs / SECOND} s`).join(", ");
  return `seed ${plan.seed}: ${plan.brokers} brokers, ${plan.controllers} controllers, ${plan.partitions} partitions; ${faults}`;
}
