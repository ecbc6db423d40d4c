import { assertDefined } from "../../../base/assert.ts";
import type { Probe } from "../../../base/probe.ts";
import { timeUs } from "../../../base/time.ts";
import { committedLag } from "../group/consumer-lag.ts";
import type { GroupCoordination } from "../group/group-coordination.ts";
import type { RebalanceHistory } from "../group/rebalance-history.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { RecordRun } from "./completed-fetch.ts";
import type { ApplicationEnd } from "./consumer-application.ts";
import type { ConsumerMetricValues } from "./consumer-metrics.ts";
import {
  GroupProcess,
  type GroupProgram,
  type ProcessListener,
  type ProcessParts,
  type ProcessState,
} from "./group-process.ts";
import type { CommitResult } from "./offset-committer.ts";
import type { PositionChange } from "./position-lookup.ts";
import type { UnprocessedRecord } from "./processing-plan.ts";

/** What a group's members do, as it happens; members are counted from 1, instants in microseconds. */
export type GroupListener = {
  /** A poll has returned records. */
  delivered?(member: number, count: number, atUs: number): void;
  /** Records are done, in the order of their offsets. */
  processed?(member: number, run: RecordRun, atUs: number): void;
  gaveUp?(member: number, record: UnprocessedRecord, atUs: number): void;
  committed?(member: number, result: CommitResult, atUs: number): void;
  assigned?(member: number, partitions: readonly TopicPartition[], atUs: number): void;
  /** Given up in order (revoked), or taken away while it was not looking (lost). */
  released?(member: number, partitions: readonly TopicPartition[], how: "revoked" | "lost", atUs: number): void;
  /** A position was looked up, or fell back because records are gone. */
  moved?(member: number, change: PositionChange, atUs: number): void;
  /** An exception has ended the member. */
  ended?(member: number, end: ApplicationEnd, atUs: number): void;
};

/** What a group is made of. */
export type ApplicationGroupParts = {
  readonly program: GroupProgram;
  readonly coordination: GroupCoordination;
  readonly probe: Probe;
  readonly partitionsOf: (topic: string) => readonly TopicPartition[];
  /** Where a partition ends for readers, as ListOffsets says; undefined while nobody leads it. */
  readonly endOf: (partition: TopicPartition) => number | undefined;
  /** A machine with a client on it. */
  readonly newClient: (name: string) => ProcessParts["client"];
  /** What a client that starts now knows of the leaders. */
  readonly metadataNow: () => ProcessParts["client"]["metadata"];
  readonly listener: GroupListener;
};

/** A member as the screen shows it. */
export type MemberDescription = {
  readonly member: number;
  readonly name: string;
  /** As the coordinator knows it, or knew it last; empty before it has joined. */
  readonly memberId: string;
  readonly state: ProcessState;
  readonly partitions: readonly TopicPartition[];
};

/** One partition as kafka-consumer-groups describes it, and the client's own lag. */
export type GroupPartitionDescription = {
  readonly partition: TopicPartition;
  /** The member that reads it, undefined for nobody. */
  readonly owner: number | undefined;
  readonly committedOffset: number | undefined;
  readonly position: number | undefined;
  readonly logEndOffset: number | undefined;
  /** LAG: the log's end less the committed offset. */
  readonly lag: number | undefined;
  /** records-lag: the end that the consumer knows less its position. */
  readonly recordsLag: number | undefined;
};

/** A group as its coordinator and its members see it now. */
export type GroupDescription = {
  readonly groupId: string;
  /** undefined while nobody coordinates the group. */
  readonly coordinator: number | undefined;
  readonly state: string;
  /** Generation of a classic group, epoch of a KIP-848 group. */
  readonly generation: number;
  readonly members: readonly MemberDescription[];
  readonly partitions: readonly GroupPartitionDescription[];
};

type Member = { readonly name: string; readonly client: ProcessParts["client"]; process: GroupProcess; starts: number };

/**
 * An application whose members share the partitions of some topics: they are started, closed and hurt here, and looked at.
 *
 * Invariant: member n is always the same machine; a restarted one is another process with the same name.
 */
export class ApplicationGroup {
  readonly #parts: ApplicationGroupParts;
  readonly #members: Member[] = [];

  constructor(parts: ApplicationGroupParts) {
    this.#parts = parts;
    const { coordination, program } = parts;
    // Whatever they still believe, what they own is free from now on: members that do not know are zombies.
    coordination.watch(program.groupId, {
      expelled: (memberId, atUs) => {
        for (const { name, process } of this.#members) {
          if (process.consumer.member?.lastMemberId === memberId) this.history.stopped(name, atUs);
        }
      },
      advanced: (atUs) => {
        for (const { name, process } of this.#members) {
          if (process.consumer.member?.isLeftBehind === true) this.history.stopped(name, atUs);
        }
      },
    });
  }

