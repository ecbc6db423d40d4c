import { assertDefined } from "../base/assert.ts";
import type { ColumnBatch } from "../base/columns.ts";
import { err, ok, type Result } from "../base/result.ts";
import { RunDigest } from "../base/run-digest.ts";
import { VirtualClock } from "../base/scheduler.ts";
import { FaultLog } from "../chaos/fault-log.ts";
import { crashPointsOf, scheduleRecipe } from "../chaos/recipe.ts";
import { Ledger } from "../check/ledger.ts";
import { Lake } from "../lake/lake.ts";
import type { Tables } from "../lake/tables.ts";
import { KafkaCluster } from "../log/kafka/cluster.ts";
import type { KafkaProducer } from "../log/kafka/producer/kafka-producer.ts";
import { type PipelinePlan, planPipeline } from "../pipeline/plan-pipeline.ts";
import { canonicalScenario } from "../scenario/canonical-scenario.ts";
import type { ParsedScenario } from "../scenario/parse-scenario.ts";
import type { Problem } from "../scenario/problem.ts";
import type { Fault, Scenario } from "../scenario/scenario.ts";
import { RecordStore } from "../source/record-store.ts";
import { Checkpoint } from "../stream/checkpoint.ts";
import { CrashPoints } from "../stream/crash-points.ts";
import { MicroBatchJob } from "../stream/micro-batch-job.ts";
import { chaosTargets } from "./chaos-targets.ts";
import { checkQuestionSql } from "./check-free-sql.ts";
import type { DeliveryBook } from "./delivery-book.ts";
import type { GroupRun } from "./group-run.ts";
import { microBatchConfigOf } from "./job-settings.ts";
import { JobTables } from "./job-tables.ts";
import { clusterConfigOf, topicSpecOf } from "./kafka-settings.ts";
import { type KinesisRooms, kinesisTargets, wireKinesis } from "./kinesis-rooms.ts";
import { LagWatch } from "./lag-watch.ts";
import { locateInText, locateSqlProblem } from "./locate-sql.ts";
import { LogWatch } from "./log-watch.ts";
import { LossWatch } from "./loss-watch.ts";
import { MessageLog } from "./message-log.ts";
import { type PreparedSource, prepareSource } from "./prepare-sources.ts";
import type { ProducerApp } from "./producer-app.ts";
import { Recorder } from "./recorder.ts";
import { type SourceProcess, wireGroups, wireSources } from "./wire-clients.ts";

/** Raised by one, with a sentence in CHANGELOG.md, whenever the same scenario and seed give another run than before. */
export const BEHAVIOUR_VERSION = 3;

/** A dataset as the shell decoded it: its rows, and the hash of the file they came from. */
export type DatasetInput = { readonly name: string; readonly batch: ColumnBatch; readonly sha256: string };

/** What a run is made from. */
export type WorldInputs = {
  readonly parsed: ParsedScenario;
  readonly seed: number;
  readonly datasets: readonly DatasetInput[];
  readonly tables: Tables;
  readonly runsChecks: boolean;
};

/** The rooms of one run, wired together; nothing has run yet. */
export type Assembly = {
  /** The scenario with its text, in which places are found. */
  readonly parsed: ParsedScenario;
  readonly scenario: Scenario;
  readonly seed: number;
  /** The files behind the datasets. */
  readonly datasets: readonly Pick<DatasetInput, "name" | "sha256">[];
  readonly runsChecks: boolean;
  readonly plan: PipelinePlan;
  readonly tables: Tables;
  readonly clock: VirtualClock;
  readonly recorder: Recorder;
  readonly records: RecordStore;
  /** By topic: what its producers were told. */
  readonly ledgers: ReadonlyMap<string, Ledger>;
  readonly faultLog: FaultLog;
  readonly losses: LossWatch;
  /** By topic. */
  readonly logWatches: ReadonlyMap<string, LogWatch>;
  readonly lake: Lake;
  readonly cluster: KafkaCluster;
  /** The messages that control the cluster, for those who look. */
  readonly messages: MessageLog;
  readonly apps: ReadonlyMap<string, ProducerApp>;
  readonly producers: ReadonlyMap<string, Pick<KafkaProducer, "pendingRecords">>;
  /** By source that writes to a topic. */
  readonly processes: ReadonlyMap<string, SourceProcess>;
  /** By source. */
  readonly deliveries: ReadonlyMap<string, DeliveryBook>;
  readonly jobs: ReadonlyMap<string, MicroBatchJob>;
  readonly lags: ReadonlyMap<string, LagWatch>;
  readonly groups: ReadonlyMap<string, GroupRun>;
  readonly kinesis: KinesisRooms;
  /** Puts one more fault on the timeline. */
  readonly schedule: (fault: Fault) => void;
};

