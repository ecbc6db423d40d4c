import { assert } from "../base/assert.ts";
import type { HistoryState } from "../base/history.ts";
import { ok, type Result } from "../base/result.ts";
import { addTime, SECOND, TIME_ZERO, type TimeUs, timeUs } from "../base/time.ts";
import { lastFaultEnd } from "../chaos/recipe.ts";
import { columnsAsTypedArrays } from "../lake/result-types.ts";
import type { AdvanceRequest, ReportRequest, RunProgress, TableExport } from "../protocol/messages.ts";
import type { RunReport } from "../protocol/report.ts";
import type { InjectOutcome, InjectRequest, WatchFrame, WatchRequest } from "../protocol/run-control.ts";
import type { Problem } from "../scenario/problem.ts";
import { type Assembly, assemble, committedRecords, digestOfInputs, type WorldInputs } from "./assembly.ts";
import type { GroupRun } from "./group-run.ts";
import { planInjection, runIsOver } from "./injection.ts";
import { isKinesisDone, startKinesis } from "./kinesis-rooms.ts";
import { KnownViolations } from "./known-violations.ts";
import { makeReport } from "./run-report.ts";
import { RunVariables } from "./run-variables.ts";
import { StopWatch } from "./stop-watch.ts";

/** How often the state of the cluster is written into the history, and the end of the run is looked for. */
const SAMPLE_EVERY = SECOND;

/**
 * A run: the rooms wired together around one clock. The world advances the clock, samples the state once a virtual second,
 * and halts when the sources are spent, everything is processed and every fault is over and healed, or at the scenario's
 * duration. How it is advanced, paused or looked at changes nothing.
 */
export class World {
  /** The scenario in it gains the faults that are injected. */
  #assembly: Assembly;
  #endOfFaults: TimeUs;
  readonly #variables: RunVariables;
  readonly #violations = new KnownViolations();
  #isFinished = false;

  constructor(assembly: Assembly) {
    this.#assembly = assembly;
    this.#endOfFaults = lastFaultEnd(assembly.scenario.chaos);
    for (const app of assembly.apps.values()) app.start();
    startKinesis(assembly.kinesis, assembly.clock);
    this.#variables = new RunVariables(assembly);
    for (const { node } of assembly.plan.jobs) {
      assembly.clock.at(timeUs(node.startAt), () => {
        assembly.jobs.get(node.id)?.start();
        this.#variables.jobStarted(node.id, assembly.clock.now());
      });
    }
    for (const group of assembly.groups.values()) {
      assembly.clock.at(timeUs(group.plan.node.startAt), () => group.start());
    }
    this.#sample();
  }

  /** Checks the inputs to the last SQL statement and wires the rooms; nothing has run yet when it returns. */
  static create(inputs: WorldInputs): Result<World, readonly Problem[]> {
    const assembly = assemble(inputs);
    return assembly.ok ? ok(new World(assembly.value)) : assembly;
  }

