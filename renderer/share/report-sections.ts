import type { ProbeEvent } from "../../engine/base/probe.ts";
import { formatDuration } from "../../engine/base/time.ts";
import type {
  AnswerReport,
  AnswerRows,
  CheckOutcome,
  EvidenceRow,
  ExpectationReport,
  RunReport,
  SloReport,
  StageReport,
  Verdict,
} from "../../engine/protocol/report.ts";
import { formatClockMs } from "../format/format-time.ts";
import { formatDollars, formatWhole } from "../format/format-value.ts";
import { type Markup, markup } from "./markup.ts";

/** Events of one kind beyond which they are routine and told as a sum. */
const ROUTINE_FROM = 30;
const EVENTS_MAX = 500;
const VERDICTS: Readonly<Record<Verdict, string>> = { holds: "✓ holds", violated: "✕ violated", unknown: "? unknown" };

/** Each check with its verdict, and its evidence below. */
export function checksSection({ checks, isChecked }: RunReport): Markup {
  if (!isChecked) return markup`<section><h2>Checks</h2><p>The run was stopped before its checks.</p></section>`;
  return markup`<section><h2>Checks</h2>${checks.map(check)}</section>`;
}

function check({
  check: name,
  table,
  job,
  group,
  verdict,
  summary,
  violations,
  evidence,
  dollarsWrong,
}: CheckOutcome): Markup {
  const subject = table ?? job ?? group;
  return markup`<article class="${verdict}"><h3>${VERDICTS[verdict]}: ${name}${subject && markup` <bdi>${subject}</bdi>`}</h3>
<p>${summary}${violations > 0 && ` ${formatWhole(violations)} violations.`}${dollarsWrong !== undefined && dollarsWrong > 0 && ` ${formatDollars(dollarsWrong)} wrong.`}</p>
${evidence.length > 0 && markup`<table><thead><tr><th>Evidence</th><th>When</th><th>Fault</th></tr></thead><tbody>${evidence.map(evidenceRow)}</tbody></table>`}
</article>`;
}

function evidenceRow({ note, atUs, fault, isFaultOver }: EvidenceRow): Markup {
  const when = atUs === undefined ? "" : formatClockMs(atUs);
  const cause = fault === undefined ? "" : `${fault}${isFaultOver === true ? " (over by then)" : ""}`;
  return markup`<tr><td>${note}</td><td class="number">${when}</td><td>${cause}</td></tr>`;
}

/** What the scenario expected and what was found, and the objectives with what was measured. */
export function expectationsSection({ expectations, slos }: RunReport): Markup | undefined {
  if (expectations.length + slos.length === 0) return undefined;
  return markup`<section><h2>Expectations and objectives</h2><table><thead><tr><th>What</th><th>Expected</th><th>Found</th><th></th></tr></thead><tbody>
${expectations.map((expectation) => {
  return markup`<tr><td>${expectation.check} <bdi>${subjectOf(expectation)}</bdi></td><td>${expectation.expect}</td><td>${expectation.found}</td><td>${isMet(expectation.isMet)}</td></tr>`;
})}
${slos.map((slo) => markup`<tr><td>${slo.metric} <bdi>${subjectOf(slo)}</bdi></td><td class="number">at most ${sloValue(slo, slo.max)}</td><td class="number">${slo.measured === undefined ? "not measured" : sloValue(slo, slo.measured)}</td><td>${isMet(slo.isMet)}</td></tr>`)}
</tbody></table></section>`;
}

/** What an expectation or an objective is about; undefined for the whole run. */
function subjectOf(judged: ExpectationReport | SloReport): string | undefined {
  if ("table" in judged) return judged.table;
  if ("job" in judged) return judged.job;
  return "group" in judged ? judged.group : undefined;
}

function isMet(met: boolean): string {
  return met ? "✓ met" : "✕ not met";
}

