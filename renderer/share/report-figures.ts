import { NODE_VARIABLES } from "../../engine/pipeline/state-variables.ts";
import type { VariableEntry } from "../../engine/pipeline/variable-entry.ts";
import { LevelBuckets } from "../charts/bucketed-series.ts";
import { rangeOf } from "../charts/value-range.ts";
import { formatClock } from "../format/format-time.ts";
import { formatVariable } from "../format/format-value.ts";
import type { RunRecord } from "../stores/run-store.ts";
import { type Markup, markup } from "./markup.ts";

/** The figures of a report, in this order; those that no node recorded are left out. */
const KEYS = ["lag-records", "freshness-us", "latency-p95-us", "under-replicated-partitions"] as const;
const WIDTH = 720;
const HEIGHT = 110;
const LEFT = 70;
const COLORS = ["#1c86db", "#cc6e14", "#067857", "#9e4e8a", "#4c4100", "#2f156f"];
/** With colour alone two lines would be one to some readers. */
const DASHES = ["none", "6 3", "2 2", "8 2 2 2", "none", "6 3"];

/** Charts of what mattered over the run, as pictures of vectors. */
export function reportFigures(run: RunRecord): readonly Markup[] {
  return KEYS.flatMap((key) => {
    const variable = Object.values(NODE_VARIABLES)
      .flat()
      .find((candidate) => candidate.key === key);
    const subjects = run.history.names.filter((name) => name.endsWith(`/${key}`)).slice(0, COLORS.length);
    return variable === undefined || subjects.length === 0 ? [] : [figure(run, variable, subjects)];
  });
}

function figure(run: RunRecord, variable: VariableEntry, names: readonly string[]): Markup {
  const endUs = Math.max(1, run.nowUs);
  const lines = names.map((name) => {
    const buckets = new LevelBuckets({ fromUs: 0, toUs: endUs, count: WIDTH - LEFT });
    buckets.extend(run.history.seriesOf(name), endUs);
    return { name: name.slice(0, name.lastIndexOf("/")), buckets };
  });
  const { low, high } = rangeOf(lines.map(({ buckets }) => buckets));
  const yOf = (value: number): number =>
    Math.round((HEIGHT - 1 - ((value - low) / (high - low)) * (HEIGHT - 2)) * 10) / 10;
  return markup`<figure><figcaption>${variable.title}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT + 18}" role="img" aria-label="${variable.title} from 00:00:00 to ${formatClock(endUs)}">
<path d="M${LEFT} 0V${HEIGHT}H${WIDTH}" fill="none" stroke="#8291a5"/>
<text x="${LEFT - 6}" y="10" text-anchor="end">${formatVariable(high, variable.unit)}</text>
<text x="${LEFT - 6}" y="${HEIGHT}" text-anchor="end">${formatVariable(low, variable.unit)}</text>
<text x="${LEFT}" y="${HEIGHT + 14}">00:00:00</text><text x="${WIDTH}" y="${HEIGHT + 14}" text-anchor="end">${formatClock(endUs)}</text>
${lines.map(({ buckets }, index) => markup`<path d="${pathOf(buckets, yOf)}" fill="none" stroke="${COLORS[index]}" stroke-width="1.5" stroke-dasharray="${DASHES[index]}"/>`)}
</svg><p class="legend">${lines.map(({ name }, index) => markup`<span><svg viewBox="0 0 28 8" aria-hidden="true"><path d="M0 4H28" stroke="${COLORS[index]}" stroke-width="2" stroke-dasharray="${DASHES[index]}"/></svg><bdi>${name}</bdi></span> `)}</p></figure>
`;
}

/** One vertical stroke a pixel, from its least to its greatest value, joined: a peak of a microsecond is seen. */
function pathOf({ least, greatest, last }: LevelBuckets, yOf: (value: number) => number): string {
  let path = "";
  for (const [x, value] of last.entries()) {
    if (Number.isNaN(value)) continue;
    const at = LEFT + x;
    const step = path === "" ? "M" : "L";
    path += `${step}${at} ${yOf(least[x] ?? value)}`;
    if (least[x] !== greatest[x]) path += `V${yOf(greatest[x] ?? value)}V${yOf(value)}`;
  }
  return path;
}