  /** Every rebalance, and who owned what when. Members go there by their names. */
  get history(): RebalanceHistory {
    return this.#parts.coordination.historyOf(this.#parts.program.groupId);
  }

  get memberCount(): number {
    return this.#members.length;
  }

  /** Starts this many more members now. */
  addMembers(count: number): void {
    for (let added = 0; added < count; added++) {
      const name = `${this.#parts.program.groupId}-${this.#members.length + 1}`;
      const client = this.#parts.newClient(name);
      const member = {
        name,
        client,
        process: this.#process(this.#members.length + 1, { name, client, starts: 0 }),
        starts: 1,
      };
      this.#members.push(member);
      member.process.start();
    }
  }

  #process(number: number, { name, client, starts }: Pick<Member, "name" | "client" | "starts">): GroupProcess {
    const { program, metadataNow } = this.#parts;
    const parts = { name, incarnation: starts, program, client: { ...client, metadata: metadataNow() } };
    return new GroupProcess({ ...parts, listener: this.#listenerOf(number, name) });
  }

  #listenerOf(number: number, name: string): ProcessListener {
    const { listener, probe } = this.#parts;
    const nowUs = () => this.#nowUs();
    return {
      delivered: (_runs, count) => listener.delivered?.(number, count, nowUs()),
      processed: (run) => listener.processed?.(number, run, nowUs()),
      gaveUp: (record) => listener.gaveUp?.(number, record, nowUs()),
      committed: (result) => listener.committed?.(number, result, nowUs()),
      assigned: (partitions) => {
        // An answer that lay waiting while the process stood still may give it what is others' by now.
        const { lastMemberId = "" } = this.#members[number - 1]?.process.consumer.member ?? {};
        const isZombie = this.#parts.coordination.isStranger(this.#parts.program.groupId, lastMemberId);
        if (!isZombie) this.history.acquired(name, labelsOf(partitions), nowUs());
        listener.assigned?.(number, partitions, nowUs());
      },
      revoked: (partitions) => {
        this.history.released(name, labelsOf(partitions), nowUs());
        listener.released?.(number, partitions, "revoked", nowUs());
      },
      lost: (partitions) => {
        this.history.released(name, labelsOf(partitions), nowUs());
        listener.released?.(number, partitions, "lost", nowUs());
      },
      moved: (change) => {
        this.#reportMove(number, change);
        listener.moved?.(number, change, nowUs());
      },
      ended: (end) => {
        this.history.stopped(name, nowUs());
        this.#report(probe, "member-stopped", number, endInWords(end));
        listener.ended?.(number, end, nowUs());
      },
    };
  }

