import { assertDefined } from "../base/assert.ts";
import type { ProbeEvent } from "../base/probe.ts";
import { TIME_ZERO, type TimeUs } from "../base/time.ts";
import { variableName } from "../pipeline/state-variables.ts";
import type { Assembly } from "./assembly.ts";
import { GroupVariables } from "./group-variables.ts";
import { JobVariables } from "./job-variables.ts";
import { topicSpecOf } from "./kafka-settings.ts";
import { KinesisVariables } from "./kinesis-variables.ts";
import { TableVariables } from "./table-variables.ts";
import { TopicVariables } from "./topic-variables.ts";

type TopicEntry = { readonly variables: TopicVariables; readonly readerId: string | undefined };

/**
 * Writes the state variables of a run into its history: everything once a virtual second, and what changes at an instant at
 * that instant. It only looks. Of several jobs that read one topic, the first in the file is the topic's reader; without one, the first group is.
 */
export class RunVariables {
  readonly #assembly: Assembly;
  readonly #topics = new Map<string, TopicEntry>();
  readonly #jobs = new Map<string, JobVariables>();
  readonly #tables = new Map<string, TableVariables>();
  readonly #kinesis: KinesisVariables;
  readonly #groups = new Map<string, GroupVariables>();

  constructor(assembly: Assembly) {
    this.#assembly = assembly;
    const { plan, jobs, lake, recorder, scenario, logWatches } = assembly;
    this.#kinesis = new KinesisVariables(assembly.kinesis, recorder);
    const { metrics } = recorder;
    for (const node of plan.topics) {
      const watch = assertDefined(logWatches.get(node.id), `${node.id} is watched`);
      const { minInSyncReplicas } = topicSpecOf(node, scenario.pipeline.kafka);
      const variables = new TopicVariables({ id: node.id, minInSyncReplicas }, watch, recorder);
      const job = plan.jobs.find(({ topic }) => topic.id === node.id);
      const group = plan.groups.find(({ topics }) => topics.some(({ id }) => id === node.id));
      const readerId = (job ?? group)?.node.id;
      this.#topics.set(node.id, { variables, readerId });
    }
    for (const job of jobs.values()) this.#jobs.set(job.id, new JobVariables(job, metrics, recorder));
    for (const { tables } of plan.jobs) {
      for (const { node } of tables) this.#tables.set(node.id, new TableVariables(node, { lake, metrics }, recorder));
    }
    for (const [id, run] of assembly.groups) {
      const variables = new GroupVariables(run, recorder);
      run.listen(variables.listener);
      this.#groups.set(id, variables);
    }
    recorder.listen((event) => this.#event(event));
    this.#start();
  }

  /** Once a virtual second. */
  sample(atUs: TimeUs): void {
    const { plan, cluster, lags } = this.#assembly;
    for (const [id, { variables, readerId }] of this.#topics) {
      const partitions = cluster.describeTopic(id);
      variables.sample({ atUs, partitions, committedOffsets: this.#committedOffsets(readerId, id) });
    }
    for (const { node, tables } of plan.jobs) {
      this.#jobs.get(node.id)?.sample(atUs);
      const lagRecords = lags.get(node.id)?.latestRecords ?? 0;
      this.#record(node.id, "lag-records", atUs, lagRecords);
      if (lagRecords === 0) continue;
      for (const table of tables) this.#tables.get(table.node.id)?.age(atUs);
    }
    this.#kinesis.sample(atUs);
    for (const { node, topics } of plan.groups) {
      const ends = topics.map(({ id }) => ({ topic: id, highWatermarks: cluster.highWatermarks(id) }));
      this.#groups.get(node.id)?.sample(atUs, ends);
    }
    this.#sampleSources(atUs);
  }

  /** The query of a job was started. */
  jobStarted(jobId: string, atUs: TimeUs): void {
    this.#jobs.get(jobId)?.sample(atUs);
  }

  #start(): void {
    const { scenario, plan, lake } = this.#assembly;
    for (const job of this.#jobs.values()) job.start(TIME_ZERO);
    for (const table of this.#tables.values()) table.start(TIME_ZERO);
    for (const { id } of plan.references) this.#record(id, "rows", TIME_ZERO, lake.head(id).rowCount);
    for (let broker = 1; broker <= scenario.pipeline.kafka.brokers; broker++) {
      this.#record(`broker-${broker}`, "is-up", TIME_ZERO, 1);
      this.#record(`broker-${broker}`, "is-fenced", TIME_ZERO, 0);
    }
  }

  #sampleSources(atUs: TimeUs): void {
    const { apps, producers, deliveries, recorder } = this.#assembly;
    for (const [id, app] of apps) {
      const book = deliveries.get(id);
      this.#record(id, "records-sent", atUs, app.recordsSent);
      this.#record(id, "records-late", atUs, app.recordsLate);
      this.#record(id, "records-acknowledged", atUs, book?.acknowledgedCount ?? 0);
      this.#record(id, "records-failed", atUs, book?.failedCount ?? 0);
      this.#record(id, "records-pending", atUs, producers.get(id)?.pendingRecords ?? 0);
      this.#record(id, "retries", atUs, recorder.metrics.counter(variableName(id, "retries")));
    }
  }

  #event(event: ProbeEvent): void {
    const { kind, subject, atUs, fields } = event;
    switch (kind) {
      case "broker-crashed":
      case "broker-restarted":
        this.#record(subject, "is-up", atUs, kind === "broker-restarted" ? 1 : 0);
        return;
      case "broker-fenced":
      case "broker-unfenced":
        this.#record(subject, "is-fenced", atUs, kind === "broker-fenced" ? 1 : 0);
        return;
      case "leader-elected":
      case "partition-offline":
        this.#partitionChanged(event, { leader: Number(fields["to"]) });
        return;
      case "isr-shrunk":
      case "isr-expanded":
        this.#partitionChanged(event, { inSync: Number(fields["size"]) });
        return;
      case "member-crashed":
      case "member-stopped":
      case "member-closed":
        this.#groups.get(subject)?.memberGone(Number(fields["member"]), atUs);
        return;
      case "table-committed":
        this.#tables.get(String(fields["tableId"]))?.committed(event);
        return;
      default:
        this.#jobEvent(event);
    }
  }

  #partitionChanged(
    { atUs, subject }: ProbeEvent,
    change: { readonly leader?: number; readonly inSync?: number },
  ): void {
    const dash = subject.lastIndexOf("-");
    const topic = this.#topics.get(subject.slice(0, dash));
    topic?.variables.changed(atUs, Number(subject.slice(dash + 1)), change);
  }

  #jobEvent(event: ProbeEvent): void {
    const { kind, subject, atUs } = event;
    this.#jobs.get(subject)?.event(event);
    if (kind !== "batch-committed") return;
    const job = this.#assembly.plan.jobs.find(({ node }) => node.id === subject);
    for (const { node } of job?.tables ?? []) this.#tables.get(node.id)?.batchCommitted(atUs);
    const topic = this.#topics.get(job?.topic.id ?? "");
    if (job === undefined || topic?.readerId !== subject) return;
    const partitions = this.#assembly.cluster.describeTopic(job.topic.id);
    topic.variables.committed({ atUs, partitions, committedOffsets: this.#committedOffsets(subject, job.topic.id) });
  }

  #committedOffsets(readerId: string | undefined, topic: string): readonly number[] {
    const { jobs, groups } = this.#assembly;
    const group = groups.get(readerId ?? "");
    if (group !== undefined) return group.group.committedOffsets(topic).map((offset) => offset ?? 0);
    return jobs.get(readerId ?? "")?.committedOffsets ?? [];
  }

  #record(subject: string, key: string, atUs: TimeUs, value: number): void {
    this.#assembly.recorder.gauge(variableName(subject, key), atUs, value);
  }
}
