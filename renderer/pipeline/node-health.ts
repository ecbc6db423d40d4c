import { MINUTE } from "../../engine/base/time.ts";
import type { DrawnNode } from "../../engine/scenario/drawing.ts";
import type { Slo } from "../../engine/scenario/scenario.ts";
import { formatCount, formatVariable } from "../format/format-value.ts";
import { asksForNoAnswer } from "./node-words.ts";
import { isNodeKind } from "./pipeline-order.ts";
import { RATE_WINDOW_US, type Readings } from "./readings.ts";

/** How a node is doing: good, degraded, failing, on its way back, or nothing to say. */
export type HealthState = "ok" | "warn" | "crit" | "recover" | "idle";

/** A node's health, and why, in a few words. */
export type NodeHealth = {
  readonly state: HealthState;
  /** "2 partitions under-replicated". */
  readonly reason: string;
  /** How much of its service-level objective is left, from 0 to 1; undefined when it has none. */
  readonly budgetLeft: number | undefined;
};

/** The states in words, so that no meaning hangs on colour. */
export const HEALTH_WORDS: Readonly<Record<HealthState, string>> = {
  ok: "healthy",
  warn: "degraded",
  crit: "failing",
  recover: "recovering",
  idle: "idle",
};

/** The state variable `state` of a job, as numbers. */
export const JOB_STATE = { notStarted: 0, running: 1, driverDown: 2, stopped: 3, failed: 4 } as const;

/** The state variable `state` of a consumer group, as numbers. */
export const GROUP_STATE = { notStarted: 0, empty: 1, rebalancing: 2, stable: 3, failed: 4 } as const;

/** How long after a driver came back a job with lag counts as recovering, in microseconds. */
const RECOVERY_WINDOW_US = 5 * MINUTE;
/** From this part of an objective on, a node is degraded before it fails. */
const WARN_PART = 0.75;

type Verdict = Omit<NodeHealth, "budgetLeft">;

/** Judges a node by what the run recorded up to an instant, and by the scenario's objectives. */
export function healthOf(node: DrawnNode, readings: Readings, slos: readonly Slo[]): NodeHealth {
  const budgetLeft = budgetOf(node, readings, slos);
  return { ...verdictOn(node, readings, budgetLeft), budgetLeft };
}

function verdictOn(node: DrawnNode, readings: Readings, budgetLeft: number | undefined): Verdict {
  if (!isNodeKind(node.kind)) return { state: "idle", reason: "no kind of node that exists" };
  switch (node.kind) {
    case "source":
      return judgeSource(node, readings);
    case "topic":
      return judgeTopic(node.id, readings, budgetLeft);
    case "consumer-group":
      return judgeGroup(node.id, readings, budgetLeft);
    case "kinesis-stream":
      return judgeStream(node.id, readings);
    case "kcl-application":
      return judgeApplication(node.id, readings, budgetLeft);
    case "micro-batch":
      return judgeJob(node.id, readings, budgetLeft);
    case "dead-letter":
      return judgeDeadLetters(node.id, readings);
    case "reference":
      return readings.valueOf(node.id, "rows") === undefined ? NOT_RUN : { state: "ok", reason: "loaded" };
    case "bronze":
    case "silver":
    case "gold":
      return judgeTable(node.id, readings, budgetLeft);
  }
}

const NOT_RUN: Verdict = { state: "idle", reason: "not run yet" };

function judgeSource(node: DrawnNode, readings: Readings): Verdict {
  const { id } = node;
  if (readings.valueOf(id, "records-sent") === undefined) return NOT_RUN;
  if (grew(readings, id, "records-failed")) return { state: "crit", reason: "its producer gives records up" };
  if (grew(readings, id, "retries")) return { state: "warn", reason: "its producer sends batches again" };
  const failed = readings.valueOf(id, "records-failed") ?? 0;
  if (failed > 0) return { state: "warn", reason: `${counted(failed, "record")} given up` };
  if (asksForNoAnswer(node)) return { state: "ok", reason: "sends without asking for an answer" };
  return { state: "ok", reason: "no retries" };
}

function judgeStream(id: string, readings: Readings): Verdict {
  if (readings.valueOf(id, "open-shards") === undefined) return NOT_RUN;
  if (grew(readings, id, "write-throttled")) return { state: "crit", reason: "a shard refuses records" };
  if (grew(readings, id, "read-throttled")) return { state: "warn", reason: "a shard refuses reads" };
  if (readings.valueOf(id, "is-updating") === 1) return { state: "warn", reason: "is being resharded" };
  return { state: "ok", reason: "takes all records" };
}

