import type { Comparison, FactComparison, Spread, TimingComparison } from "./comparison.ts";
import type { Experiment } from "./experiment.ts";
import type { Recorded } from "./recorded.ts";

/** What the document says of one experiment. */
export type Section = {
  readonly experiment: Pick<Experiment, "name" | "title" | "course" | "settings">;
  readonly recorded: Pick<Recorded, "kafka" | "java" | "machine" | "date" | "runs">;
  readonly comparison: Comparison;
};

const BEGIN = "<!-- fidelity:kafka writes from here -->";
const END = "<!-- fidelity:kafka writes to here -->";

/** The document with what lies between the markers replaced, or with both added at its end. */
export function withSection(document: string, section: string): string {
  const written = `${BEGIN}\n\n${section}\n\n${END}`;
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) return `${document.trimEnd()}\n\n${written}\n`;
  return document.slice(0, begin) + written + document.slice(end + END.length);
}

/** What the command writes: where it was measured, then a table for each experiment. */
export function sectionText(sections: readonly Section[]): string {
  const versions = sections.map(
    ({ recorded: { kafka, java, machine, date } }) => `Apache Kafka ${kafka} on Java ${java}, ${machine}, ${date}`,
  );
  const where = [...new Set(versions)].map((version) => `- ${version}`);
  return ["Measured with:", "", ...where, ...sections.map((section) => `\n${experimentText(section)}`)].join("\n");
}

function experimentText({ experiment: { title, course, settings }, comparison }: Section): string {
  const set = Object.entries(settings).map(([key, value]) => `\`${key}\` = ${value}`);
  return [
    `#### ${title}`,
    "",
    set.length === 0 ? course : `${course} On both sides ${set.join(", ")}.`,
    "",
    "| what | Kafka | Spillway | error |",
    "| --- | --- | --- | --- |",
    ...rowsOf(comparison),
  ].join("\n");
}

function rowsOf({ isSimulated, facts, timings }: Comparison): readonly string[] {
  if (isSimulated) return [...facts.map(factRow), ...timings.map(timingRow)];
  return [
    ...facts.map(({ name, real }) => `| ${name} | ${real} | not simulated | |`),
    ...timings.map(({ name, real }) => `| ${name} | ${showSpread(real)} | not simulated | |`),
  ];
}

function factRow({ name, real, simulated, isEqual }: FactComparison): string {
  return `| ${name} | ${real} | ${simulated} | ${isEqual ? "equal" : "**differs**"} |`;
}

function timingRow({ name, real, simulated, error, isNear }: TimingComparison): string {
  const percent = `${error < 0 ? "−" : "+"}${Math.abs(error * 100).toFixed(1)} %`;
  return `| ${name} | ${showSpread(real)} | ${showSpread(simulated)} | ${isNear ? percent : `**${percent}**`} |`;
}

/** Seconds: the median, then the least and the most, then of how many. */
function showSpread({ median, min, max, count }: Spread): string {
  const seconds = (ms: number): string => (ms / 1_000).toFixed(2);
  return `${seconds(median)} s (${seconds(min)} to ${seconds(max)}, n = ${count})`;
}
