import { z } from "zod";
import { faultSchema } from "../../engine/scenario/fault-schema.ts";
import type { FaultKind } from "../../engine/scenario/scenario.ts";

/** What a person gives for a field of a fault. */
export type FaultFieldKind =
  /** One broker by its number. */
  | "broker"
  /** One or more brokers that fail together. */
  | "brokers"
  | "duration"
  /** The id of a micro-batch job. */
  | "job"
  /** The id of a source. */
  | "source"
  /** The id of a topic. */
  | "topic"
  /** The id of a consumer group. */
  | "group"
  /** The id of a KCL application. */
  | "application"
  /** The id of a Kinesis stream. */
  | "stream"
  /** Brokers in an order that matters. */
  | "numbers"
  /** Brokers, the controller, the clients: what may stand at one side of a cut. */
  | "machines"
  | "flag"
  | "text"
  | "whole";

/** A field of a fault's form, as the schema says it. */
export type FaultField = {
  readonly key: string;
  readonly label: string;
  readonly kind: FaultFieldKind;
  readonly isRequired: boolean;
  /** The schema's own sentence. */
  readonly note: string;
  /** What the form starts with, as text; brokers are numbers separated by commas, a flag is "true" or nothing. */
  readonly initial: string;
};

/** A fault's form: its fields besides the instant. */
export type FaultForm = {
  readonly fault: FaultKind;
  readonly title: string;
  readonly note: string;
  readonly fields: readonly FaultField[];
};

/** In the imperative, as buttons and menus say it. */
const TITLES: Readonly<Record<FaultKind, string>> = {
  "broker-crash": "Crash a broker",
  "power-loss": "Cut the power of a machine",
  "broker-stop": "Shut a broker down",
  "disk-replaced": "Replace a disk by an empty one",
  "slow-link": "Slow down a link",
  "slow-follower": "Slow down a follower",
  "slow-disk": "Slow down a disk",
  "disk-full": "Fill a disk",
  "network-partition": "Cut the network",
  "controller-crash": "Crash the active controller",
  "add-broker": "Add a broker",
  "decommission-broker": "Take a broker out",
  "reassign-partition": "Move a partition's replicas",
  "add-partitions": "Add partitions to a topic",
  "elect-preferred-leaders": "Elect the preferred leaders",
  "driver-crash": "Kill a job's driver",
  "poison-record": "Send a poison record",
  "producer-crash": "Kill a source's producer",
  "member-crash": "Kill a member of a group",
  "member-stall": "Stall a member's processing",
  "member-pause": "Pause a member's process",
  "members-join": "Start more members",
  "members-leave": "Close members",
  "worker-crash": "Kill a worker of an application",
  "worker-pause": "Pause a worker's process",
  "update-shard-count": "Change a stream's number of shards",
  "split-shard": "Split a shard",
};

/** By key, or by fault and key where a key means something else. */
const LABELS: Readonly<Record<string, string>> = {
  brokers: "Brokers",
  broker: "Broker",
  from: "Between broker",
  to: "And broker",
  "network-partition/from": "One side",
  "network-partition/to": "The other side",
  isOneWay: "Only what the first side sends is lost",
  for: "For",
  latency: "Latency meanwhile",
  fetchDelay: "Pause before each fetch",
  writeDelay: "Longer for each append",
  topic: "Topic",
  partition: "Partition",
  partitions: "Partitions afterwards",
  replicas: "Brokers afterwards, the preferred leader first",
  throttle: "Throttle",
  job: "Job",
  source: "Source",
  group: "Consumer group",
  member: "Member",
  members: "How many members",
  application: "KCL application",
  worker: "Worker",
  stream: "Kinesis stream",
  shard: "Shard number",
  shards: "Shards afterwards",
  value: "Value",
  key: "Key",
  count: "How many",
};

/** Values that make a fault worth watching: long enough for a session timeout, an election and a catch-up. */
const INITIAL: Readonly<Record<string, string>> = {
  for: "2m",
  "slow-link/latency": "200ms",
  "slow-follower/fetchDelay": "5s",
  "slow-disk/writeDelay": "100ms",
  "reassign-partition/partition": "0",
  "driver-crash/for": "30s",
  "producer-crash/for": "30s",
  "member-stall/for": "6m",
  "member-pause/for": "1m",
  "controller-crash/for": "30s",
  "poison-record/value": "not a record that anybody announced",
  "poison-record/count": "1",
  member: "1",
  members: "1",
  worker: "1",
  shard: "0",
  shards: "4",
  "worker-crash/for": "30s",
  "worker-pause/for": "30s",
};

type JsonSchema = {
  readonly type?: string;
  readonly const?: string;
  readonly pattern?: string;
  readonly examples?: readonly unknown[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
};

/** Keys that are kinds of fields themselves: each names a node. */
const NAMES_NODE = ["job", "source", "topic", "group", "application", "stream"] as const;

/** The forms of all faults that the schema knows, in its order. */
export const FAULT_FORMS: readonly FaultForm[] = readForms();

/** The form of one kind of fault; undefined for a word that is none. */
export function faultFormOf(fault: string): FaultForm | undefined {
  return FAULT_FORMS.find((form) => form.fault === fault);
}

function readForms(): readonly FaultForm[] {
  const schema = z.toJSONSchema(faultSchema, { io: "input", target: "draft-7", reused: "inline" }) as JsonSchema;
  return (schema.oneOf ?? schema.anyOf ?? []).map(readForm);
}

function readForm({ properties = {}, required = [] }: JsonSchema): FaultForm {
  const fault = properties["fault"]?.const as FaultKind;
  // A list of one says the same as `broker`: the form has the list alone.
  const isListed = properties["brokers"] !== undefined;
  const keys = Object.keys(properties).filter(
    (key) => !["fault", "at"].includes(key) && !(isListed && key === "broker"),
  );
  const fields = keys.map((key): FaultField => {
    const property = properties[key] ?? {};
    return {
      key,
      label: LABELS[`${fault}/${key}`] ?? LABELS[key] ?? key,
      kind: kindOf(fault, key, property),
      isRequired: required.includes(key) || key === "brokers",
      note: (property.description ?? "").replace(/; instead of broker\.$/u, "."),
      initial: INITIAL[`${fault}/${key}`] ?? INITIAL[key] ?? "",
    };
  });
  return { fault, title: TITLES[fault], note: properties["fault"]?.description ?? "", fields };
}

function kindOf(fault: FaultKind, key: string, { type, examples }: JsonSchema): FaultFieldKind {
  const named = NAMES_NODE.find((one) => one === key);
  if (named !== undefined) return named;
  if (type === "array") return key === "brokers" ? "brokers" : key === "replicas" ? "numbers" : "machines";
  if (type === "boolean") return "flag";
  // The number of a broker that is added is none of those that are there.
  if (type === "integer") return ["broker", "from", "to"].includes(key) && fault !== "add-broker" ? "broker" : "whole";
  // Durations alone have examples.
  return examples === undefined ? "text" : "duration";
}
