import { formatDuration } from "../../engine/base/time.ts";
import type { Scenario } from "../../engine/scenario/scenario.ts";
import { formatMany } from "./format-value.ts";

/** What a scenario is made of, in a few facts. */
export type PipelineSummary = {
  readonly name: string;
  readonly seed: number;
  readonly durationUs: number;
  /** As far as they are known before the run. */
  readonly recordsPlanned: number;
  readonly brokers: number;
  readonly nodes: readonly { readonly id: string; readonly kind: string }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  readonly faults: readonly string[];
  readonly expectations: number;
  readonly slos: number;
};

/** Reads the facts off a scenario. */
export function summarisePipeline(scenario: Scenario, recordsPlanned: number): PipelineSummary {
  const { name, seed, duration, pipeline, chaos, expectations, slos } = scenario;
  return {
    name,
    seed,
    durationUs: duration,
    recordsPlanned,
    brokers: pipeline.kafka.brokers,
    nodes: pipeline.nodes.map(({ id, kind }) => ({ id, kind })),
    edges: pipeline.edges.map(({ from, to }) => ({ from, to })),
    faults: chaos.map(({ fault }) => fault),
    expectations: expectations.length,
    slos: slos.length,
  };
}

/** The facts as lines for people. */
export function describePipeline(summary: PipelineSummary): string[] {
  const { name, seed, durationUs, recordsPlanned, brokers, nodes, edges, faults, expectations, slos } = summary;
  const kindWidth = Math.max(...nodes.map(({ kind }) => kind.length));
  const idWidth = Math.max(...nodes.map(({ id }) => id.length));
  return [
    `  ${name}`,
    `  ${formatMany(recordsPlanned, "record")} in at most ${formatDuration(durationUs)} of virtual time, seed ${seed}`,
    `  ${formatMany(brokers, "broker")}, ${formatMany(nodes.length, "node")}, ${formatMany(edges.length, "edge")}`,
    ...nodes.map(({ id, kind }) => {
      const targets = edges.filter(({ from }) => from === id).map(({ to }) => to);
      const arrow = targets.length === 0 ? "" : `-> ${targets.join(", ")}`;
      return `    ${kind.padEnd(kindWidth)}  ${id.padEnd(idWidth)}  ${arrow}`.trimEnd();
    }),
    `  faults: ${faults.length === 0 ? "none" : faults.join(", ")}`,
    `  ${formatMany(expectations, "expectation")}, ${formatMany(slos, "objective")}`,
  ];
}
