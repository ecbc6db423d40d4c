import { History } from "../base/history.ts";
import type { LatencyMeter, Probe, ProbeEvent } from "../base/probe.ts";
import type { RunDigest } from "../base/run-digest.ts";
import type { TimeUs } from "../base/time.ts";
import type { FaultLog } from "../chaos/fault-log.ts";
import { ProgressWatch } from "../check/check-progress.ts";
import { MetricStore } from "../metrics/metric-store.ts";
import { TableFreshness } from "../metrics/table-freshness.ts";
import { DriverDeaths } from "./driver-deaths.ts";

/** The probe of a run: it writes down what the rooms report, and feeds the digest with the events in their order. */
export class Recorder implements Probe {
  readonly history = new History();
  readonly metrics = new MetricStore();
  readonly progress = new ProgressWatch();
  #digest: RunDigest;
  readonly #timeline: ProbeEvent[] = [];
  readonly #freshness = new Map<string, TableFreshness>();
  readonly #deaths: DriverDeaths;
  readonly #listeners: ((event: ProbeEvent) => void)[] = [];

  constructor(digest: RunDigest, faults: FaultLog) {
    this.#digest = digest;
    this.#deaths = new DriverDeaths(faults);
  }

  /** Every event of the run, in order. */
  get timeline(): readonly ProbeEvent[] {
    return this.#timeline;
  }

  /** How old a table's newest record was, undefined for a table that never committed. */
  freshnessOf(table: string): TableFreshness | undefined {
    return this.#freshness.get(table);
  }

  /** The digest of the run's inputs and of every event so far. */
  get digest(): RunDigest {
    return this.#digest;
  }

  /** The run has other inputs than it was thought to have, which `digest` has taken: it takes the events so far too. */
  rebase(digest: RunDigest): void {
    this.#digest = digest;
    for (const event of this.#timeline) addEvent(digest, event);
  }

  event(event: ProbeEvent): void {
    this.#timeline.push(event);
    addEvent(this.#digest, event);
    if (event.kind === "table-committed") this.#tableCommitted(event);
    if (event.kind === "batch-committed") this.#batchCommitted(event);
    this.#deaths.event(event);
    for (const listener of this.#listeners) listener(event);
  }

  /** Tells `listener` of every event from now on, at its instant. */
  listen(listener: (event: ProbeEvent) => void): void {
    this.#listeners.push(listener);
  }

  gauge(name: string, atUs: TimeUs, value: number): void {
    this.history.record(name, atUs, value);
  }

  count(name: string, amount: number): void {
    this.metrics.count(name, amount);
  }

  latencyMeter(name: string): LatencyMeter {
    return this.metrics.latencyMeter(name);
  }

  #tableCommitted({ atUs, fields }: ProbeEvent): void {
    const table = String(fields["tableId"]);
    const version = Number(fields["version"]);
    this.progress.tableCommitted(table, version, { batchId: Number(fields["batchId"]), atUs });
    const newestCreateUs = fields["newestCreateUs"];
    if (newestCreateUs !== undefined) this.#freshnessFor(table).commit(atUs, Number(newestCreateUs));
    this.count(`${table}/rows-added`, Number(fields["rowsAdded"]));
    this.count(`${table}/rows-removed`, Number(fields["rowsRemoved"]));
  }

  #freshnessFor(table: string): TableFreshness {
    const known = this.#freshness.get(table);
    if (known !== undefined) return known;
    const freshness = new TableFreshness();
    this.#freshness.set(table, freshness);
    return freshness;
  }

  #batchCommitted({ atUs, subject, fields }: ProbeEvent): void {
    const endOffsets = String(fields["endOffsets"]).split(",").map(Number);
    const batchId = Number(fields["batchId"]);
    this.progress.offsetsCommitted(subject, endOffsets, { batchId, atUs });
    this.count(`${subject}/batches`, 1);
  }
}

function addEvent(digest: RunDigest, { atUs, kind, subject, severity, message, fields }: ProbeEvent): void {
  digest.add("event", atUs, kind, subject, severity, message, ...Object.entries(fields).flat());
}