/** The digest of what a run is made from, before its first event. */
export function digestOfInputs({
  scenario,
  seed,
  datasets,
}: Pick<Assembly, "scenario" | "seed" | "datasets">): RunDigest {
  const digest = new RunDigest();
  digest.add("behaviour", BEHAVIOUR_VERSION);
  digest.add("seed", seed);
  digest.add("scenario", canonicalScenario(scenario));
  for (const { name, sha256 } of datasets) digest.add("dataset", name, sha256);
  return digest;
}

/** What the producers of a topic were told. */
export function ledgerOf({ ledgers }: Pick<Assembly, "ledgers">, topic: string): Ledger {
  return assertDefined(ledgers.get(topic), `${topic} has a ledger`);
}

/** How many offsets the jobs have committed so far, counted from where each began to read. */
export function committedRecords({ jobs }: Pick<Assembly, "jobs">): number {
  let total = 0;
  for (const { committedOffsets = [], initialOffsets = [] } of jobs.values()) {
    committedOffsets.forEach((end, partition) => {
      total += end - (initialOffsets[partition] ?? 0);
    });
  }
  return total;
}

/** The run's own facts, from which the rooms are wired. */
type Groundwork = Pick<
  Assembly,
  | "parsed"
  | "scenario"
  | "seed"
  | "datasets"
  | "clock"
  | "recorder"
  | "records"
  | "ledgers"
  | "faultLog"
  | "plan"
  | "lake"
  | "cluster"
>;

/** Checks the inputs to the last SQL statement and wires the rooms; or tells everything that is wrong. */
export function assemble(inputs: WorldInputs): Result<Assembly, readonly Problem[]> {
  const { parsed, seed, tables, runsChecks } = inputs;
  const { scenario } = parsed;
  const planned = planPipeline(parsed);
  if (!planned.ok) return planned;
  const plan = planned.value;
  for (const { name, batch } of inputs.datasets) tables.ingest(`main.${name}`, batch);
  const lake = openLake(inputs, plan);
  if (!lake.ok) return lake;
  const unasked = checkQuestions(inputs, lake.value);
  if (unasked.length > 0) return err(unasked);
  const records = new RecordStore();
  const sources = prepareSources(inputs, { plan, lake: lake.value, store: records });
  if (!sources.ok) return sources;
  for (const { name } of inputs.datasets) tables.exec(`drop table main."${name}"`);

  const datasets = inputs.datasets.map(({ name, sha256 }) => ({ name, sha256 }));
  const clock = new VirtualClock();
  const faultLog = new FaultLog();
  const recorder = new Recorder(digestOfInputs({ scenario, seed, datasets }), faultLog);
  const config = clusterConfigOf(scenario.pipeline.kafka);
  const messages = new MessageLog();
  const cluster = new KafkaCluster({ config, scheduler: clock, probe: recorder, seed, records, sight: messages });
  for (const topic of plan.topics) cluster.createTopic(topicSpecOf(topic, scenario.pipeline.kafka));
  const ledgers = new Map([...plan.topics, ...plan.kinesis.streams].map(({ id }) => [id, new Ledger()]));
  const topics = plan.topics.map(({ id }) => id);
  const logWatches = new Map(topics.map((id) => [id, new LogWatch(id, cluster, ledgerOf({ ledgers }, id))] as const));
  const losses = new LossWatch(cluster, topics, (lost) => logWatches.get(lost.topic)?.lose(lost));
  recorder.listen((event) => losses.event(event));
  const ground = {
    parsed,
    scenario,
    seed,
    datasets,
    clock,
    recorder,
    records,
    ledgers,
    faultLog,
    plan,
    lake: lake.value,
    cluster,
  };
  const kinesis = wireKinesis({ ...ground, plan: plan.kinesis });
  const clients = { ...ground, ledgerOf: (topic: string) => ledgerOf({ ledgers }, topic) };
  const wired = wireSources({ ...clients, kinesis }, sources.value);
  const { apps, producers, processes, deliveries } = wired;
  const jobs = wireJobs(ground);
  const lags = new Map(plan.jobs.map(({ node }) => [node.id, new LagWatch()]));
  const groups = wireGroups(clients, wired);
  const breakable = kinesisTargets(kinesis, { probe: recorder, now: () => clock.now() });
  const admin = { cluster, topics, racks: scenario.pipeline.kafka.racks, scheduler: clock, probe: recorder };
  const targets = chaosTargets(
    { ...admin, latencyUs: config.networkLatencyUs },
    { jobs, apps, processes, groups },
    breakable,
  );
  const schedule = scheduleRecipe(scenario.chaos, { scheduler: clock, probe: recorder, targets, faultLog });
  return ok({
    ...ground,
    messages,
    schedule,
    losses,
    logWatches,
    tables,
    runsChecks,
    apps,
    producers,
    processes,
    deliveries,
    jobs,
    lags,
    groups,
    kinesis,
  });
}

