import type { History } from "../../engine/base/history.ts";
import type { ProbeEvent } from "../../engine/base/probe.ts";
import { timeUs } from "../../engine/base/time.ts";
import type { Reader } from "./readers.ts";

/** A partition that a rebalance took from a member, or gave to one; members are counted from 1. */
export type Handover = {
  readonly partition: string;
  /** Undefined where nobody had read it before. */
  readonly from: number | undefined;
  /** Undefined while nobody reads it yet. */
  readonly to: number | undefined;
  /** From when to when nobody read it; the same instant when it changed hands at once. */
  readonly fromUs: number;
  readonly untilUs: number | undefined;
};

/** A rebalance as the coordinator tells of it, with what the members made of it. */
export type Rebalance = {
  /** Position of the event with which it began. */
  readonly event: number;
  readonly cause: string;
  /** The client that caused it; empty for nobody. */
  readonly member: string;
  readonly beganUs: number;
  /** Undefined while it goes on. */
  readonly endedUs: number | undefined;
  readonly generationBefore: number;
  readonly generationAfter: number | undefined;
  readonly members: number | undefined;
  readonly handovers: readonly Handover[];
};

type Told = { -readonly [K in keyof Rebalance]: Rebalance[K] } & { readonly handovers: Handover[] };

/** The rebalances of a group in a run, in order. */
export function rebalancesOf(
  { events, history, nowUs }: { readonly events: readonly ProbeEvent[]; readonly history: History; nowUs: number },
  reader: Reader,
): readonly Rebalance[] {
  const rebalances = told(events, reader.id);
  for (const { label, owner } of reader.partitions) {
    if (owner === undefined) continue;
    for (const handover of handoversOf(label, history.seriesBetween(owner, timeUs(0), timeUs(nowUs)))) {
      causeOf(handover, rebalances)?.handovers.push(handover);
    }
  }
  return rebalances;
}

function told(events: readonly ProbeEvent[], group: string): readonly Told[] {
  const rebalances: Told[] = [];
  for (const [event, { kind, subject, atUs, fields }] of events.entries()) {
    if (subject !== group) continue;
    if (kind === "rebalance-began") {
      rebalances.push({
        event,
        cause: String(fields["cause"] ?? ""),
        member: String(fields["member"] ?? ""),
        beganUs: atUs,
        endedUs: undefined,
        generationBefore: Number(fields["generation"] ?? 0),
        generationAfter: undefined,
        members: undefined,
        handovers: [],
      });
    }
    const last = rebalances.at(-1);
    if (kind !== "rebalance-ended" || last === undefined || last.endedUs !== undefined) continue;
    last.endedUs = atUs;
    last.generationAfter = Number(fields["generation"] ?? 0);
    last.members = Number(fields["members"] ?? 0);
  }
  return rebalances;
}

/** Every time that a partition left a member or came to one; a value of 0 is nobody. */
function handoversOf(
  partition: string,
  { timesUs, values }: { readonly timesUs: Float64Array; readonly values: Float64Array },
): readonly Handover[] {
  const handovers: Handover[] = [];
  let owner: number | undefined;
  let gapUs: number | undefined;
  for (const [index, value] of values.entries()) {
    const atUs = timesUs[index] as number;
    if (value === 0) {
      gapUs ??= owner === undefined ? undefined : atUs;
      continue;
    }
    if (value !== owner || gapUs !== undefined) {
      handovers.push({ partition, from: owner, to: value, fromUs: gapUs ?? atUs, untilUs: atUs });
    }
    owner = value;
    gapUs = undefined;
  }
  if (gapUs !== undefined) handovers.push({ partition, from: owner, to: undefined, fromUs: gapUs, untilUs: undefined });
  return handovers;
}

/** The rebalance that was under way when the partition was given up; else the newest that began before it was taken. */
function causeOf({ fromUs, untilUs }: Handover, rebalances: readonly Told[]): Told | undefined {
  const underWay = rebalances.findLast(
    ({ beganUs, endedUs }) => beganUs <= fromUs && (endedUs === undefined || fromUs <= endedUs),
  );
  return underWay ?? rebalances.findLast(({ beganUs }) => beganUs <= (untilUs ?? Number.POSITIVE_INFINITY));
}

/** Partitions that went to another member than before. */
export function movedCount({ handovers }: Pick<Rebalance, "handovers">): number {
  const moved = handovers.filter(({ from, to }) => from !== undefined && to !== undefined && from !== to);
  return new Set(moved.map(({ partition }) => partition)).size;
}

/** The longest that nobody read a partition, up to now where nobody does yet, in microseconds. */
export function longestGapUs({ handovers }: Pick<Rebalance, "handovers">, nowUs: number): number {
  return handovers.reduce((most, handover) => Math.max(most, gapUs(handover, nowUs)), 0);
}

/** How long nobody read the partition of a handover, in microseconds. */
export function gapUs({ from, fromUs, untilUs }: Handover, nowUs: number): number {
  return from === undefined ? 0 : (untilUs ?? nowUs) - fromUs;
}

const CAUSE_WORDS: Readonly<Record<string, string>> = {
  "member-joined": "a member joined",
  "member-left": "a member left",
  "session-expired": "a session timed out",
  "poll-interval-exceeded": "max.poll.interval.ms exceeded",
  "rebalance-timeout": "a member did not rejoin in time",
  "sync-timeout": "a member did not sync in time",
  "leader-rejoined": "the group's leader rejoined",
  "subscription-changed": "a member subscribed otherwise",
  "static-member-replaced": "a static member was replaced",
  "metadata-changed": "the topic's partitions changed",
  "assignor-changed": "another assignor",
  "coordinator-moved": "another coordinator took over",
};

/** Why a group rebalanced, in words; an unknown cause as it is written. */
export function causeWords(cause: string): string {
  return CAUSE_WORDS[cause] ?? cause.replaceAll("-", " ");
}
