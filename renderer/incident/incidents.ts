import type { History } from "../../engine/base/history.ts";
import { timeUs } from "../../engine/base/time.ts";
import { variableName } from "../../engine/pipeline/state-variables.ts";
import type { Reaction, StruckFault } from "./reactions.ts";

/** How far back the level of lag before a fault is looked for, in microseconds: some batches of a usual job. */
export const LEVEL_BEFORE_US = 60_000_000;

/**
 * One trouble from its first fault to the instant at which the run is as well as before. A fault that begins before the one before is
 * caught up belongs to the same incident.
 */
export type Incident = {
  /** Positions of its faults among the run's. */
  readonly faults: readonly number[];
  readonly fromUs: number;
  /** The first reaction of the control plane to one of its faults. */
  readonly detectedUs: number | undefined;
  /** The last of its faults was over; undefined while one is in force. */
  readonly faultsOverUs: number | undefined;
  /** When one of its faults made a query fail, which nobody starts again: it is never caught up. */
  readonly failedUs: number | undefined;
  /**
   * All faults are over, no more partitions are under-replicated or without a leader than when it began, no driver is down and no query
   * has failed, and the lag of every job is at most the highest of the minute before.
   */
  readonly caughtUpUs: number | undefined;
};

export type PhaseKind = "healthy" | "degraded" | "recovering" | "caught-up";

/** A stretch of a run between two turns of an incident. */
export type Phase = { readonly kind: PhaseKind; readonly fromUs: number; readonly toUs: number };

/** What of a pipeline tells whether it is well. */
export type WatchedNodes = { readonly topics: readonly string[]; readonly jobs: readonly string[] };

/** What incidents are found from. `nowUs` is how far the run is. */
export type IncidentFacts = {
  readonly faults: readonly StruckFault[];
  readonly reactions: readonly Reaction[];
  readonly history: History;
  readonly watched: WatchedNodes;
  readonly nowUs: number;
};

const DRIVER_DOWN = 2;
const QUERY_FAILED = 4;
/** The states of a job that are trouble; a query that ended by itself, or that begins later, is none. */
const JOB_TROUBLES: ReadonlySet<number> = new Set([DRIVER_DOWN, QUERY_FAILED]);

/** The incidents of a run, in order. */
export function incidentsOf(facts: IncidentFacts): readonly Incident[] {
  const incidents: Incident[] = [];
  for (const [position, fault] of facts.faults.entries()) {
    const last = incidents.at(-1);
    const isSame = last !== undefined && (last.caughtUpUs === undefined || fault.fromUs < last.caughtUpUs);
    const members = isSame ? [...last.faults, position] : [position];
    if (isSame) incidents.pop();
    const incident = incidentOf(members, facts);
    // A fault that is over at once and that nothing felt is no incident.
    if (incident.caughtUpUs !== incident.fromUs) incidents.push(incident);
  }
  return incidents;
}

function incidentOf(members: readonly number[], facts: IncidentFacts): Incident {
  const faults = members.flatMap((position) => facts.faults[position] ?? []);
  const fromUs = Math.min(...faults.map((fault) => fault.fromUs));
  const ends = faults.map(({ toUs }) => toUs ?? Number.POSITIVE_INFINITY);
  const overUs = Math.max(...ends);
  const faultsOverUs = Number.isFinite(overUs) ? overUs : undefined;
  const reactions = facts.reactions.filter(({ cause }) => cause !== undefined && members.includes(cause));
  const detection = reactions.find(({ role }) => role === "detects");
  const failedUs = reactions.find(({ kind }) => kind === "query-failed")?.atUs;
  return {
    faults: members,
    fromUs,
    detectedUs: detection?.atUs,
    faultsOverUs,
    failedUs,
    caughtUpUs:
      faultsOverUs === undefined || failedUs !== undefined ? undefined : wellAgainUs(fromUs, faultsOverUs, facts),
  };
}

/** A variable and what it must come down to, or be. */
type Condition = { readonly name: string; readonly isMet: (value: number) => boolean };

