import type { FaultKind } from "../../engine/scenario/scenario.ts";
import type { PlainFault } from "./fault-draft.ts";

/** Reads a field of a fault as text. */
type Text = (key: string) => string;

const WORDS: Readonly<Record<FaultKind, (text: Text) => string>> = {
  "broker-crash": (text) => `Crash ${brokers(text)} for ${text("for")}`,
  "power-loss": (text) => `Cut the power of ${brokers(text)} for ${text("for")}`,
  "broker-stop": (text) => `Shut down ${brokers(text)} for ${text("for")}`,
  "disk-replaced": (text) => `Give ${brokers(text)} an empty disk, down for ${text("for")}`,
  "slow-link": (text) =>
    `Slow the link between brokers ${text("from")} and ${text("to")} to ${text("latency")} for ${text("for")}`,
  "slow-follower": (text) => `Slow broker ${text("broker")} by ${text("fetchDelay")} a fetch for ${text("for")}`,
  "slow-disk": (text) => `Slow the disk of broker ${text("broker")} by ${text("writeDelay")} for ${text("for")}`,
  "disk-full": (text) => `Fill the disk of broker ${text("broker")} for ${text("for")}`,
  "network-partition": (text) =>
    `Cut the network ${text("isOneWay") === "true" ? "from" : "between"} ${text("from")} ${text("isOneWay") === "true" ? "to" : "and"} ${text("to")} for ${text("for")}`,
  "controller-crash": (text) => `Crash the active controller for ${text("for")}`,
  "add-broker": (text) => `Add broker ${text("broker")}`,
  "decommission-broker": (text) => `Take broker ${text("broker")} out`,
  "reassign-partition": (text) => `Move ${text("topic")}-${text("partition")} to brokers ${text("replicas")}`,
  "add-partitions": (text) => `Give ${text("topic")} ${text("partitions")} partitions`,
  "elect-preferred-leaders": () => "Elect the preferred leaders",
  "driver-crash": (text) => `Kill the driver of ${text("job")} for ${text("for")}`,
  "poison-record": (text) => `Send ${counted(text("count"), "poison record")} to ${text("source")}`,
  "producer-crash": (text) => `Kill the producer of ${text("source")} for ${text("for")}`,
  "member-crash": (text) => `Kill ${member(text)} for ${text("for")}`,
  "member-stall": (text) => `Stall ${member(text)} for ${text("for")}`,
  "member-pause": (text) => `Pause ${member(text)} for ${text("for")}`,
  "members-join": (text) => `Start ${counted(text("members"), "member")} of ${text("group")}`,
  "worker-crash": (text) => `Kill ${worker(text)} for ${text("for")}`,
  "worker-pause": (text) => `Pause ${worker(text)} for ${text("for")}`,
  "update-shard-count": (text) => `Give ${text("stream")} ${text("shards")} shards`,
  "split-shard": (text) => `Split shard ${text("shard")} of ${text("stream")}`,
  "members-leave": (text) => `Close ${counted(text("members"), "member")} of ${text("group")}`,
};

/** As long as any name may get in a sentence. */
const TEXT_MAX = 100;

/** A fault in the imperative, for undo, toasts and screen readers: "Crash broker 2 for 2m". */
export function speakFault(fault: PlainFault): string {
  const kind = String(fault["fault"]);
  if (!isFaultKind(kind)) return kind;
  return WORDS[kind]((key) => {
    const value = fault[key];
    return (Array.isArray(value) ? value.join(", ") : String(value ?? "")).slice(0, TEXT_MAX);
  });
}

function isFaultKind(kind: string): kind is FaultKind {
  return Object.hasOwn(WORDS, kind);
}

function brokers(text: Text): string {
  const list = text("brokers") || text("broker");
  return `${list.includes(",") ? "brokers" : "broker"} ${list}`;
}

function worker(text: Text): string {
  return `worker ${text("worker")} of ${text("application")}`;
}

/** Members are counted from 1, and the first is who is meant when nobody is named. */
function member(text: Text): string {
  return `member ${text("member") || "1"} of ${text("group")}`;
}

function counted(count: string, noun: string): string {
  return count === "" || count === "1" ? `1 ${noun}` : `${count} ${noun}s`;
}
