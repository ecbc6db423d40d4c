import type { NodeKind } from "../scenario/scenario.ts";
import { CLUSTER_FIDELITY, REPLICATION_FIDELITY, STORAGE_FIDELITY } from "./fidelity-cluster.ts";
import { GROUP_FIDELITY } from "./fidelity-consumer.ts";
import { APPLICATION_FIDELITY, STREAM_FIDELITY } from "./fidelity-kinesis.ts";
import { JOB_FIDELITY, TABLES_FIDELITY } from "./fidelity-lake.ts";
import { DATA_FIDELITY, PRODUCER_FIDELITY, TIME_FIDELITY } from "./fidelity-source.ts";
import type { FidelityStatement } from "./fidelity-statement.ts";

/** Statements on one subject, as docs/fidelity.md has them under one heading. */
export type FidelityArea = { readonly title: string; readonly statements: readonly FidelityStatement[] };

/** Everything that is said of the simulation's nearness to the real systems. docs/fidelity.md says the same; a test holds them together. */
export const FIDELITY: readonly FidelityArea[] = [
  { title: "Cluster and controller", statements: CLUSTER_FIDELITY },
  { title: "Replication", statements: REPLICATION_FIDELITY },
  { title: "Storage", statements: STORAGE_FIDELITY },
  { title: "Producer", statements: PRODUCER_FIDELITY },
  { title: "Consumer group", statements: GROUP_FIDELITY },
  { title: "Kinesis stream", statements: STREAM_FIDELITY },
  { title: "KCL application", statements: APPLICATION_FIDELITY },
  { title: "Micro-batch job", statements: JOB_FIDELITY },
  { title: "Tables", statements: TABLES_FIDELITY },
  { title: "Data", statements: DATA_FIDELITY },
  { title: "Time and chance", statements: TIME_FIDELITY },
];

const AREAS: Readonly<Record<NodeKind, readonly string[]>> = {
  source: ["Producer", "Data"],
  topic: ["Replication", "Cluster and controller", "Storage"],
  "consumer-group": ["Consumer group"],
  "kinesis-stream": ["Kinesis stream"],
  "kcl-application": ["KCL application"],
  "micro-batch": ["Micro-batch job"],
  bronze: ["Tables"],
  silver: ["Tables"],
  gold: ["Tables"],
  "dead-letter": ["Tables"],
  reference: ["Tables"],
};

/** Statements about tables that hold for some kinds alone; those that are not here hold for every table that a job writes. */
const OF_SOME_TABLES: Readonly<Record<string, readonly NodeKind[]>> = {
  merge: ["silver"],
  "change data feed": ["gold"],
  rejects: ["silver", "dead-letter"],
  SQL: ["silver", "gold", "reference"],
};

/** What a node's fidelity card says: the statements that concern nodes of its kind. */
export function fidelityOf(kind: NodeKind): readonly FidelityArea[] {
  return AREAS[kind].flatMap((title) => {
    const statements = FIDELITY.find((area) => area.title === title)?.statements.filter(([part]) =>
      concerns(kind, part),
    );
    return statements === undefined || statements.length === 0 ? [] : [{ title, statements }];
  });
}

function concerns(kind: NodeKind, part: string): boolean {
  const some = OF_SOME_TABLES[part];
  return some === undefined ? kind !== "reference" : some.includes(kind);
}
