import { NODE_CATALOGUE } from "../../engine/pipeline/node-catalogue.ts";
import { isTableKind } from "../../engine/pipeline/node-templates.ts";
import type { DrawnNode } from "../../engine/scenario/drawing.ts";
import { partitionCount } from "./card-geometry.ts";
import { isNodeKind } from "./pipeline-order.ts";

/** A table's layer, which its stripe tells by a letter and a colour. */
export type Layer = { readonly name: "bronze" | "silver" | "gold"; readonly letter: "B" | "S" | "G" };

const LAYERS: readonly Layer[] = [
  { name: "bronze", letter: "B" },
  { name: "silver", letter: "S" },
  { name: "gold", letter: "G" },
];

/** What a kind of node is called; a kind that does not exist, as it is written. */
export function kindTitle(kind: string): string {
  return isNodeKind(kind) ? NODE_CATALOGUE[kind].title : kind;
}

/** The layer that a table's id names; undefined for what is no table. */
export function layerOf(node: Pick<DrawnNode, "id" | "kind">): Layer | undefined {
  if (isNodeKind(node.kind) && !isTableKind(node.kind)) return undefined;
  return LAYERS.find(({ name }) => node.id.startsWith(`${name}.`));
}

/** Why a row is rejected that has no key to be merged by, as the engine says it. */
const NULL_KEY = "null_key";

/** The one line under a node's name: what it is set to. Only what is written, or the engine's own default. */
export function sublineOf({ kind, value }: DrawnNode): string {
  switch (kind) {
    case "source":
      return `workload ${textIn(value, "workload") ?? "not named"} · acks ${settingIn(value, "producer", "acks") ?? "all"}`;
    case "topic":
      return topicLine(value);
    case "consumer-group":
      return groupLine(value);
    case "kinesis-stream":
      return streamLine(value);
    case "kcl-application":
      return `${textIn(value, "workers") ?? "1"} workers · ${textIn(value, "enhancedFanOut") === "false" ? "polling" : "fan-out"}`;
    case "micro-batch":
      return `trigger ${textIn(value, "trigger") ?? "0s"} · ${settingIn(value, "cluster", "executors") ?? 2} executors`;
    case "bronze":
      return `append${writesTwice(value)}`;
    case "silver": {
      const mode = settingIn(value, "sink", "mode") ?? "merge";
      const key = mode === "merge" ? ` by ${listIn(value["merge"], "key").join(", ") || "no key yet"}` : "";
      return `${mode}${key}${writesTwice(value)}`;
    }
    case "gold":
      return `by ${listIn(value, "groupBy").join(", ") || "no group yet"} · feed ${textIn(value, "feed") ?? "changes"}`;
    case "dead-letter":
      return "rejected rows with their reason";
    case "reference":
      return `dataset ${textIn(value, "dataset") ?? "not named"} · never changes`;
    default:
      return `${kind} is no kind of node`;
  }
}

/** With acks=0 a producer asks for no answer: nothing of it is ever acknowledged. */
export function asksForNoAnswer({ value }: Pick<DrawnNode, "value">): boolean {
  return settingIn(value, "producer", "acks") === "0";
}

function streamLine(value: DrawnNode["value"]): string {
  if (textIn(value, "mode") === "ON_DEMAND") return "on demand";
  const shards = Number(textIn(value, "shards") ?? 1);
  return `${shards} ${shards === 1 ? "shard" : "shards"} · ${textIn(value, "retentionPeriodHours") ?? "24"} h`;
}

function topicLine(value: DrawnNode["value"]): string {
  const count = partitionCount({ value });
  const factor = value["replicationFactor"] ?? 1;
  const minIsr = settingIn(value, "config", "min.insync.replicas");
  return [
    `${count} ${count === 1 ? "partition" : "partitions"}`,
    `RF ${shown(factor)}`,
    ...(minIsr === undefined ? [] : [`min ISR ${minIsr}`]),
  ].join(" · ");
}

/** KIP-848's assignor is the server's own; the classic protocol's is the first of the client's list. */
function groupLine(value: DrawnNode["value"]): string {
  const members = value["members"] ?? 1;
  const protocol = settingIn(value, "config", "group.protocol") ?? "classic";
  const strategies = listIn(value["config"], "partition.assignment.strategy");
  const assignor =
    protocol === "consumer"
      ? (settingIn(value, "config", "group.remote.assignor") ?? "uniform")
      : (strategies[0] ?? "range");
  return [
    `${shown(members)} ${members === 1 ? "member" : "members"}`,
    protocol,
    assignor,
    ...(value["isStatic"] === true ? ["static"] : []),
  ].join(" · ");
}

function writesTwice(value: DrawnNode["value"]): string {
  return settingIn(value, "sink", "idempotent") === "false" ? " · not idempotent" : " · idempotent";
}

/** The reasons for which a silver table rejects rows, in the order of its rules; one that merges needs a key, too. */
export function rejectReasons(silver: DrawnNode): readonly string[] {
  const { quality } = silver.value;
  const rules: readonly unknown[] = Array.isArray(quality) ? quality : [];
  const reasons = rules.flatMap((rule) => textIn(asMapping(rule), "reason") ?? []);
  return silver.value["merge"] === undefined ? reasons : [...reasons, NULL_KEY];
}

function asMapping(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function textIn(value: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const text = value[key];
  return typeof text === "string" ? text : undefined;
}

function settingIn(value: Readonly<Record<string, unknown>>, part: string, key: string): string | undefined {
  const setting = asMapping(value[part])[key];
  return setting === undefined || setting === null ? undefined : shown(setting);
}

function listIn(value: unknown, key: string): readonly string[] {
  const list = asMapping(value)[key];
  return Array.isArray(list) ? list.map(shown) : [];
}

function shown(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "?";
}
