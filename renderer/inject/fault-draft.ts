import { assertNever } from "../../engine/base/assert.ts";
import { err, ok, type Result } from "../../engine/base/result.ts";
import type { InjectRequest } from "../../engine/protocol/run-control.ts";
import type { Drawing } from "../../engine/scenario/drawing.ts";
import { faultSchema } from "../../engine/scenario/fault-schema.ts";
import type { PlainValue } from "../../engine/scenario/yaml-render.ts";
import type { FaultField, FaultForm } from "./fault-fields.ts";

/** What the fields of a fault's form hold, by key. */
export type FaultDraft = Readonly<Record<string, string>>;

/** A fault without its instant, as the recipe writes it. */
export type PlainFault = InjectRequest["fault"];

/** What a fault can hit: the pipeline as it is drawn, and how many brokers it has. */
export type FaultTargets = {
  readonly brokers: number;
  readonly drawing: Pick<Drawing, "nodes" | "edges">;
  /** The broker that leads the first partition of a topic, as far as anybody knows. */
  readonly leaderOf: (topic: string) => number | undefined;
};

/** What the inject dialog was opened for: "<kind>", "<kind>:<node or broker>", each with or without "@<microseconds>". */
export type InjectSubject = {
  readonly fault: string;
  readonly target: string | undefined;
  readonly atUs: number | undefined;
};

export function readSubject(subject: string | undefined): InjectSubject {
  const [, whole = "", at] = /^(.*?)(?:@(\d+))?$/su.exec(subject ?? "") ?? [];
  const colon = whole.indexOf(":");
  return {
    fault: colon < 0 ? whole : whole.slice(0, colon),
    target: colon < 0 ? undefined : whole.slice(colon + 1),
    atUs: at === undefined ? undefined : Number(at),
  };
}

/** A field that names a node, and the kind that the node must be of. */
const KIND_OF_NAME = {
  job: "micro-batch",
  source: "source",
  topic: "topic",
  group: "consumer-group",
  application: "kcl-application",
  stream: "kinesis-stream",
} as const;
type NodeName = keyof typeof KIND_OF_NAME;

/** Does a field of that kind name a node? */
export function namesNode(kind: string): kind is NodeName {
  return Object.hasOwn(KIND_OF_NAME, kind);
}

/** The ids of the nodes that such a field may name. */
export function nodesOf({ drawing }: Pick<FaultTargets, "drawing">, name: NodeName): readonly string[] {
  return drawing.nodes.filter((node) => node.kind === KIND_OF_NAME[name]).map(({ id }) => id);
}

/** Whether the pipeline has something that a fault of this form could hit. */
export function hasTargets({ fields }: FaultForm, targets: Pick<FaultTargets, "drawing">): boolean {
  return fields.every(({ kind }) => !namesNode(kind) || nodesOf(targets, kind).length > 0);
}

/** Under which heading menus list a form: what befalls brokers, what befalls their clients, and what is done on purpose. */
export function headingOf({ fields }: FaultForm): "Brokers and network" | "Clients" | "Operations" {
  const has = (wanted: string): boolean => fields.some(({ key }) => key === wanted);
  if (has("source") || has("job")) return "Clients";
  if (!has("for")) return "Operations";
  return has("group") || has("application") ? "Clients" : "Brokers and network";
}

/** What a form starts with: the schema's usual values, and the target that it was opened for, or what that is next to. */
export function startDraft(form: FaultForm, target: string | undefined, targets: FaultTargets): FaultDraft {
  const broker = brokerAt(target, targets);
  return Object.fromEntries(form.fields.map((field) => [field.key, startValue(field, target, broker, targets)]));
}

function startValue(field: FaultField, target: string | undefined, broker: number, targets: FaultTargets): string {
  switch (field.kind) {
    case "brokers":
      return String(broker);
    case "broker":
      return String(field.key === "to" ? (broker % Math.max(1, targets.brokers)) + 1 : broker);
    case "machines":
      return field.key === "to" ? othersThan(broker, targets).join(",") || "clients" : String(broker);
    case "numbers":
      return [...othersThan(broker, targets), broker].slice(0, REPLICAS).join(", ");
    case "job":
    case "source":
    case "topic":
    case "group":
    case "application":
    case "stream":
      return nodeAt(field.kind, target, targets) ?? "";
    case "whole":
      return startNumber(field, target, targets);
    case "duration":
    case "text":
    case "flag":
      return field.initial;
    default:
      return assertNever(field.kind);
  }
}

