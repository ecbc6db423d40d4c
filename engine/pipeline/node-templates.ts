import type { NodeKind } from "../scenario/scenario.ts";
import type { PlainValue } from "../scenario/yaml-render.ts";
import { goldDefaults, type RecordShape, silverDefaults } from "./record-shape.ts";

/** A mapping as an edit writes it. */
export type PlainMapping = { readonly [key: string]: PlainValue };

/** What a new node is made for. */
export type TemplateContext = {
  /** Ids that the pipeline has already. */
  readonly takenIds: ReadonlySet<string>;
  /** Those of them that are tables. */
  readonly takenTables: ReadonlySet<string>;
  /** Names under `workload:`. */
  readonly workloads: ReadonlySet<string>;
  /** Names under `datasets:`, in the order of the file. */
  readonly datasets: readonly string[];
  readonly brokers: number;
  /** What the data is about, for names: "orders". */
  readonly stem: string;
  /** The table that feeds the new one. */
  readonly feederId: string | undefined;
  readonly shape: RecordShape;
};

/** A complete node, and what it needs besides: everything that makes it valid once its edges are drawn. */
export type NodeTemplate = {
  readonly id: string;
  readonly node: PlainMapping;
  readonly workload?: { readonly name: string; readonly value: PlainMapping };
  readonly dataset?: { readonly name: string; readonly value: PlainMapping };
};

const TABLE_KINDS: readonly NodeKind[] = ["bronze", "silver", "gold", "dead-letter", "reference"];
const PARTITIONS = 4;
const REPLICAS = 3;
const SHARDS = 2;

/** 50 orders a second for four minutes: a run of five minutes has time to work them off. */
const GENERATOR: PlainMapping = {
  kind: "generator",
  records: 12_000,
  rate: { kind: "constant", perSecond: 50 },
  keys: { count: 200, zipf: 1 },
  updatesPerKey: 2,
  poison: { share: 0.001 },
};

/** The dataset that comes with the app, for a reference table in a scenario without datasets. */
const AIRPORTS: PlainMapping = { file: "datasets/airports.csv", format: "csv" };

/** Makes a node of a kind with an id that is free and settings that run. */
export function makeNode(kind: NodeKind, context: TemplateContext): NodeTemplate {
  const id = freeId(kind, context);
  switch (kind) {
    case "source":
      return sourceTemplate(id, context);
    case "topic": {
      const replicationFactor = Math.min(REPLICAS, context.brokers);
      const config = { "min.insync.replicas": Math.max(1, replicationFactor - 1) };
      return { id, node: { id, kind, partitions: PARTITIONS, replicationFactor, config } };
    }
    case "consumer-group":
      return {
        id,
        node: {
          id,
          kind,
          members: 2,
          config: { "auto.offset.reset": "earliest", "enable.auto.commit": false },
          commit: "after-processing",
        },
      };
    case "kinesis-stream":
      return { id, node: { id, kind, shards: SHARDS } };
    case "kcl-application":
      return { id, node: { id, kind, workers: 2, config: { initialPositionInStream: "TRIM_HORIZON" } } };
    case "micro-batch":
      return { id, node: { id, kind, trigger: "5s", options: { startingOffsets: "earliest" } } };
    case "bronze":
    case "dead-letter":
      return { id, node: { id, kind } };
    case "silver": {
      const { rule: _rule, ...rest } = silverDefaults(context.feederId ?? "bronze.orders_raw", context.shape);
      return { id, node: { id, kind, ...rest } };
    }
    case "gold": {
      const { groupBy, ...rest } = goldDefaults(context.feederId ?? "silver.orders", context.shape);
      return { id, node: { id, kind, groupBy, ...rest } };
    }
    case "reference":
      return referenceTemplate(id, context);
  }
}

function sourceTemplate(id: string, { workloads }: TemplateContext): NodeTemplate {
  const name = freeName(id, (candidate) => workloads.has(candidate), "-");
  return {
    id,
    node: { id, kind: "source", workload: name, producer: { acks: "all", "enable.idempotence": true } },
    workload: { name, value: GENERATOR },
  };
}

function referenceTemplate(id: string, { datasets }: TemplateContext): NodeTemplate {
  const [first] = datasets;
  const dataset = first ?? "airports";
  const node = { id, kind: "reference", dataset, sql: `select * from ${dataset}` };
  return first === undefined ? { id, node, dataset: { name: dataset, value: AIRPORTS } } : { id, node };
}

/** A name that says what the node is, with a number behind it when it is taken. */
function freeId(kind: NodeKind, { stem, takenIds, takenTables }: TemplateContext): string {
  const word = stem
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]/g, "_")
    .replace(/^(?=[0-9])/, "_");
  switch (kind) {
    case "source":
      return freeName(stem, (id) => takenIds.has(id), "-");
    case "topic":
      return freeName(`${stem}.events`, (id) => takenIds.has(id), "-");
    case "consumer-group":
      return freeName(`${stem}-group`, (id) => takenIds.has(id), "-");
    case "kinesis-stream":
      return freeName(`${stem}-stream`, (id) => takenIds.has(id), "-");
    case "kcl-application":
      return freeName(`${stem}-app`, (id) => takenIds.has(id), "-");
    case "micro-batch":
      return freeName("job", (id) => takenIds.has(id), "-");
    case "bronze":
      return freeTable("bronze", `${word}_raw`, takenTables);
    case "silver":
      return freeTable("silver", word, takenTables);
    case "gold":
      return freeTable("gold", `${word}_summary`, takenTables);
    case "dead-letter":
      return freeTable("silver", `${word}_rejects`, takenTables);
    case "reference":
      return freeTable("silver", "lookup", takenTables);
  }
}

/** A table's name must be free in every layer: SQL calls it by its name alone. */
function freeTable(layer: string, name: string, takenTables: ReadonlySet<string>): string {
  const names = new Set([...takenTables].map((id) => id.slice(id.indexOf(".") + 1)));
  return `${layer}.${freeName(name, (candidate) => names.has(candidate), "_")}`;
}

/** `name`, or the first of `name-2`, `name-3`, ... that is free. */
export function freeName(name: string, isTaken: (candidate: string) => boolean, joint: "-" | "_"): string {
  if (!isTaken(name)) return name;
  let number = 2;
  while (isTaken(`${name}${joint}${number}`)) number += 1;
  return `${name}${joint}${number}`;
}

/** Whether a kind's ids are tables: a layer and a name. */
export function isTableKind(kind: string): boolean {
  return TABLE_KINDS.some((table) => table === kind);
}