  #nowUs(): number {
    const member = this.#members[0];
    return member === undefined ? 0 : member.client.network.scheduler.now();
  }

  #reportMove(number: number, { partition, from, to, reason }: PositionChange): void {
    if (from < 0 || from === to) return;
    const { probe, program } = this.#parts;
    const why = reason === "reset" ? "is out of range" : "is not in the new leader's log";
    probe.event({
      kind: reason === "reset" ? "offset-reset" : "offset-truncated",
      atUs: timeUs(this.#nowUs()),
      subject: program.groupId,
      severity: "warning",
      message: `Offset ${from} of ${partition.label} ${why}: member ${number} goes on at ${to}`,
      fields: { partition: partition.label, member: number, from, to },
    });
  }

  #report(probe: Probe, kind: string, number: number, what: string): void {
    probe.event({
      kind,
      atUs: timeUs(this.#nowUs()),
      subject: this.#parts.program.groupId,
      severity: kind === "member-closed" ? "info" : "error",
      message: `Member ${number} of ${this.#parts.program.groupId} ${what}`,
      fields: { member: number },
    });
  }

  #member(number: number): Member {
    return assertDefined(this.#members[number - 1], `group ${this.#parts.program.groupId} has no member ${number}`);
  }

  /** Closes the last `count` members that run, in order. */
  removeMembers(count: number): void {
    const running = this.#members.flatMap(({ process }, index) => (process.state === "running" ? [index + 1] : []));
    for (const number of running.slice(-count)) this.closeMember(number);
  }

  /** Closes a member in order: it commits, gives up its partitions, and says that it leaves unless it is static. */
  closeMember(number: number): void {
    const { name, process } = this.#member(number);
    process.close(() => {
      this.history.stopped(name, this.#nowUs());
      this.#report(this.#parts.probe, "member-closed", number, "was closed");
    });
  }

  /** Kills a member: its partitions rest until its session is over. */
  crashMember(number: number): void {
    const { name, process } = this.#member(number);
    if (!process.isAlive) return;
    process.crash();
    this.history.stopped(name, this.#nowUs());
    this.#report(this.#parts.probe, "member-crashed", number, "was killed");
  }

  /** Starts a member again that crashed, stopped or was closed. */
  restartMember(number: number): void {
    const member = this.#member(number);
    if (member.process.isAlive) return;
    const { network, machineId } = member.client;
    network.killProcess(machineId);
    network.start(machineId);
    member.process = this.#process(number, member);
    member.starts += 1;
    member.process.start();
  }

  /** The member's processing stands still, as in a call that does not return; its heartbeats go on. */
  stallMember(number: number): void {
    this.#member(number).process.stall();
  }

  /** The member's whole process stands still, heartbeats too, as in a long garbage collection. */
  pauseMember(number: number): void {
    this.#member(number).process.pause();
  }

  /** A stalled or paused member goes on. */
  resumeMember(number: number): void {
    this.#member(number).process.resume();
  }

  /** The metrics of a member that is alive, by their names in JMX. */
  metricsOf(number: number): ConsumerMetricValues | undefined {
    const { process } = this.#member(number);
    return process.isAlive ? process.consumer.metrics : undefined;
  }

  /** By partition of a topic: the committed offset, undefined without one or while nobody coordinates the group. */
  committedOffsets(topic: string): readonly (number | undefined)[] {
    const { coordination, partitionsOf, program } = this.#parts;
    const coordinator = coordination.shardOf(program.groupId);
    return partitionsOf(topic).map((partition) => coordinator?.shard.committedOffset(program.groupId, partition));
  }

  /** By partition of a topic: the next offset of the member that reads it, undefined while nobody does. */
  positions(topic: string): readonly (number | undefined)[] {
    const positions: (number | undefined)[] = this.#parts.partitionsOf(topic).map(() => undefined);
    for (const { process } of this.#members) {
      if (!process.isAlive) continue;
      for (const partition of process.consumer.assignment) {
        if (partition.topic === topic) positions[partition.partition] = process.consumer.position(partition);
      }
    }
    return positions;
  }

  /** Everything now. As kafka-consumer-groups --describe with --members and --state. */
  describe(): GroupDescription {
    const { partitionsOf, program } = this.#parts;
    const partitions = program.topics.flatMap((topic) => {
      const committed = this.committedOffsets(topic);
      return partitionsOf(topic).map((partition, index) => this.#describePartition(partition, committed[index]));
    });
    return { ...this.describeMembers(), partitions };
  }

  /** The group without its partitions, which costs little. */
  describeMembers(): Omit<GroupDescription, "partitions"> {
    const { coordination, program } = this.#parts;
    const coordinator = coordination.shardOf(program.groupId);
    const members = coordinator?.shard.find(program.groupId)?.members;
    const generation = members?.kind === "consumer" ? members.group.groupEpoch : (members?.group.generationId ?? 0);
    return {
      groupId: program.groupId,
      coordinator: coordinator?.brokerId,
      state: members?.group.state ?? (coordinator === undefined ? "UNKNOWN" : "EMPTY"),
      generation,
      members: this.#members.map(({ name, process }, index) => ({
        member: index + 1,
        name,
        memberId: process.isAlive ? (process.consumer.member?.lastMemberId ?? "") : "",
        state: process.state,
        partitions: process.isAlive ? process.consumer.assignment : [],
      })),
    };
  }

  #describePartition(partition: TopicPartition, committedOffset: number | undefined): GroupPartitionDescription {
    const logEndOffset = this.#parts.endOf(partition);
    const at = this.#members.findIndex(
      ({ process }) => process.isAlive && process.consumer.assignment.includes(partition),
    );
    const consumer = this.#members[at]?.process.consumer;
    return {
      partition,
      owner: at < 0 ? undefined : at + 1,
      committedOffset,
      position: consumer?.position(partition),
      logEndOffset,
      lag: logEndOffset === undefined ? undefined : committedLag(logEndOffset, committedOffset),
      recordsLag: consumer?.lagOf(partition),
    };
  }
}

function labelsOf(partitions: readonly TopicPartition[]): readonly string[] {
  return partitions.map(({ label }) => label);
}

function endInWords(end: ApplicationEnd): string {
  if (end.kind === "poll-failed") return `ends: poll failed with ${end.failure.error} (${end.failure.subject})`;
  const { offset, partition } = end.record;
  return `ends: it cannot process offset ${offset} of ${partition.label}`;
}
