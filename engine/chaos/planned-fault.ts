import { assertNever } from "../base/assert.ts";
import { formatCount } from "../base/format-number.ts";
import type { DurationUs } from "../base/time.ts";
import type { Fault, FaultOfKind } from "../scenario/scenario.ts";
import type { ChaosTargets, FaultHolds, MemberStop, StopKind } from "./fault-holds.ts";
import type { FaultNote } from "./fault-log.ts";

/** What a fault needs to act. */
export type FaultHands = { readonly holds: FaultHolds; readonly targets: ChaosTargets };

/**
 * A fault as the timeline sees it. A span begins and ends; a deed is over as soon as it is done, and what follows is the
 * pipeline's own affair; one at a place in a batch comes when the job gets there.
 */
export type PlannedFault =
  | {
      readonly kind: "span";
      readonly at: DurationUs;
      readonly lasts: DurationUs;
      readonly note: FaultNote;
      act(hands: FaultHands, isOn: boolean): void;
    }
  | {
      readonly kind: "deed";
      readonly at: DurationUs;
      readonly note: FaultNote;
      readonly message: string;
      readonly fields: Readonly<Record<string, string | number>>;
      act(hands: FaultHands): void;
    }
  | { readonly kind: "in-batch" };

type Timed = { readonly at: DurationUs; readonly for: DurationUs };
type SpanAct = (hands: FaultHands, isOn: boolean) => void;

function span(time: Timed, note: FaultNote, act: SpanAct): PlannedFault {
  return { kind: "span", at: time.at, lasts: time.for, note, act };
}

/** Puts a fault of a scenario into the words and acts of the timeline. */
export function planFault(fault: Fault): PlannedFault {
  switch (fault.fault) {
    case "broker-crash":
    case "power-loss":
    case "broker-stop":
    case "disk-replaced":
      return planStop(fault);
    case "slow-link": {
      const brokers = [fault.from, fault.to] as const;
      const note = { description: `slow link ${fault.from} to ${fault.to}`, scope: { kind: "link", brokers } } as const;
      return span(fault, note, ({ holds }, isOn) => holds.holdLink(brokers, fault.latency, isOn));
    }
    case "slow-follower":
      return span(fault, onBroker(fault.broker, "slow follower"), ({ holds }, isOn) =>
        holds.holdFollower(fault.broker, fault.fetchDelay, isOn),
      );
    case "slow-disk":
      return span(fault, onBroker(fault.broker, "slow disk of broker"), ({ holds }, isOn) =>
        holds.holdDisk(fault.broker, fault.writeDelay, isOn),
      );
    case "disk-full":
      return span(fault, onBroker(fault.broker, "full disk of broker"), ({ holds }, isOn) =>
        holds.holdFull(fault.broker, isOn),
      );
    case "network-partition":
      return planCut(fault);
    case "controller-crash":
      return planControllerCrash(fault);
    case "add-broker":
    case "decommission-broker":
    case "reassign-partition":
    case "add-partitions":
    case "elect-preferred-leaders":
      return planAdministration(fault);
    case "driver-crash": {
      if (typeof fault.at !== "number") return { kind: "in-batch" };
      return span({ at: fault.at, for: fault.for }, driverDown(fault), ({ targets }, isOn) => {
        if (isOn) targets.stopDriver(fault.job, fault.for);
      });
    }
    case "poison-record":
    case "producer-crash":
      return planSource(fault);
    case "member-crash":
    case "member-stall":
    case "member-pause":
      return planMember(fault);
    case "members-join":
    case "members-leave":
      return planMembership(fault);
    case "worker-crash":
    case "worker-pause":
      return planWorker(fault);
    case "update-shard-count":
    case "split-shard":
      return planReshard(fault);
    default:
      return assertNever(fault);
  }
}

/** A driver's death in words. */
export function driverDown({ job }: FaultOfKind<"driver-crash">): FaultNote {
  return { description: `driver of ${job} down`, scope: { kind: "driver", job } };
}

function onBroker(broker: number, what: string): FaultNote {
  return { description: `${what} ${broker}`, scope: { kind: "brokers", brokers: [broker] } };
}

const STOPS = {
  "broker-crash": { kind: "process-kill", words: "down" },
  "power-loss": { kind: "power-loss", words: "without power" },
  "broker-stop": { kind: "shutdown", words: "stopped" },
  "disk-replaced": { kind: "power-loss", words: "gets an empty disk" },
} as const satisfies Readonly<Record<string, { readonly kind: StopKind; readonly words: string }>>;

function planStop(fault: FaultOfKind<keyof typeof STOPS>): PlannedFault {
  const { brokers } = fault;
  const { kind, words } = STOPS[fault.fault];
  const note = { description: `broker ${brokers.join(", ")} ${words}`, scope: { kind: "brokers", brokers } } as const;
  return span(fault, note, ({ holds, targets }, isOn) => {
    for (const broker of brokers) {
      holds.holdBroker(broker, kind, isOn);
      if (isOn && fault.fault === "disk-replaced") targets.replaceDisk(broker);
    }
  });
}

function planCut({ from, to, isOneWay, ...time }: FaultOfKind<"network-partition">): PlannedFault {
  const arrow = isOneWay ? "to" : "and";
  const description = `network cut between ${from.join(", ")} ${arrow} ${to.join(", ")}`;
  return span(time, { description, scope: { kind: "cluster" } }, ({ targets }, isOn) =>
    targets.setCut({ from, to, isOneWay }, isOn),
  );
}

