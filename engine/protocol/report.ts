import type { ProbeEvent } from "../base/probe.ts";
import type { CheckName, Expectation, Slo } from "../scenario/scenario.ts";

/** The version of the report's form; it grows when a field changes its meaning or goes away. */
export const REPORT_VERSION = 1;

/** What a check found: it holds, it is violated, or nobody can tell (the log cannot be read, say). */
export type Verdict = "holds" | "violated" | "unknown";

/** One example of what is wrong: which record or group, where it lies, and what was going on at the time. */
export type EvidenceRow = {
  /** The sentence a person reads. */
  readonly note: string;
  readonly correlationId?: number;
  readonly key?: string;
  readonly partition?: number;
  readonly offset?: number;
  readonly batchId?: number;
  readonly value?: string;
  /** Virtual microseconds of the act in question: the failure that took the last copy, the commit of the batch. */
  readonly atUs?: number;
  /** The faults that can have to do with it and were in force then, in words; left out when there was none. */
  readonly fault?: string;
  /** The fault is the cause and was over at `atUs`. */
  readonly isFaultOver?: true;
  /** How far this row is off, in dollars: positive when too much, negative when too little. */
  readonly dollars?: number;
};

/** A check's verdict with its evidence: how many violations there are, and at most 20 rows of them and of what caused them. */
export type CheckOutcome = {
  readonly check: CheckName;
  /** The table, for checks of one table; the topic, for checks of one log. */
  readonly table?: string;
  /** The job, for checks of one query. */
  readonly job?: string;
  /** The consumer group, for checks of one group. */
  readonly group?: string;
  readonly verdict: Verdict;
  readonly summary: string;
  readonly violations: number;
  readonly evidence: readonly EvidenceRow[];
  /** The sum of all errors of a money column, each counted as positive; only for tables with money. */
  readonly dollarsWrong?: number;
};

/** How long something took, in microseconds of virtual time. */
export type LatencySummary = {
  readonly p50Us: number;
  readonly p95Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
};

/** One stage on a record's way. */
export type StageReport = {
  readonly id: string;
  readonly kind: string;
  /** Records that arrived at the stage; docs/report.md says how each kind counts them. */
  readonly recordsIn: number;
  /** Records that went on from it; rows written, for a table. */
  readonly recordsOut: number;
  /** `recordsOut` over the whole run, to six digits. */
  readonly throughputPerSecond: number;
  /** How many records the source has in all, as far as that is known before the run; only for sources. */
  readonly recordsPlanned?: number;
  /** Whether the source sent all that it has; only for sources. */
  readonly isSpent?: boolean;
  /** How many batches the job committed; only for jobs. */
  readonly batches?: number;
  /** The most records that waited in front of this stage; only for topics. */
  readonly lagMaxRecords?: number;
  readonly lagEndRecords?: number;
  /** How often a record was refused for its shard's throughput, each time counted; only for Kinesis streams, as are refused reads. */
  readonly recordsThrottled?: number;
  readonly readsThrottled?: number;
  /** How often a record was processed again; only for KCL applications. */
  readonly recordsRepeated?: number;
  /** Records that nobody processed because they were gone before; only for KCL applications. */
  readonly recordsSkipped?: number;
  /** The age of the oldest record that a read returned, or that waited to be processed; for streams and KCL applications. */
  readonly iteratorAgeMaxUs?: number;
  /** From a record's sending to this stage's end of it. */
  readonly latency?: LatencySummary;
  /** The age of the newest record that a reader of the table sees. */
  readonly freshness?: { readonly p95Us: number; readonly maxUs: number };
};

/** The first rows of an answer, at most 20: text, numbers and SQL NULLs. */
export type AnswerRows = readonly (readonly (string | number | null)[])[];

/** What an answer was asked of: the tables as the last batch in the job's commit log left them. */
export type AnswerAsOf = {
  /** The job that writes the table. */
  readonly job: string;
  /** The last batch that the job committed and the table has, and when the table took it; left out before the first. */
  readonly batchId?: number;
  readonly atUs?: number;
  /** By partition of the job's topic: where the committed batches end. */
  readonly endOffsets: readonly number[];
  /** How many records lie in the topic beyond those offsets at the end of the run. */
  readonly recordsUnread: number;
};

/** A question that could not be answered: what failed, whose tables were asked, and where its SQL stands in the scenario. */
export type AnswerFailure = {
  readonly of: "run" | "oracle";
  readonly message: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
};

/** Rows of one answer that the other does not have, or not as often: how many, and the first 20 in the order of their values. */
export type AnswerDifferences = {
  readonly inRunCount: number;
  readonly inRun: AnswerRows;
  readonly inOracleCount: number;
  readonly inOracle: AnswerRows;
};

/** A question that the scenario asks its tables, answered by the run and by the oracle. */
export type AnswerReport = {
  readonly ask: string;
  /** The table that is asked. */
  readonly table: string;
  readonly asOf: AnswerAsOf;
  readonly columns: readonly string[];
  readonly rows: AnswerRows;
  readonly rowCount: number;
  /** The same query over the oracle's tables. */
  readonly oracleRows: AnswerRows;
  readonly oracleRowCount: number;
  /** The two answers have the same rows, all of them, in whatever order; or differ only in what the SQL leaves open. */
  readonly isRight: boolean;
  /** The SQL leaves open which rows it gives, as a LIMIT among ties does, and the two answers differ in that only. */
  readonly isOpen?: true;
  /** Only where the answer is wrong. */
  readonly differences?: AnswerDifferences;
  /** Only where there is no answer, or no oracle's: then `isRight` is false, and the rows of that side are none. */
  readonly failure?: AnswerFailure;
  /** How far the whole table that is asked is off, in dollars, every row counted as positive; only for tables with money. */
  readonly dollarsWrong?: number;
};

/** An expectation with what was found. */
export type ExpectationReport = Expectation & {
  readonly isMet: boolean;
  readonly found: Verdict;
  /** The scenario does not state it: every run is held to it. */
  readonly isImplied?: true;
  /** Why nobody can tell; only where `found` is `unknown`. */
  readonly reason?: string;
};
/** An objective with what was measured, in the unit of `max`; left out when there was nothing to measure, and then it is not met. */
export type SloReport = Slo & { readonly measured?: number; readonly isMet: boolean };

/** What became of the records, as far as their producers know, and how many the logs do not hold. */
export type RecordCounts = {
  readonly produced: number;
  readonly acknowledged: number;
  /** Sent with acks: 0. */
  readonly unconfirmed: number;
  readonly failed: number;
  /** Produced and in no leader's log, whatever the producer was told; left out unless the checks ran and every partition has a leader. */
  readonly inNoLog?: number;
};

/** Everything that a run found; the same for everybody who runs the same scenario with the same seed. */
export type RunReport = {
  readonly reportVersion: typeof REPORT_VERSION;
  readonly scenario: string;
  readonly seed: number;
  readonly digest: string;
  /** `partial` when the run was stopped before its end. */
  readonly status: "finished" | "partial";
  readonly endedAtUs: number;
  /** Whether the checks ran. If not, `checks` is empty and no expectation, answer or verdict was judged. */
  readonly isChecked: boolean;
  readonly records: RecordCounts;
  readonly stages: readonly StageReport[];
  readonly timeline: readonly ProbeEvent[];
  readonly answers: readonly AnswerReport[];
  readonly checks: readonly CheckOutcome[];
  readonly expectations: readonly ExpectationReport[];
  readonly slos: readonly SloReport[];
};
