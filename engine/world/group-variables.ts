import type { Probe } from "../base/probe.ts";
import { SECOND, type TimeUs } from "../base/time.ts";
import type { ApplicationGroup, GroupListener } from "../log/kafka/consumer/application-group.ts";
import { timeToClear } from "../log/kafka/consumer/time-to-clear.ts";
import { groupPartitionSubject, variableName } from "../pipeline/state-variables.ts";
import type { ConsumerGroupNode } from "../scenario/scenario.ts";
import type { GroupRun } from "./group-run.ts";

/** What the rate of arrivals is taken over: this many samples, one a second. */
const RATE_SAMPLES = 10;

/** A member that needs no time for a record; a number, so that shares of it can be taken. */
const BOUNDLESS_PER_SECOND = 1e9;

/** As the variable `state` says. */
const GROUP_STATE = { notStarted: 0, empty: 1, rebalancing: 2, stable: 3, failed: 4 } as const;

/** One partition as the group reads it. */
type WatchedPartition = {
  readonly label: string;
  readonly lagName: string;
  readonly ownerName: string;
  readonly committedName: string;
  /** High watermarks at the last samples, the newest last. */
  readonly ends: number[];
  /** The member that reads it, counted from 1; 0 while nobody does. */
  owner: number;
};

/** What is looked at once a virtual second: by topic of the group, in its order. */
export type GroupEnds = readonly { readonly topic: string; readonly highWatermarks: readonly number[] }[];

/** Writes the state of a group and of its partitions into the history. */
export class GroupVariables {
  readonly #run: GroupRun;
  readonly #node: ConsumerGroupNode;
  readonly #group: ApplicationGroup;
  readonly #probe: Probe;
  readonly #partitions = new Map<string, WatchedPartition>();

  constructor(run: GroupRun, probe: Probe) {
    this.#run = run;
    this.#node = run.plan.node;
    this.#group = run.group;
    this.#probe = probe;
  }

  /** Follows who owns what, at the instant. */
  get listener(): GroupListener {
    return {
      assigned: (member, partitions, atUs) => {
        for (const { label } of partitions) this.#own(label, member, atUs as TimeUs);
      },
      released: (member, partitions, _how, atUs) => {
        for (const { label } of partitions) this.#release(label, member, atUs as TimeUs);
      },
    };
  }

  /** A member is gone without giving anything up: nobody reads its partitions until others get them. */
  memberGone(member: number, atUs: TimeUs): void {
    for (const { label, owner } of this.#partitions.values()) if (owner === member) this.#own(label, 0, atUs);
  }

  #own(label: string, member: number, atUs: TimeUs): void {
    const watched = this.#watched(label);
    watched.owner = member;
    this.#probe.gauge(watched.ownerName, atUs, member);
  }

  #release(label: string, member: number, atUs: TimeUs): void {
    if (this.#watched(label).owner === member) this.#own(label, 0, atUs);
  }

  #watched(label: string): WatchedPartition {
    const known = this.#partitions.get(label);
    if (known !== undefined) return known;
    const subject = groupPartitionSubject(this.#node.id, label);
    const watched = {
      label,
      lagName: variableName(subject, "lag-records"),
      ownerName: variableName(subject, "owner"),
      committedName: variableName(subject, "committed-offset"),
      ends: [],
      owner: 0,
    };
    this.#partitions.set(label, watched);
    return watched;
  }

  /** Looks at everything. */
  sample(atUs: TimeUs, ends: GroupEnds): void {
    const backlogs = ends.flatMap(({ topic, highWatermarks }) => {
      const committed = this.#group.committedOffsets(topic);
      return highWatermarks.map((end, partition) =>
        this.#samplePartition(atUs, `${topic}-${partition}`, end, committed[partition]),
      );
    });
    const lag = backlogs.reduce((sum, { lagRecords }) => sum + lagRecords, 0);
    this.#run.lag.note(lag);
    this.#record("lag-records", atUs, lag);
    const clear = timeToClear(backlogs, () => this.#capacityPerSecond());
    this.#record("time-to-clear-us", atUs, clear === undefined ? -1 : Math.round(clear.seconds * SECOND));
    this.#record("unowned-partitions", atUs, backlogs.filter(({ owner }) => owner === undefined).length);
    this.#sampleMembers(atUs);
    const { processedCount, repeatCount, skippedCount, deadLetterCount } = this.#run.book;
    this.#record("records-read", atUs, processedCount);
    this.#record("duplicates", atUs, repeatCount);
    this.#record("records-skipped", atUs, skippedCount);
    this.#record("dead-letters", atUs, deadLetterCount);
  }

  #samplePartition(atUs: TimeUs, label: string, end: number, committed: number | undefined) {
    const watched = this.#watched(label);
    watched.ends.push(end);
    if (watched.ends.length > RATE_SAMPLES) watched.ends.shift();
    const lagRecords = Math.max(0, end - (committed ?? 0));
    this.#probe.gauge(watched.lagName, atUs, lagRecords);
    this.#probe.gauge(watched.ownerName, atUs, watched.owner);
    this.#probe.gauge(watched.committedName, atUs, committed ?? 0);
    const seconds = watched.ends.length - 1;
    const arrivalsPerSecond = seconds === 0 ? 0 : (end - (watched.ends[0] ?? end)) / seconds;
    return { lagRecords, arrivalsPerSecond, owner: watched.owner === 0 ? undefined : String(watched.owner) };
  }

  /** What one member can process, all its partitions together. */
  #capacityPerSecond(): number {
    const { perPoll, perRecord } = this.#node.processing;
    const records = this.#node.config["max.poll.records"];
    const us = perPoll + records * perRecord;
    return us === 0 ? BOUNDLESS_PER_SECOND : (records * SECOND) / us;
  }

  #sampleMembers(atUs: TimeUs): void {
    const { state, generation, members } = this.#group.describeMembers();
    const alive = members.filter(
      ({ state: process }) => process === "running" || process === "stalled" || process === "paused",
    );
    const largest = alive.reduce((most, { member }) => {
      return Math.max(most, this.#group.metricsOf(member)?.["records-lag-max"] ?? 0);
    }, 0);
    this.#record("lag-records-max", atUs, largest);
    this.#record("members", atUs, members.filter(({ memberId }) => memberId !== "").length);
    this.#record("generation", atUs, generation);
    this.#record(
      "rebalances",
      atUs,
      this.#group.history.rebalances.filter(({ endedUs }) => endedUs !== undefined).length,
    );
    const hasFailed = alive.length === 0 && members.some(({ state: process }) => process === "stopped");
    this.#record(
      "state",
      atUs,
      this.#run.isStarted ? (hasFailed ? GROUP_STATE.failed : stateOf(state)) : GROUP_STATE.notStarted,
    );
  }

  #record(key: string, atUs: TimeUs, value: number): void {
    this.#probe.gauge(variableName(this.#node.id, key), atUs, value);
  }
}

function stateOf(state: string): number {
  switch (state.toUpperCase()) {
    case "STABLE":
      return GROUP_STATE.stable;
    case "EMPTY":
    case "DEAD":
    case "UNKNOWN":
      return GROUP_STATE.empty;
    default:
      return GROUP_STATE.rebalancing;
  }
}
