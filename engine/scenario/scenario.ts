import type { z } from "zod";
import type { scenarioSchema } from "./scenario-schema.ts";

type Leaf = string | number | boolean | bigint | symbol | null | undefined;
type DeepReadonly<T> = T extends Leaf
  ? T
  : T extends readonly (infer E)[]
    ? readonly DeepReadonly<E>[]
    : { readonly [K in keyof T]: DeepReadonly<T[K]> };

/** A scenario as the engine takes it: checked, defaults filled in, deep-frozen. Our own durations are whole microseconds; Kafka's and Spark's keys keep their own units. */
export type Scenario = DeepReadonly<z.output<typeof scenarioSchema>>;

export type KafkaCluster = Scenario["pipeline"]["kafka"];
export type PipelineNode = Scenario["pipeline"]["nodes"][number];
export type NodeKind = PipelineNode["kind"];
export type NodeOfKind<K extends NodeKind> = Extract<PipelineNode, { kind: K }>;
export type SourceNode = NodeOfKind<"source">;
export type TopicNode = NodeOfKind<"topic">;
export type KinesisStreamNode = NodeOfKind<"kinesis-stream">;
export type KclApplicationNode = NodeOfKind<"kcl-application">;
export type ConsumerGroupNode = NodeOfKind<"consumer-group">;
export type MicroBatchNode = NodeOfKind<"micro-batch">;
export type BronzeNode = NodeOfKind<"bronze">;
export type SilverNode = NodeOfKind<"silver">;
export type GoldNode = NodeOfKind<"gold">;
export type DeadLetterNode = NodeOfKind<"dead-letter">;
export type ReferenceNode = NodeOfKind<"reference">;
export type PipelineEdge = Scenario["pipeline"]["edges"][number];

export type Dataset = Scenario["datasets"][string];
export type Workload = Scenario["workload"][string];
export type DatasetWorkload = Extract<Workload, { kind: "dataset" }>;
export type GeneratorWorkload = Extract<Workload, { kind: "generator" }>;
export type RateCurve = GeneratorWorkload["rate"];

export type Fault = Scenario["chaos"][number];
export type FaultKind = Fault["fault"];
export type FaultOfKind<K extends FaultKind> = Extract<Fault, { fault: K }>;
export type DriverCrash = FaultOfKind<"driver-crash">;

export type Slo = Scenario["slos"][number];
export type Expectation = Scenario["expectations"][number];
export type Question = Scenario["questions"][number];
export type CheckName = Expectation["check"];