  /** How many records the sources have planned; generators with duplicates may send a few more. */
  get recordsPlanned(): number {
    let total = 0;
    for (const app of this.#assembly.apps.values()) total += app.recordsPlanned;
    return total;
  }

  /** The rooms, for those who look into them while the run stands still. */
  get assembly(): Assembly {
    return this.#assembly;
  }

  get tableIds(): readonly string[] {
    return this.#assembly.lake.tableIds;
  }

  /** Runs up to and including `untilUs`, at most `maxEvents` events, and no further than to an event at which it is to stop. */
  advance({ untilUs, maxEvents, stopWhen = [] }: AdvanceRequest): RunProgress {
    const { clock, scenario, records, tables } = this.#assembly;
    const end = timeUs(Math.min(untilUs, scenario.duration));
    // What the tables are asked while time goes on are the small statements of micro-batches.
    tables.plan("quick");
    const watch = stopWhen.length === 0 ? undefined : new StopWatch(this.#assembly, stopWhen, this.#violations);
    const reachedUntil = clock.advance(end, maxEvents, watch && (() => watch.look()));
    if (clock.now() >= scenario.duration) this.#isFinished = true;
    return {
      nowUs: clock.now(),
      reachedUntil: reachedUntil || this.#isFinished,
      isFinished: this.#isFinished,
      recordsProduced: records.count,
      recordsCommitted: committedRecords(this.#assembly),
      eventsRun: clock.eventsRun,
      ...(watch?.stopped === undefined ? {} : { stoppedBy: watch.stopped }),
    };
  }

  /** A fault strikes a microsecond from now. The run is from then on that of the scenario which has the fault from the start. */
  inject(request: InjectRequest): InjectOutcome {
    if (this.#isFinished) return { kind: "refused", problems: runIsOver() };
    const { parsed, clock, recorder, schedule } = this.#assembly;
    const injection = planInjection({ parsed, nowUs: clock.now() }, request);
    if (!injection.ok) return { kind: "refused", problems: injection.error };
    const { fault, atUs, edits } = injection.value;
    const { scenario } = injection.value.parsed;
    this.#assembly = { ...this.#assembly, parsed: injection.value.parsed, scenario };
    this.#endOfFaults = lastFaultEnd(scenario.chaos);
    recorder.rebase(digestOfInputs(this.#assembly));
    schedule(fault);
    return { kind: "injected", atUs, edits };
  }

  /** Runs the checks over what there is and makes the report. */
  report({ isPartial, runsChecks }: ReportRequest): RunReport {
    this.#assembly.tables.plan("careful");
    return makeReport(this.#assembly, {
      isPartial: isPartial || !this.#isFinished,
      runsChecks: runsChecks && this.#assembly.runsChecks,
    });
  }

  /** The state variables in force at an instant. */
  stateAt(atUs: TimeUs): HistoryState {
    return this.#assembly.recorder.history.stateAt(atUs);
  }

  /** Every change of every state variable. */
  series(): readonly {
    readonly name: string;
    readonly timesUs: readonly number[];
    readonly values: readonly number[];
  }[] {
    const { history } = this.#assembly.recorder;
    return history.names.map((name) => {
      const { timesUs, values } = history.seriesOf(name);
      return { name, timesUs: Array.from(timesUs), values: Array.from(values) };
    });
  }

  /** What has happened since a screen looked last. */
  watch({ changesSeen, namesSeen, eventsSeen }: WatchRequest): WatchFrame {
    const { clock, recorder } = this.#assembly;
    return {
      ...recorder.history.pieceAfter(changesSeen, namesSeen),
      nowUs: clock.now(),
      events: recorder.timeline.slice(eventsSeen),
    };
  }

  /** One table as it was at a version; columns of types that no column of ours holds come as text. */
  exportTable(table: string, version?: number): TableExport {
    const { lake, tables } = this.#assembly;
    tables.plan("careful");
    const newest = lake.head(table).version;
    const asked = version ?? newest;
    assert(asked >= 0 && asked <= newest, `${table} has the versions 0 to ${newest}, not ${asked}`);
    const own = lake.columnsOf(table);
    return {
      table,
      version: asked,
      types: own.map(({ type }) => type),
      batch: tables.read(`select ${columnsAsTypedArrays(own)} from (${lake.asOf(table, asked)})`),
    };
  }

  #sample(): void {
    const { clock, cluster, plan, jobs, lags } = this.#assembly;
    const now = clock.now();
    for (const { node, topic } of plan.jobs) {
      lags.get(node.id)?.sample(cluster.highWatermarks(topic.id), jobs.get(node.id)?.committedOffsets ?? []);
    }
    this.#variables.sample(now);
    if (now > TIME_ZERO && this.#isOver(now)) {
      this.#isFinished = true;
      clock.halt();
      return;
    }
    clock.at(addTime(now, SAMPLE_EVERY), () => this.#sample());
  }

  /** Spent, processed, healed: nothing more can happen but heartbeats. */
  #isOver(now: TimeUs): boolean {
    const { apps, producers, jobs, plan, cluster, groups, kinesis } = this.#assembly;
    const starters = [...plan.jobs, ...plan.groups];
    if (now < this.#endOfFaults || starters.some(({ node }) => now < node.startAt)) return false;
    for (const app of apps.values()) if (!app.isSpent) return false;
    for (const producer of producers.values()) if (producer.pendingRecords > 0) return false;
    if (!isKinesisDone(kinesis) || ![...groups.values()].every((group) => this.#isGroupDone(group))) return false;
    for (const { node, topic } of plan.jobs) {
      const job = jobs.get(node.id);
      if (job === undefined || job.status === "failed") continue;
      if (job.isBusy) return false;
      const isProcessed = cluster
        .describeTopic(topic.id)
        .every(
          ({ isr, replicas, highWatermark, logEndOffset }, partition) =>
            isr.length === replicas.length &&
            highWatermark === logEndOffset &&
            (job.status === "stopped" || (job.committedOffsets?.[partition] ?? 0) === highWatermark),
        );
      if (!isProcessed) return false;
    }
    return true;
  }

  #isGroupDone(group: GroupRun): boolean {
    const { cluster } = this.#assembly;
    if (!group.isDone((topic) => cluster.highWatermarks(topic))) return false;
    return group.plan.topics.every(({ id }) =>
      cluster
        .describeTopic(id)
        .every(
          ({ isr, replicas, highWatermark, logEndOffset }) =>
            isr.length === replicas.length && highWatermark === logEndOffset,
        ),
    );
  }
}
