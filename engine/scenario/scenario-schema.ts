import { z } from "zod";
import { MICROSECOND } from "../base/time.ts";
import { allows } from "./allowed-values.ts";
import { consumerGroupNodeSchema } from "./consumer-nodes.ts";
import { faultSchema } from "./fault-schema.ts";
import { durationField, idField, nameField, note, numberField, textField, wholeField } from "./fields.ts";
import { kclApplicationNodeSchema, kinesisStreamNodeSchema } from "./kinesis-nodes.ts";
import { LIMITS } from "./limits.ts";
import { kafkaSchema, sourceNodeSchema, topicNodeSchema } from "./log-nodes.ts";
import { expectationSchema, questionSchema, sloSchema } from "./outcome-schema.ts";
import { microBatchNodeSchema } from "./stream-nodes.ts";
import {
  bronzeNodeSchema,
  deadLetterNodeSchema,
  goldNodeSchema,
  referenceNodeSchema,
  silverNodeSchema,
} from "./table-nodes.ts";
import { workloadSchema } from "./workload-schema.ts";

/** The version of the document that this engine writes; older ones are migrated to it. */
export const SCENARIO_VERSION = 1;

const datasetSchema = z.strictObject({
  file: textField()
    .min(1)
    .meta(note({ text: "The file, relative to this one." })),
  format: z.enum(["parquet", "arrow", "csv", "ndjson"]).meta(note({ text: "How the file is written." })),
});

const nodeSchema = z.discriminatedUnion("kind", [
  sourceNodeSchema,
  topicNodeSchema,
  kinesisStreamNodeSchema,
  consumerGroupNodeSchema,
  kclApplicationNodeSchema,
  microBatchNodeSchema,
  bronzeNodeSchema,
  silverNodeSchema,
  goldNodeSchema,
  deadLetterNodeSchema,
  referenceNodeSchema,
]);

/** The words that a node's kind may be. */
export function nodeKinds(): string[] {
  return nodeSchema.options.flatMap((option) => [...(option._zod.propValues["kind"] ?? [])].map(String));
}

const EDGE_FORM = "two ids with an arrow between them: orders -> order.events";
const EDGE_PATTERN = /^\s*([A-Za-z_][A-Za-z0-9._-]*)\s*->\s*([A-Za-z_][A-Za-z0-9._-]*)\s*$/;

/** The ends of an edge as written, or undefined when the text is no edge. */
export function parseEdge(text: string): { from: string; to: string } | undefined {
  const match = EDGE_PATTERN.exec(text);
  return match === null ? undefined : { from: match[1] ?? "", to: match[2] ?? "" };
}

const edgeText = z
  .string()
  .max(2 * LIMITS.idLength + 20)
  .regex(EDGE_PATTERN, { error: EDGE_FORM });
const edgeSchema = allows(EDGE_FORM, edgeText).transform((text) => parseEdge(text) ?? { from: "", to: "" });

const pipelineSchema = z.strictObject({
  kafka: kafkaSchema.prefault({}).meta(note({ text: "The Kafka cluster." })),
  nodes: z
    .array(nodeSchema)
    .min(1)
    .max(LIMITS.pipelineNodes)
    .meta(
      note({
        text: "The parts of the pipeline; tables of one job commit in this order, bronze before silver before gold.",
      }),
    ),
  edges: z
    .array(edgeSchema)
    .max(LIMITS.edges)
    .meta(note({ text: "Who feeds whom." })),
});

const layoutSchema = z.record(
  idField(),
  z.strictObject({
    x: numberField(-1_000_000, 1_000_000).meta(note({ text: "Distance from the left.", unit: "pixels" })),
    y: numberField(-1_000_000, 1_000_000).meta(note({ text: "Distance from the top.", unit: "pixels" })),
  }),
);

const pixelField = (text: string) => numberField(-1_000_000, 1_000_000).meta(note({ text, unit: "pixels" }));

const canvasGroupSchema = z.strictObject({
  title: textField(200).meta(note({ text: "What stands above the frame." })),
  nodes: z
    .array(idField())
    .max(LIMITS.pipelineNodes)
    .meta(note({ text: "The nodes inside the frame." })),
  isCollapsed: z
    .boolean()
    .optional()
    .meta(note({ text: "The group is drawn as one box." })),
});

const canvasNoteSchema = z.strictObject({
  x: pixelField("Distance from the left."),
  y: pixelField("Distance from the top."),
  width: pixelField("How wide the note is.").optional(),
  height: pixelField("How high the note is.").optional(),
  text: textField().meta(note({ text: "What the note says." })),
});

const canvasSchema = z.strictObject({
  groups: z
    .array(canvasGroupSchema)
    .max(LIMITS.pipelineNodes)
    .prefault([])
    .meta(note({ text: "Frames around nodes." })),
  notes: z
    .array(canvasNoteSchema)
    .max(LIMITS.pipelineNodes)
    .prefault([])
    .meta(note({ text: "Texts beside the nodes." })),
});

function sizedRecord<V extends z.ZodType>(key: z.ZodString, value: V, max: number) {
  return z.record(key, value).refine((entries) => Object.keys(entries).length <= max, {
    error: `more than ${max} entries`,
    params: { allowed: `at most ${max} entries`, code: "too-many" },
  });
}

/** The whole document. */
export const scenarioSchema = z
  .strictObject({
    version: z.literal(SCENARIO_VERSION).meta(note({ text: "The version of this document's form." })),
    name: textField(200)
      .min(1)
      .meta(note({ text: "What a reader sees in lists." })),
    description: textField()
      .prefault("")
      .meta(note({ text: "What the scenario shows, in a few sentences." })),
    seed: wholeField(0, 4_294_967_295)
      .prefault(0)
      .meta(note({ text: "The root of all randomness: the same seed gives the same run." })),
    duration: durationField(MICROSECOND).meta(
      note({ text: "Virtual time; the run ends here, or when the sources are spent and everything is processed." }),
    ),
    datasets: sizedRecord(nameField(), datasetSchema, LIMITS.datasets)
      .prefault({})
      .meta(note({ text: "Files of rows, by the names under which SQL sees them." })),
    pipeline: pipelineSchema.meta(note({ text: "The cluster, the nodes and the edges between them." })),
    workload: sizedRecord(idField(), workloadSchema, LIMITS.workloads).meta(
      note({ text: "Where the records come from, by the names that source nodes use." }),
    ),
    chaos: z
      .array(faultSchema)
      .max(LIMITS.chaos)
      .prefault([])
      .meta(note({ text: "What goes wrong, and when." })),
    slos: z
      .array(sloSchema)
      .max(LIMITS.slos)
      .prefault([])
      .meta(note({ text: "What the pipeline promises." })),
    expectations: z
      .array(expectationSchema)
      .max(LIMITS.expectations)
      .prefault([])
      .meta(note({ text: "What the run must prove." })),
    questions: z
      .array(questionSchema)
      .max(LIMITS.expectations)
      .prefault([])
      .meta(note({ text: "What people ask the tables; the report answers." })),
    layout: layoutSchema.prefault({}).meta(note({ text: "Where the nodes lie on the canvas; no part of the run." })),
    canvas: canvasSchema.prefault({}).meta(note({ text: "What else is drawn on the canvas; no part of the run." })),
  })
  .meta({
    title: "Spillway scenario",
    description: "A streaming lakehouse, what it is fed, what goes wrong in it, and what must hold.",
  });
