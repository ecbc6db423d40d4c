import { assertNever } from "../base/assert.ts";
import type { Histogram } from "../base/histogram.ts";
import { SECOND, type TimeUs } from "../base/time.ts";
import type { GroupBook } from "../check/group-book.ts";
import type { LatencySummary, StageReport } from "../protocol/report.ts";
import type { PipelineNode, Scenario } from "../scenario/scenario.ts";
import type { KinesisRooms } from "./kinesis-rooms.ts";
import type { LagWatch } from "./lag-watch.ts";
import type { ProducerApp } from "./producer-app.ts";
import type { RecordFlow } from "./record-flow.ts";
import type { Recorder } from "./recorder.ts";

/** Significant digits of a rate: enough for nine records in a day. */
const RATE_DIGITS = 6;

/** What the stages' figures are taken from. */
export type StageFacts = {
  readonly scenario: Scenario;
  readonly recorder: Recorder;
  readonly endedAtUs: TimeUs;
  readonly apps: ReadonlyMap<string, ProducerApp>;
  readonly recordsArrivedIn: ReadonlyMap<string, number>;
  readonly flow: RecordFlow;
  /** By topic: the first job that reads it, or else the first group. */
  readonly readerOf: ReadonlyMap<string, string>;
  /** By table: the job that writes it. */
  readonly writerOf: ReadonlyMap<string, string>;
  /** By job. */
  readonly lags: ReadonlyMap<string, LagWatch>;
  /** By consumer group. */
  readonly groups: ReadonlyMap<string, GroupBook>;
  readonly kinesis: KinesisRooms;
};

/** One line a node of the pipeline, in the order of the document; reference tables are no stage. */
export function reportStages(facts: StageFacts): readonly StageReport[] {
  return facts.scenario.pipeline.nodes.flatMap((node) => (node.kind === "reference" ? [] : [reportStage(node, facts)]));
}

function reportStage(node: Exclude<PipelineNode, { kind: "reference" }>, facts: StageFacts): StageReport {
  const { recorder, flow } = facts;
  const { id, kind } = node;
  const latency = summarise(recorder.metrics.histogram(id));
  const base = { id, kind, ...(latency === undefined ? {} : { latency }) };
  switch (node.kind) {
    case "source": {
      const { recordsSent = 0, recordsPlanned = 0, isSpent = true } = facts.apps.get(id) ?? {};
      return withRate({ ...base, recordsIn: recordsSent, recordsOut: recordsSent, recordsPlanned, isSpent }, facts);
    }
    case "topic": {
      const reader = facts.readerOf.get(id) ?? "";
      const recordsIn = facts.recordsArrivedIn.get(id) ?? 0;
      const recordsOut = flow.readBy.get(reader) ?? facts.groups.get(reader)?.deliveredCount ?? 0;
      const lag = facts.lags.get(reader);
      const lags = lag === undefined ? {} : { lagMaxRecords: lag.maxRecords, lagEndRecords: lag.latestRecords };
      return withRate({ ...base, recordsIn, recordsOut, ...lags }, facts);
    }
    case "consumer-group": {
      const group = facts.groups.get(id);
      const recordsIn = group?.deliveredCount ?? 0;
      const recordsOut = group?.processedCount ?? 0;
      const { maxRecords = 0, latestRecords = 0 } = facts.lags.get(id) ?? {};
      return withRate(
        { ...base, recordsIn, recordsOut, lagMaxRecords: maxRecords, lagEndRecords: latestRecords },
        facts,
      );
    }
    case "kinesis-stream":
      return withRate({ ...base, ...reportStream(id, facts.kinesis) }, facts);
    case "kcl-application":
      return withRate({ ...base, ...reportApplication(id, facts.kinesis) }, facts);
    case "micro-batch": {
      const recordsIn = flow.readBy.get(id) ?? 0;
      const recordsOut = flow.handedOverBy.get(id) ?? 0;
      const batches = recorder.metrics.counter(`${id}/batches`);
      return withRate({ ...base, recordsIn, recordsOut, batches }, facts);
    }
    case "bronze":
    case "silver":
    case "gold":
    case "dead-letter": {
      const recordsIn = flow.takenBy.get(id) ?? 0;
      const recordsOut = recorder.metrics.counter(`${id}/rows-added`);
      const isBehind = (facts.lags.get(facts.writerOf.get(id) ?? "")?.latestRecords ?? 0) > 0;
      const freshness = recorder.freshnessOf(id)?.ages(isBehind ? facts.endedAtUs : undefined);
      const age = freshness === undefined ? {} : { freshness };
      return withRate({ ...base, recordsIn, recordsOut, ...age }, facts);
    }
    default:
      return assertNever(node);
  }
}

type StageFigures = Omit<StageReport, "id" | "kind" | "throughputPerSecond">;

function reportStream(id: string, { service }: KinesisRooms): StageFigures {
  const stream = service.stream(id);
  const metrics = stream.metrics();
  return {
    recordsIn: metrics.IncomingRecords,
    recordsOut: metrics["GetRecords.Records"] + metrics["SubscribeToShardEvent.Records"],
    recordsThrottled: metrics.WriteProvisionedThroughputExceeded,
    readsThrottled: metrics.ReadProvisionedThroughputExceeded,
    iteratorAgeMaxUs: stream.maxIteratorAgeUs,
  };
}

function reportApplication(id: string, { applications }: KinesisRooms): StageFigures {
  const found = applications.get(id);
  const { recordsProcessed = 0, duplicates = 0, recordsSkipped = 0 } = found?.application.progress ?? {};
  return {
    recordsIn: recordsProcessed,
    recordsOut: recordsProcessed - duplicates,
    recordsRepeated: duplicates,
    recordsSkipped,
    iteratorAgeMaxUs: found?.maxAgeUs ?? 0,
    lagMaxRecords: found?.lag.maxRecords ?? 0,
    lagEndRecords: found?.lag.latestRecords ?? 0,
  };
}

function withRate(stage: Omit<StageReport, "throughputPerSecond">, { endedAtUs }: StageFacts): StageReport {
  const perSecond = endedAtUs === 0 ? 0 : (stage.recordsOut * SECOND) / endedAtUs;
  return { ...stage, throughputPerSecond: Number(perSecond.toPrecision(RATE_DIGITS)) };
}

function summarise(histogram: Histogram | undefined): LatencySummary | undefined {
  if (histogram === undefined) return undefined;
  return {
    p50Us: histogram.quantile(0.5),
    p95Us: histogram.quantile(0.95),
    p99Us: histogram.quantile(0.99),
    maxUs: histogram.max,
  };
}
