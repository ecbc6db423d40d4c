import type { RunReport } from "../../engine/protocol/report.ts";
import { formatClockMs } from "../format/format-time.ts";
import { formatWhole } from "../format/format-value.ts";
import type { RunRecord } from "../stores/run-store.ts";
import { Markup, markup } from "./markup.ts";
import { reportFigures } from "./report-figures.ts";
import { answersSection, checksSection, eventsSection, expectationsSection, stagesSection } from "./report-sections.ts";

const STYLE = `
body { font: 14px/1.5 Inter, "Segoe UI", system-ui, sans-serif; color: #141a22; background: #fff; max-width: 960px; margin: 0 auto; padding: 24px; overflow-wrap: anywhere; }
h1 { font-size: 24px; } h2 { font-size: 18px; margin: 32px 0 8px; } h3 { font-size: 14px; margin: 0 0 4px; }
table { border-collapse: collapse; width: 100%; font-size: 12px; } th, td { text-align: left; vertical-align: top; padding: 3px 8px 3px 0; border-bottom: 1px solid #d5dce5; }
caption { text-align: left; font-weight: 600; } .number { font-family: "JetBrains Mono", ui-monospace, monospace; white-space: nowrap; }
article { border-left: 4px solid #727b85; padding: 4px 0 4px 12px; margin: 12px 0; break-inside: avoid; } article.holds { border-color: #06694d; } article.violated { border-color: #7d1205; }
article p { margin: 0 0 4px; } .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(280px, 1fr)); gap: 16px; overflow-x: auto; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; } dt { color: #465364; } dd { margin: 0; }
figure { margin: 12px 0; break-inside: avoid; } figcaption { font-weight: 600; } figure svg { width: 100%; } figure text { font-size: 10px; fill: #465364; }
.legend { margin: 0; font-size: 12px; } .legend span { display: inline-block; max-width: 100%; margin-right: 12px; } .legend svg { width: 28px; height: 8px; margin-right: 4px; }
tr.warning td:nth-child(2)::before { content: "▲ "; } tr.error td:nth-child(2)::before { content: "✕ "; } pre { white-space: pre-wrap; font-size: 11px; }
`;

/**
 * A run's report as one file that needs nothing else: verdicts with their evidence, answers, figures, what happened, and the
 * scenario that makes the same run again. It has no scripts, and its policy allows none.
 */
export function reportHtml(run: RunRecord, report: RunReport): string {
  const { scenario, seed, digest, status, endedAtUs, records } = report;
  const ended = status === "finished" ? "finished" : "stopped before its end";
  return markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${scenario.slice(0, 200)}: report of a run</title><style>${new Markup(STYLE)}</style></head><body>
<header><p>Spillway, report of a run</p><h1 dir="auto">${scenario}</h1>
<p><strong>${verdictLine(report)}</strong></p>
<dl><dt>Run</dt><dd>${ended} at ${formatClockMs(endedAtUs)} of virtual time</dd><dt>Seed</dt><dd>${seed}</dd>
<dt>Records</dt><dd>${formatWhole(records.produced)} produced, ${formatWhole(records.acknowledged)} acknowledged, ${formatWhole(records.failed)} failed${records.inNoLog !== undefined && `, ${formatWhole(records.inNoLog)} in no log`}</dd>
<dt>Digest</dt><dd class="number">${digest}</dd></dl></header>
${checksSection(report)}${expectationsSection(report)}${answersSection(report)}
<section><h2>Figures</h2>${reportFigures(run)}</section>
${stagesSection(report)}${eventsSection(report.timeline)}
<section><h2>The scenario</h2><p>The same text and seed give the same digest: <code>spillway run FILE --seed ${seed}</code></p><pre dir="ltr">${run.text}</pre></section>
</body></html>
`.text;
}

/** The verdict first, in one line. */
function verdictLine({ isChecked, checks, expectations, slos, answers }: RunReport): string {
  if (!isChecked) return "The checks did not run.";
  const violated = checks.filter(({ verdict }) => verdict === "violated").length;
  const held = checks.filter(({ verdict }) => verdict === "holds").length;
  const missed = [...expectations, ...slos].filter(({ isMet }) => !isMet).length;
  const wrong = answers.filter(({ isRight }) => !isRight).length;
  const promises = expectations.length + slos.length;
  return [
    `${held} checks held, ${violated} violated`,
    `${missed} of ${promises} expectations and objectives not met`,
    `${wrong} of ${answers.length} answers wrong`,
  ].join("; ");
}