function planControllerCrash(fault: FaultOfKind<"controller-crash">): PlannedFault {
  let restart: (() => void) | undefined;
  const note = { description: "active controller down", scope: { kind: "cluster" } } as const;
  return span(fault, note, ({ targets }, isOn) => {
    if (isOn) restart = targets.stopController();
    else restart?.();
  });
}

type Administration = FaultOfKind<
  "add-broker" | "decommission-broker" | "reassign-partition" | "add-partitions" | "elect-preferred-leaders"
>;

function planAdministration(fault: Administration): PlannedFault {
  const words = wordsOf(fault);
  return {
    kind: "deed",
    at: fault.at,
    note: { description: words, scope: { kind: "cluster" } },
    message: `Done by an administrator: ${words}`,
    fields: { description: words },
    act: ({ targets }) => {
      switch (fault.fault) {
        case "add-broker":
          return targets.addBroker(fault.broker);
        case "decommission-broker":
          return targets.decommissionBroker(fault.broker, fault.throttle);
        case "reassign-partition":
          return targets.reassign(fault);
        case "add-partitions":
          return targets.addPartitions(fault.topic, fault.partitions);
        case "elect-preferred-leaders":
          return targets.electPreferredLeaders();
        default:
          return assertNever(fault);
      }
    },
  };
}

function wordsOf(fault: Administration): string {
  switch (fault.fault) {
    case "add-broker":
      return `broker ${fault.broker} added`;
    case "decommission-broker":
      return `broker ${fault.broker} taken out`;
    case "reassign-partition":
      return `${fault.topic}-${fault.partition} moved to ${fault.replicas.join(", ")}`;
    case "add-partitions":
      return `${fault.topic} gets ${fault.partitions} partitions`;
    case "elect-preferred-leaders":
      return "preferred leaders elected";
    default:
      return assertNever(fault);
  }
}

function planSource(fault: FaultOfKind<"poison-record" | "producer-crash">): PlannedFault {
  const { source } = fault;
  const scope = { kind: "source", source } as const;
  if (fault.fault === "producer-crash") {
    return span(fault, { description: `producer of ${source} down`, scope }, ({ holds }, isOn) =>
      holds.holdProducer(source, isOn),
    );
  }
  const { at, key, value, count } = fault;
  const description = `poison record from ${source}`;
  return {
    kind: "deed",
    at,
    note: { description, scope },
    message: `Fault: ${source} sends ${formatCount(count)} poison ${count === 1 ? "record" : "records"}`,
    fields: { description, source, records: count },
    act: ({ targets }) => targets.sendPoison(source, { key, value, count }),
  };
}

const MEMBER_STOPS = {
  "member-crash": { stop: "crash", words: "down" },
  "member-stall": { stop: "stall", words: "stands still" },
  "member-pause": { stop: "pause", words: "paused" },
} as const satisfies Readonly<Record<string, { readonly stop: MemberStop; readonly words: string }>>;

function planMember(fault: FaultOfKind<keyof typeof MEMBER_STOPS>): PlannedFault {
  const { group, member } = fault;
  const { stop, words } = MEMBER_STOPS[fault.fault];
  const note = { description: `member ${member} of ${group} ${words}`, scope: { kind: "group", group } } as const;
  return span(fault, note, ({ holds }, isOn) => holds.holdMember({ group, member, stop }, isOn));
}

function planMembership({ fault, group, members, at }: FaultOfKind<"members-join" | "members-leave">): PlannedFault {
  const isJoin = fault === "members-join";
  const who = members === 1 ? "a member" : `${members} members`;
  const description = `${who} ${isJoin ? (members === 1 ? "joins" : "join") : members === 1 ? "leaves" : "leave"} ${group}`;
  return {
    kind: "deed",
    at,
    note: { description, scope: { kind: "group", group } },
    message: `Done by an operator: ${description}`,
    fields: { description, group, members },
    act: ({ targets }) => (isJoin ? targets.addMembers(group, members) : targets.removeMembers(group, members)),
  };
}

function planWorker({
  fault,
  application,
  worker,
  ...time
}: FaultOfKind<"worker-crash" | "worker-pause">): PlannedFault {
  const stop = fault === "worker-crash" ? "crash" : "pause";
  const description = `worker ${worker} of ${application} ${stop === "crash" ? "down" : "paused"}`;
  return span(time, { description, scope: { kind: "application", application } }, ({ holds }, isOn) =>
    holds.holdWorker({ application, worker, stop }, isOn),
  );
}

function planReshard(fault: FaultOfKind<"update-shard-count" | "split-shard">): PlannedFault {
  const { stream, at } = fault;
  const description =
    fault.fault === "split-shard" ? `shard ${fault.shard} of ${stream} split` : `${stream} gets ${fault.shards} shards`;
  return {
    kind: "deed",
    at,
    note: { description, scope: { kind: "stream", stream } },
    message: `Done by an administrator: ${description}`,
    fields: { description, stream },
    act: ({ targets }) =>
      fault.fault === "split-shard"
        ? targets.splitShard(stream, fault.shard)
        : targets.updateShardCount(stream, fault.shards),
  };
}