function openLake({ parsed, tables }: WorldInputs, plan: PipelinePlan): Result<Lake, readonly Problem[]> {
  const lake = Lake.open(tables, plan);
  if (lake.ok) return lake;
  return err(lake.error.map((problem) => locateSqlProblem(problem, parsed)));
}

function checkQuestions({ parsed, tables }: WorldInputs, lake: Lake): readonly Problem[] {
  const scope = { functions: lake.functions, readable: new Set(lake.tableIds) };
  return parsed.scenario.questions.flatMap(({ sql }, index) => {
    return checkQuestionSql(tables, sql, scope).map((problem) =>
      locateInText(["questions", index, "sql"], problem, parsed),
    );
  });
}

function prepareSources(
  { parsed, seed, tables }: WorldInputs,
  { plan, lake, store }: { readonly plan: PipelinePlan; readonly lake: Lake; readonly store: RecordStore },
): Result<ReadonlyMap<string, PreparedSource>, readonly Problem[]> {
  const prepared = new Map<string, PreparedSource>();
  const problems: Problem[] = [];
  const scope = { functions: lake.functions, readable: new Set(Object.keys(parsed.scenario.datasets)) };
  for (const { node } of [...plan.sources, ...plan.kinesis.sources]) {
    const workload = assertDefined(parsed.scenario.workload[node.workload], `${node.id} has a workload`);
    const source = prepareSource(workload, tables, { node: node.id, store, seed, scope });
    if (source.ok) prepared.set(node.id, source.value);
    else {
      for (const { field, problem } of source.error) {
        problems.push(locateInText(["workload", node.workload, field], problem, parsed));
      }
    }
  }
  return problems.length === 0 ? ok(prepared) : err(problems);
}

function wireJobs({
  scenario,
  plan,
  clock,
  recorder,
  cluster,
  records,
  lake,
  faultLog,
}: Groundwork): ReadonlyMap<string, MicroBatchJob> {
  const witnesses = { scheduler: clock, probe: recorder, faultLog };
  const crashPoints = new CrashPoints(crashPointsOf(scenario.chaos, witnesses));
  return new Map(
    plan.jobs.map(({ node, topic, tables }) => {
      const batchTables = new JobTables(
        { lake, records, probe: recorder },
        { jobId: node.id, topic: topic.id, tables },
      );
      const checkpoint = new Checkpoint(node.id);
      const deps = {
        scheduler: clock,
        probe: recorder,
        log: cluster,
        records,
        tables: batchTables,
        checkpoint,
        crashPoints,
      };
      return [node.id, new MicroBatchJob(node.id, microBatchConfigOf(node, topic.id), deps)];
    }),
  );
}