function judgeApplication(id: string, readings: Readings, budgetLeft: number | undefined): Verdict {
  const up = readings.valueOf(id, "workers-up");
  if (up === undefined) return NOT_RUN;
  if (up === 0) return { state: "crit", reason: "no worker runs" };
  if (grew(readings, id, "records-skipped")) return { state: "crit", reason: "records are skipped" };
  const lag = readings.valueOf(id, "lag-records") ?? 0;
  if (budgetLeft !== undefined && budgetLeft <= 0) {
    return { state: "crit", reason: `lag ${formatCount(lag)} is beyond its objective` };
  }
  if (grew(readings, id, "duplicates")) return { state: "warn", reason: "processes records again" };
  return { state: "ok", reason: "keeps up" };
}

function judgeTopic(id: string, readings: Readings, budgetLeft: number | undefined): Verdict {
  const offline = readings.valueOf(id, "offline-partitions");
  const under = readings.valueOf(id, "under-replicated-partitions") ?? 0;
  const refusing = readings.valueOf(id, "under-min-isr-partitions") ?? 0;
  if (offline === undefined) return NOT_RUN;
  if (offline > 0) return { state: "crit", reason: `${counted(offline, "partition")} without a leader` };
  if (refusing > 0)
    return { state: "crit", reason: `${counted(refusing, "partition")} below min ISR: acks=all is refused` };
  if (grew(readings, id, "records-lost")) return { state: "crit", reason: "records are lost" };
  if (under > 0) return { state: "warn", reason: `${counted(under, "partition")} under-replicated` };
  const lost = readings.valueOf(id, "records-lost") ?? 0;
  if (lost > 0) return { state: "warn", reason: `${counted(lost, "record")} lost` };
  if (budgetLeft !== undefined && budgetLeft <= 0)
    return { state: "warn", reason: "its reader lags beyond its objective" };
  return { state: "ok", reason: "all replicas in sync" };
}

function judgeJob(id: string, readings: Readings, budgetLeft: number | undefined): Verdict {
  switch (readings.valueOf(id, "state")) {
    case undefined:
      return NOT_RUN;
    case JOB_STATE.notStarted:
      return { state: "idle", reason: "not started" };
    case JOB_STATE.driverDown:
      return { state: "crit", reason: "driver down" };
    case JOB_STATE.stopped:
      return { state: "idle", reason: "stopped" };
    case JOB_STATE.failed:
      return { state: "crit", reason: "the query failed" };
    default:
      return judgeRunningJob(id, readings, budgetLeft);
  }
}

function judgeRunningJob(id: string, readings: Readings, budgetLeft: number | undefined): Verdict {
  const lag = readings.valueOf(id, "lag-records") ?? 0;
  const earlier = readings.valueBefore(id, "lag-records", RATE_WINDOW_US) ?? 0;
  const batch = readings.valueOf(id, "batch-records") ?? 0;
  const wasDown = readings.changesWithin(id, "state", RECOVERY_WINDOW_US).values.includes(JOB_STATE.driverDown);
  const isCatchingUp = lag < earlier || batch * 2 < earlier;
  if (budgetLeft !== undefined && budgetLeft <= 0) {
    if (wasDown && isCatchingUp) return { state: "recover", reason: `catching up, lag ${formatCount(lag)}` };
    return { state: "crit", reason: `lag ${formatCount(lag)} is beyond its objective` };
  }
  if (wasDown && lag > batch * 2) return { state: "recover", reason: `catching up, lag ${formatCount(lag)}` };
  if (budgetLeft !== undefined && budgetLeft < 1 - WARN_PART)
    return { state: "warn", reason: `lag ${formatCount(lag)} nears its objective` };
  const isFallingBehind = batch > 0 && earlier > batch * 2 && lag > earlier;
  if (budgetLeft === undefined && isFallingBehind)
    return { state: "warn", reason: `falls behind, lag ${formatCount(lag)}` };
  return { state: "ok", reason: isFallingBehind ? "lags within its objective" : "keeps up" };
}

function judgeGroup(id: string, readings: Readings, budgetLeft: number | undefined): Verdict {
  const unowned = readings.valueOf(id, "unowned-partitions") ?? 0;
  switch (readings.valueOf(id, "state")) {
    case undefined:
      return NOT_RUN;
    case GROUP_STATE.notStarted:
      return { state: "idle", reason: "not started" };
    case GROUP_STATE.failed:
      return { state: "crit", reason: "its members failed" };
    case GROUP_STATE.empty:
      return { state: "crit", reason: "has no member" };
    case GROUP_STATE.rebalancing:
      return {
        state: "warn",
        reason: unowned > 0 ? `rebalancing, ${counted(unowned, "partition")} unread` : "rebalancing",
      };
    default:
      if (unowned > 0) return { state: "crit", reason: `nobody reads ${counted(unowned, "partition")}` };
      return judgeReadingGroup(id, readings, budgetLeft);
  }
}

