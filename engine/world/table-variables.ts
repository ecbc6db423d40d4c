import type { Probe, ProbeEvent } from "../base/probe.ts";
import type { TimeUs } from "../base/time.ts";
import type { Lake } from "../lake/lake.ts";
import type { MetricStore } from "../metrics/metric-store.ts";
import type { PlannedTable } from "../pipeline/plan-pipeline.ts";
import { NODE_VARIABLES, REASON_VARIABLES, reasonSubject, variableName } from "../pipeline/state-variables.ts";

/** Where a table's figures come from. */
export type TableFacts = { readonly lake: Lake; readonly metrics: MetricStore };

/** Under which name the records are counted that entered a bronze table although it had them. */
export function repeatedRecords(tableId: string): string {
  return `${tableId}/repeated-records`;
}

/** Writes the state of one table of a job into the history, at its commits and as it ages in between. */
export class TableVariables {
  readonly #node: PlannedTable["node"];
  readonly #facts: TableFacts;
  readonly #probe: Probe;
  readonly #keys: ReadonlySet<string>;
  #rowsAdded = 0;
  #rowsRemoved = 0;
  #rowsRejected = 0;
  /** Rows written by commits of a batch that the table had committed before. */
  #rowsAgain = 0;
  #lastBatchId = -1;
  #newestCreateUs: number | undefined;

  constructor(node: PlannedTable["node"], facts: TableFacts, probe: Probe) {
    this.#node = node;
    this.#facts = facts;
    this.#probe = probe;
    this.#keys = new Set(NODE_VARIABLES[node.kind].map(({ key }) => key));
  }

  /** What is true before the first commit. */
  start(atUs: TimeUs): void {
    this.#recordCounts(atUs);
  }

  /** The table committed. */
  committed({ atUs, fields }: ProbeEvent): void {
    const batchId = Number(fields["batchId"]);
    const rowsAdded = Number(fields["rowsAdded"]);
    if (batchId <= this.#lastBatchId) this.#rowsAgain += rowsAdded;
    this.#lastBatchId = Math.max(this.#lastBatchId, batchId);
    this.#rowsAdded += rowsAdded;
    this.#rowsRemoved += Number(fields["rowsRemoved"]);
    this.#rowsRejected += Number(fields["rowsRejected"] ?? 0);
    this.#recordCounts(atUs);
    // As old as it was, and then as old as it is: the peak is what a reader saw last.
    this.age(atUs);
    const newestCreateUs = fields["newestCreateUs"];
    if (newestCreateUs === undefined) return;
    this.#newestCreateUs = Math.max(this.#newestCreateUs ?? 0, Number(newestCreateUs));
    this.age(atUs);
  }

  /** Writes down how old the newest record is by now. */
  age(atUs: TimeUs): void {
    if (this.#newestCreateUs !== undefined) this.#record("freshness-us", atUs, atUs - this.#newestCreateUs);
  }

  /** The batch is committed whose latencies were metered last. */
  batchCommitted(atUs: TimeUs): void {
    const histogram = this.#facts.metrics.histogram(this.#node.id);
    if (histogram !== undefined) this.#record("latency-p95-us", atUs, histogram.quantile(0.95));
  }

  #recordCounts(atUs: TimeUs): void {
    const { lake, metrics } = this.#facts;
    const { version, rowCount } = lake.head(this.#node.id);
    const isBronze = this.#node.kind === "bronze";
    this.#record("version", atUs, version);
    this.#record("rows", atUs, rowCount);
    this.#record("rows-added", atUs, this.#rowsAdded);
    this.#record("rows-removed", atUs, this.#rowsRemoved);
    this.#record("rejected", atUs, this.#rowsRejected);
    this.#record("duplicates", atUs, isBronze ? metrics.counter(repeatedRecords(this.#node.id)) : this.#rowsAgain);
    for (const [reason, rows] of lake.rowsByReason(this.#node.id))
      for (const { key } of REASON_VARIABLES)
        this.#probe.gauge(variableName(reasonSubject(this.#node.id, reason), key), atUs, rows);
  }

  /** Writes a variable that tables of this kind have. */
  #record(key: string, atUs: TimeUs, value: number): void {
    if (this.#keys.has(key)) this.#probe.gauge(variableName(this.#node.id, key), atUs, value);
  }
}
