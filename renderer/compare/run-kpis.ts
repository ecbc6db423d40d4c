import { timeUs } from "../../engine/base/time.ts";
import { variableName } from "../../engine/pipeline/state-variables.ts";
import type { VariableUnit } from "../../engine/pipeline/variable-entry.ts";
import { readDrawing } from "../../engine/scenario/drawing.ts";
import { timeToDetectUs, timeToRecoverUs } from "../incident/incidents.ts";
import { findIncidents, outlineOf } from "../incident/run-incidents.ts";
import type { RunRecord } from "../stores/run-store.ts";

/** A figure by which runs are compared; of all of them less is better. */
export type Kpi = {
  readonly id: string;
  readonly title: string;
  /** One sentence: what is counted, over which nodes. */
  readonly definition: string;
  readonly unit: VariableUnit | "dollars";
  /** Undefined where the run says nothing about it, or not yet. */
  readonly value: number | undefined;
};

type Facts = Pick<RunRecord, "history" | "events" | "text" | "report" | "nowUs">;

/** The figures of a run up to an instant, in the order in which they are listed. Verdicts and money are of its end alone. */
export function kpisOf(run: Facts, untilUs: number): readonly Kpi[] {
  const nodes = readDrawing(run.text)?.nodes ?? [];
  const idsOf = (...kinds: readonly string[]): string[] =>
    nodes.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id);
  const highest = (ids: readonly string[], key: string): number | undefined =>
    greatest(ids.map((id) => highestUpTo(run, variableName(id, key), untilUs)));
  const latest = (ids: readonly string[], key: string): (number | undefined)[] =>
    ids.map((id) => run.history.valueAt(variableName(id, key), timeUs(untilUs)));
  const jobs = idsOf("micro-batch");
  const gold = idsOf("gold");
  const served = gold.length > 0 ? gold : idsOf("bronze", "silver");
  const topics = idsOf("topic");
  return [
    {
      id: "lag",
      title: "Highest lag",
      definition: "The most records that ever waited in front of a job.",
      unit: "records",
      value: highest(jobs, "lag-records"),
    },
    {
      id: "latency",
      title: "P95 latency",
      definition: "95 of 100 records were in gold this long after they were created, or sooner; the slowest table.",
      unit: "us",
      value: greatest(latest(served, "latency-p95-us")),
    },
    {
      id: "freshness",
      title: "Worst freshness",
      definition: "The greatest age that the newest record in gold ever had; the stalest table.",
      unit: "us",
      value: highest(served, "freshness-us"),
    },
    {
      id: "lost",
      title: "Records lost",
      definition: "Records that were acknowledged, or sent with acks=0, and that left the log at an election.",
      unit: "records",
      value: total(latest(topics, "records-lost")),
    },
    {
      id: "duplicates",
      title: "Duplicates in bronze",
      definition: "Times that a record entered bronze that was in it already.",
      unit: "rows",
      value: total(latest(idsOf("bronze"), "duplicates")),
    },
    {
      id: "rejected",
      title: "Rows rejected",
      definition: "Rows that broke a quality rule.",
      unit: "rows",
      value: total(latest(idsOf("silver"), "rejected")),
    },
    ...incidentKpis(run, untilUs),
    ...reportKpis(run),
  ];
}

function incidentKpis(run: Facts, untilUs: number): readonly Kpi[] {
  const events = run.events.filter(({ atUs }) => atUs <= untilUs);
  const { incidents } = findIncidents(
    { events, history: run.history, nowUs: untilUs },
    outlineOf(readDrawing(run.text)),
  );
  return [
    {
      id: "detect",
      title: "Longest time to detect",
      definition: "From a fault to the first reaction of the control plane to it.",
      unit: "us",
      value: greatest(incidents.map(timeToDetectUs)),
    },
    {
      id: "recover",
      title: "Longest time to recover",
      definition: "From a fault to the instant at which replicas, jobs and lag are as before; incidents that are over.",
      unit: "us",
      value: greatest(incidents.map(timeToRecoverUs)),
    },
  ];
}

function reportKpis({ report }: Facts): readonly Kpi[] {
  const checks = report?.isChecked === true ? report.checks : undefined;
  const wrong = checks?.flatMap(({ dollarsWrong }) => dollarsWrong ?? []);
  return [
    {
      id: "violated",
      title: "Checks violated",
      definition: "Of the checks at the end of the run.",
      unit: "count",
      value: checks?.filter(({ verdict }) => verdict === "violated").length,
    },
    {
      id: "dollars",
      title: "Dollars wrong",
      definition: "What all tables with money are off at the end of the run, every error counted as positive.",
      unit: "dollars",
      value: wrong === undefined || wrong.length === 0 ? undefined : Math.max(...wrong),
    },
  ];
}

function highestUpTo({ history }: Pick<RunRecord, "history">, name: string, untilUs: number): number | undefined {
  const { values } = history.seriesBetween(name, timeUs(0), timeUs(untilUs));
  return values.length === 0 ? undefined : values.reduce((most, value) => Math.max(most, value));
}

function greatest(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

function total(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}
