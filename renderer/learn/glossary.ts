import { SHARD_VARIABLES, WORKER_VARIABLES } from "../../engine/pipeline/kinesis-variables.ts";
import {
  BROKER_VARIABLES,
  GROUP_PARTITION_VARIABLES,
  NODE_VARIABLES,
  PARTITION_VARIABLES,
  REASON_VARIABLES,
} from "../../engine/pipeline/state-variables.ts";
import type { VariableEntry } from "../../engine/pipeline/variable-entry.ts";
import { CONCEPTS } from "./concepts.ts";
import { METRIC_NOTES } from "./metric-notes.ts";

/** An entry of the glossary. A figure has a formula and says why it moves; a concept has neither. */
export type GlossaryTerm = {
  /** A state variable's key, or a concept's id. */
  readonly id: string;
  readonly title: string;
  readonly definition: string;
  /** What else the same figure means: on a table what it does not mean on a topic. */
  readonly alsoMeans: readonly string[];
  readonly formula: string | undefined;
  readonly whyItMoves: string | undefined;
};

/** Where two figures have one title, each in the place where it is seen. */
const OWN_TITLES: Readonly<Record<string, string>> = {
  "isr-mask": "In-sync replicas, as a mask",
  "records-out": "Records read from a topic",
  "records-read": "Records read by a job or a group",
  "dead-letters": "Dead letters of a group",
};

const VARIABLES: readonly VariableEntry[] = [
  ...Object.values(NODE_VARIABLES).flat(),
  ...PARTITION_VARIABLES,
  ...GROUP_PARTITION_VARIABLES,
  ...SHARD_VARIABLES,
  ...WORKER_VARIABLES,
  ...REASON_VARIABLES,
  ...BROKER_VARIABLES,
];

/** Every term, by title. */
export const GLOSSARY: readonly GlossaryTerm[] = [...metricTerms(), ...CONCEPTS.map(asTerm)].sort((a, b) =>
  a.title.toLowerCase() < b.title.toLowerCase() ? -1 : 1,
);

const BY_ID: ReadonlyMap<string, GlossaryTerm> = new Map(GLOSSARY.map((term) => [term.id, term]));

/** The term of a state variable's key or of a concept; undefined when the glossary has none. */
export function findTerm(id: string): GlossaryTerm | undefined {
  return BY_ID.get(id);
}

function metricTerms(): readonly GlossaryTerm[] {
  const keys = [...new Set(VARIABLES.map(({ key }) => key))];
  return keys.flatMap((key) => {
    const [first, ...others] = VARIABLES.filter((variable) => variable.key === key);
    if (first === undefined) return [];
    const note = METRIC_NOTES[key];
    const definitions = new Set(others.map(({ definition }) => definition));
    definitions.delete(first.definition);
    const term: GlossaryTerm = {
      id: key,
      title: OWN_TITLES[key] ?? first.title,
      definition: first.definition,
      alsoMeans: [...definitions],
      formula: note?.formula,
      whyItMoves: note?.whyItMoves,
    };
    return [term];
  });
}

function asTerm(concept: (typeof CONCEPTS)[number]): GlossaryTerm {
  return { ...concept, alsoMeans: [], formula: undefined, whyItMoves: undefined };
}