const REPLICAS = 3;

/** The brokers after one, in a ring. */
function othersThan(broker: number, { brokers }: FaultTargets): readonly number[] {
  return Array.from({ length: Math.max(0, brokers - 1) }, (_, index) => ((broker + index) % brokers) + 1);
}

/** The next broker that is free; twice the partitions that the topic has; else what is usual. */
function startNumber({ key, initial }: FaultField, target: string | undefined, targets: FaultTargets): string {
  if (key === "broker") return String(targets.brokers + 1);
  if (key !== "partitions") return initial;
  const topic = nodeAt("topic", target, targets);
  const has = targets.drawing.nodes.find(({ id }) => id === topic)?.value["partitions"];
  return String(2 * (typeof has === "number" ? has : 1));
}

function brokerAt(target: string | undefined, { brokers, leaderOf }: FaultTargets): number {
  if (target === undefined) return 1;
  const number = Number(/^(?:broker-)?(\d+)$/u.exec(target)?.[1] ?? leaderOf(target));
  return Number.isInteger(number) && number >= 1 && number <= brokers ? number : 1;
}

/** The node itself when it is of the kind that the field wants, else its nearest neighbour that is, else the first. */
function nodeAt(kind: NodeName, target: string | undefined, targets: FaultTargets): string | undefined {
  const nodes = nodesOf(targets, kind);
  if (target !== undefined && nodes.includes(target)) return target;
  const neighbour = nodes.find((id) =>
    targets.drawing.edges.some(({ from, to }) => (from === id && to === target) || (from === target && to === id)),
  );
  return neighbour ?? nodes[0];
}

/** The fault that a form says, or what is wrong by field; "" stands for the fault as a whole. */
export function faultOf(form: FaultForm, draft: FaultDraft): Result<PlainFault, Readonly<Record<string, string>>> {
  const entries = form.fields.flatMap((field) => {
    const value = plainOf(field, draft[field.key] ?? "");
    return value === undefined
      ? []
      : [[field.key === "brokers" && !Array.isArray(value) ? "broker" : field.key, value]];
  });
  const fault = { fault: form.fault, ...Object.fromEntries(entries) } as PlainFault;
  const parsed = faultSchema.safeParse({ ...fault, at: "0s" });
  if (parsed.success) return ok(fault);
  const errors: Record<string, string> = {};
  for (const { path, message, ...issue } of parsed.error.issues) {
    const [step = ""] = path;
    const key = step === "broker" && form.fields.some((field) => field.key === "brokers") ? "brokers" : String(step);
    errors[key] ??= sentenceOf(message, "params" in issue ? issue.params : undefined);
  }
  return err(errors);
}

function sentenceOf(message: string, params: unknown): string {
  const allowed =
    typeof params === "object" && params !== null && "allowed" in params ? String(params.allowed) : undefined;
  return allowed === undefined ? `${message}.` : `${message}; allowed: ${allowed}.`;
}

function plainOf({ kind, isRequired }: FaultField, text: string): PlainValue | undefined {
  switch (kind) {
    case "brokers": {
      const numbers = text
        .split(",")
        .filter((part) => part !== "")
        .map(Number);
      return numbers.length === 1 ? numbers[0] : numbers.length === 0 ? undefined : numbers;
    }
    case "machines":
      return text.split(",").flatMap((part) => (part === "" ? [] : [Number.isNaN(Number(part)) ? part : Number(part)]));
    case "numbers":
      return text.split(/[\s,]+/u).flatMap((part) => (part === "" ? [] : [Number(part)]));
    case "flag":
      return text === "true" ? true : undefined;
    case "broker":
    case "whole":
      return text.trim() === "" ? undefined : Number(text);
    default:
      return text === "" && !isRequired ? undefined : text;
  }
}
