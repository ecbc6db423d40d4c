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
  /** What the form starts with, as text; brokers are numbers separated by commas. */
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
  "slow-link": "Slow down a link",
  "slow-follower": "Slow down a follower",
  "driver-crash": "Kill a job's driver",
  "poison-record": "Send a poison record",
};

const LABELS: Readonly<Record<string, string>> = {
  brokers: "Brokers",
  broker: "Broker",
  from: "Between broker",
  to: "And broker",
  for: "For",
  latency: "Latency meanwhile",
  fetchDelay: "Pause before each fetch",
  job: "Job",
  source: "Source",
  value: "Value",
  key: "Key",
  count: "How many",
};

/** Values that make a fault worth watching: long enough for a session timeout, an election and a catch-up. */
const INITIAL: Readonly<Record<string, string>> = {
  "broker-crash/for": "2m",
  "power-loss/for": "2m",
  "slow-link/for": "2m",
  "slow-link/latency": "200ms",
  "slow-follower/for": "2m",
  "slow-follower/fetchDelay": "5s",
  "driver-crash/for": "30s",
  "poison-record/value": "not a record that anybody announced",
  "poison-record/count": "1",
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
      label: LABELS[key] ?? key,
      kind: kindOf(key, property),
      isRequired: required.includes(key) || key === "brokers",
      note: (property.description ?? "").replace(/; instead of broker\.$/u, "."),
      initial: INITIAL[`${fault}/${key}`] ?? "",
    };
  });
  return { fault, title: TITLES[fault], note: properties["fault"]?.description ?? "", fields };
}

function kindOf(key: string, { type, examples }: JsonSchema): FaultFieldKind {
  if (type === "array") return "brokers";
  if (key === "job" || key === "source") return key;
  if (type === "integer") return ["broker", "from", "to"].includes(key) ? "broker" : "whole";
  // Durations alone have examples.
  return examples === undefined ? "text" : "duration";
}