/** The first instant from `afterUs` on at which all conditions hold; undefined when there is none so far. */
function wellAgainUs(beganUs: number, afterUs: number, { history, watched, nowUs }: IncidentFacts): number | undefined {
  const conditions = conditionsOf(history, watched, beganUs);
  let atUs = afterUs;
  for (;;) {
    const nextUs = Math.max(...conditions.map((condition) => firstMetUs(history, condition, atUs)), atUs);
    if (nextUs > nowUs) return undefined;
    if (nextUs === atUs) return atUs;
    atUs = nextUs;
  }
}

function conditionsOf(history: History, { topics, jobs }: WatchedNodes, beganUs: number): readonly Condition[] {
  const justBeforeUs = timeUs(Math.max(0, Math.ceil(beganUs) - 1));
  const atMostAsBefore = (name: string): Condition => {
    const before = history.valueAt(name, justBeforeUs) ?? 0;
    return { name, isMet: (value) => value <= before };
  };
  const replicas = topics.flatMap((topic) =>
    ["under-replicated-partitions", "offline-partitions"].map((key) => atMostAsBefore(variableName(topic, key))),
  );
  const ofJobs = jobs.flatMap((job): Condition[] => {
    const lag = variableName(job, "lag-records");
    const highest = highestBetween(history, lag, Math.max(0, beganUs - LEVEL_BEFORE_US), justBeforeUs);
    const level: Condition[] = highest === undefined ? [] : [{ name: lag, isMet: (value) => value <= highest }];
    return [{ name: variableName(job, "state"), isMet: (value) => !JOB_TROUBLES.has(value) }, ...level];
  });
  return [...replicas, ...ofJobs];
}

function highestBetween(history: History, name: string, fromUs: number, toUs: number): number | undefined {
  const { values } = history.seriesBetween(name, timeUs(fromUs), timeUs(toUs));
  let highest: number | undefined;
  for (const value of values) if (highest === undefined || value > highest) highest = value;
  return highest;
}

/** When a condition holds, from an instant on; infinity when it never does. A variable without a value keeps nobody waiting. */
function firstMetUs(history: History, { name, isMet }: Condition, fromUs: number): number {
  const { timesUs, values } = history.seriesOf(name);
  const held = history.valueAt(name, timeUs(fromUs));
  if (held === undefined || isMet(held)) return fromUs;
  for (let index = countUpTo(timesUs, fromUs); index < timesUs.length; index += 1) {
    if (isMet(values[index] as number) && timesUs[index + 1] !== timesUs[index]) return timesUs[index] as number;
  }
  return Number.POSITIVE_INFINITY;
}

function countUpTo(timesUs: Float64Array, atUs: number): number {
  let low = 0;
  let high = timesUs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesUs[middle] as number) <= atUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The phases of a run up to now, without gaps: healthy, then for each incident degraded, recovering, caught up; degraded to the end when a query failed of it. */
export function phasesOf(incidents: readonly Incident[], nowUs: number): readonly Phase[] {
  const phases: Phase[] = [];
  const add = (kind: PhaseKind, fromUs: number, toUs: number): void => {
    if (toUs > fromUs) phases.push({ kind, fromUs, toUs });
  };
  add("healthy", 0, incidents[0]?.fromUs ?? nowUs);
  for (const [position, { fromUs, faultsOverUs, failedUs, caughtUpUs }] of incidents.entries()) {
    const hasEnd = faultsOverUs !== undefined && failedUs === undefined;
    add("degraded", fromUs, hasEnd ? faultsOverUs : nowUs);
    if (!hasEnd) continue;
    add("recovering", faultsOverUs, caughtUpUs ?? nowUs);
    if (caughtUpUs !== undefined) add("caught-up", caughtUpUs, incidents[position + 1]?.fromUs ?? nowUs);
  }
  return phases;
}

/** From the first fault to the first reaction of the control plane. */
export function timeToDetectUs({ fromUs, detectedUs }: Incident): number | undefined {
  return detectedUs === undefined ? undefined : detectedUs - fromUs;
}

/** From the first fault to the instant at which everything is caught up. */
export function timeToRecoverUs({ fromUs, caughtUpUs }: Incident): number | undefined {
  return caughtUpUs === undefined ? undefined : caughtUpUs - fromUs;
}