/** How far a lag must have grown within the window of rates to be more than the wait for the next commit, in records. */
const GROWN_BY = 1.2;
const LAG_WORTH_TELLING = 100;

function judgeReadingGroup(id: string, readings: Readings, budgetLeft: number | undefined): Verdict {
  const lag = readings.valueOf(id, "lag-records") ?? 0;
  const earlier = readings.valueBefore(id, "lag-records", RATE_WINDOW_US);
  const clearUs = readings.valueOf(id, "time-to-clear-us") ?? 0;
  const wasDisturbed = readings
    .changesWithin(id, "state", RECOVERY_WINDOW_US)
    .values.some((state) => state === GROUP_STATE.rebalancing || state === GROUP_STATE.empty);
  if (budgetLeft !== undefined && budgetLeft <= 0) {
    if (wasDisturbed && lag < (earlier ?? 0))
      return { state: "recover", reason: `catching up, lag ${formatCount(lag)}` };
    return { state: "crit", reason: `lag ${formatCount(lag)} is beyond its objective` };
  }
  if (grew(readings, id, "records-skipped")) return { state: "crit", reason: "records are skipped" };
  if (grew(readings, id, "duplicates")) return { state: "warn", reason: "processes records again" };
  if (budgetLeft !== undefined && budgetLeft < 1 - WARN_PART)
    return { state: "warn", reason: `lag ${formatCount(lag)} nears its objective` };
  const isGrowing = earlier !== undefined && lag >= LAG_WORTH_TELLING && lag > earlier * GROWN_BY;
  if (isGrowing || (clearUs < 0 && lag >= LAG_WORTH_TELLING))
    return { state: "warn", reason: `falls behind, lag ${formatCount(lag)}` };
  return { state: "ok", reason: "keeps up" };
}

function judgeDeadLetters(id: string, readings: Readings): Verdict {
  const rows = readings.valueOf(id, "rows");
  if (rows === undefined) return NOT_RUN;
  if (rows === 0) return { state: "ok", reason: "none rejected" };
  return { state: "warn", reason: `${counted(rows, "row")} rejected` };
}

function judgeTable(id: string, readings: Readings, budgetLeft: number | undefined): Verdict {
  const version = readings.valueOf(id, "version");
  if (version === undefined) return NOT_RUN;
  const duplicates = readings.valueOf(id, "duplicates") ?? 0;
  if (duplicates > 0) return { state: "crit", reason: counted(duplicates, "duplicate") };
  const fresh = readings.valueOf(id, "freshness-us");
  const age = fresh === undefined ? "" : formatVariable(fresh, "us");
  if (budgetLeft !== undefined && budgetLeft <= 0) return { state: "crit", reason: `${age} old, beyond its objective` };
  if (budgetLeft !== undefined && budgetLeft < 1 - WARN_PART)
    return { state: "warn", reason: `${age} old, near its objective` };
  if (version === 0) return { state: "idle", reason: "nothing committed yet" };
  return { state: "ok", reason: "committing" };
}

/** The smallest part that is left of the objectives that name the node; a topic shares those of the jobs that read it. */
function budgetOf(node: DrawnNode, readings: Readings, slos: readonly Slo[]): number | undefined {
  const parts = slos.flatMap((slo) => {
    const value = valueFor(slo, node, readings);
    return value === undefined ? [] : [Math.max(0, 1 - value / slo.max)];
  });
  return parts.length === 0 ? undefined : Math.min(...parts);
}

function valueFor(slo: Slo, node: DrawnNode, readings: Readings): number | undefined {
  switch (slo.metric) {
    case "lag-records":
      return slo.job === node.id ? readings.valueOf(node.id, "lag-records") : undefined;
    case "group-lag-records":
      return slo.group === node.id ? readings.valueOf(node.id, "lag-records") : undefined;
    case "freshness":
      return slo.table === node.id ? readings.valueOf(node.id, "freshness-us") : undefined;
    case "latency-p95":
      return slo.table === node.id ? readings.valueOf(node.id, "latency-p95-us") : undefined;
    case "latency-p99":
      // The run records the 95th percentile alone while it goes on; the report has the 99th.
      return undefined;
  }
}

function grew(readings: Readings, id: string, key: string): boolean {
  return (readings.rateOf(id, key) ?? 0) > 0;
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