function sloValue({ metric }: SloReport, value: number): string {
  return metric === "lag-records" || metric === "group-lag-records"
    ? `${formatWhole(value)} records`
    : formatDuration(Math.round(value));
}

/** The scenario's questions, answered by the run and by the oracle side by side. */
export function answersSection({ answers }: RunReport): Markup | undefined {
  if (answers.length === 0) return undefined;
  return markup`<section><h2>Questions</h2>${answers.map(answer)}</section>`;
}

function answer(report: AnswerReport): Markup {
  const { ask, columns, rows, oracleRows, isRight, failure, dollarsWrong, asOf } = report;
  const as = asOf.batchId === undefined ? "" : `Asked of the tables after batch ${asOf.batchId}.`;
  return markup`<article class="${isRight ? "holds" : "violated"}"><h3>${isRight ? "✓ right" : "✕ wrong"}: ${ask}</h3>
<p>${as}${dollarsWrong !== undefined && dollarsWrong > 0 && ` The table is ${formatDollars(dollarsWrong)} off.`}${failure && ` ${failure.message}`}</p>
${failure === undefined && markup`<div class="pair">${rowsTable("This run", columns, rows)}${rowsTable("The oracle", columns, oracleRows)}</div>`}
</article>`;
}

function rowsTable(caption: string, columns: readonly string[], rows: AnswerRows): Markup {
  return markup`<table><caption>${caption}</caption><thead><tr>${columns.map((column) => markup`<th>${column}</th>`)}</tr></thead><tbody>${rows.map(
    (row) =>
      markup`<tr>${row.map((cell) => markup`<td${typeof cell === "number" ? markup` class="number"` : undefined}>${cell ?? "NULL"}</td>`)}</tr>`,
  )}</tbody></table>`;
}

/** What went through each stage, and how long it took. */
export function stagesSection({ stages }: RunReport): Markup {
  return markup`<section><h2>Stages</h2><table><thead><tr><th>Stage</th><th>Kind</th><th>In</th><th>Out</th><th>P50</th><th>P95</th><th>P99</th></tr></thead><tbody>${stages.map(stage)}</tbody></table></section>`;
}

function stage({ id, kind, recordsIn, recordsOut, latency }: StageReport): Markup {
  const times = latency === undefined ? [] : [latency.p50Us, latency.p95Us, latency.p99Us];
  return markup`<tr><td><bdi>${id}</bdi></td><td>${kind}</td><td class="number">${formatWhole(recordsIn)}</td><td class="number">${formatWhole(recordsOut)}</td>${[
    0, 1, 2,
  ].map(
    (index) =>
      markup`<td class="number">${times[index] === undefined ? "" : formatDuration(Math.round(times[index]))}</td>`,
  )}</tr>`;
}

/** What happened, in order; what happens all the time is a line at the end. */
export function eventsSection(events: readonly ProbeEvent[]): Markup {
  const counts = new Map<string, number>();
  for (const { kind, severity } of events) if (severity === "info") counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const isRoutine = ({ kind, severity }: ProbeEvent): boolean =>
    severity === "info" && (counts.get(kind) ?? 0) >= ROUTINE_FROM;
  const told = events.filter((event) => !isRoutine(event));
  const routine = [...counts].filter(([, count]) => count >= ROUTINE_FROM);
  const left = told.length - EVENTS_MAX;
  return markup`<section><h2>What happened</h2><table><tbody>
${told.slice(0, EVENTS_MAX).map(({ atUs, kind, message, severity }) => markup`<tr class="${severity}"><td class="number">${formatClockMs(atUs)}</td><td>${kind}</td><td>${message}</td></tr>`)}
</tbody></table>
${left > 0 && markup`<p>${formatWhole(left)} more are left out here.</p>`}
${routine.length > 0 && markup`<p>All the time: ${routine.map(([kind, count]) => `${kind} (${formatWhole(count)} times)`).join(", ")}.</p>`}
</section>`;
}
