import type { BronzeNode, DeadLetterNode, GoldNode, ReferenceNode, SilverNode } from "../scenario/scenario.ts";

/** A table that a job writes and what feeds it: the job for bronze, bronze for silver, silver for gold and dead letters. */
export type LakeTable = {
  readonly node: BronzeNode | SilverNode | DeadLetterNode | GoldNode;
  readonly from: string;
};

/** The tables of a pipeline: for each job in the order in which a batch commits them, and those that never change. */
export type LakePlan = {
  readonly jobs: readonly { readonly node: { readonly id: string }; readonly tables: readonly LakeTable[] }[];
  readonly references: readonly ReferenceNode[];
};
