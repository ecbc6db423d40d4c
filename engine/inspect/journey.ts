import { decodeUtf8 } from "../base/utf8.ts";
import type { PlannedJob } from "../pipeline/plan-pipeline.ts";
import type { Journey, JourneyStep, JourneyStepKind } from "../protocol/inspection.ts";
import { NULL_KEY_ID } from "../source/key-dictionary.ts";
import { RECORD_FLAG } from "../source/record-store.ts";
import { type Assembly, ledgerOf } from "../world/assembly.ts";
import { followBatches } from "./batch-journey.ts";
import { followLog, type LogJourney } from "./log-journey.ts";
import { TableJourney } from "./table-journey.ts";

/** Of steps at one instant the earlier kind comes first. */
const KIND_ORDER: readonly JourneyStepKind[] = [
  "handed-over",
  "appended",
  "replicated",
  "acknowledged",
  "unconfirmed",
  "failed",
  "lost",
  "planned",
  "replayed",
  "written",
  "rejected",
  "superseded",
  "committed",
];

/** Everything that is known of a record up to now; undefined when no record has that number. */
export function journeyOf(assembly: Assembly, id: number): Journey | undefined {
  const { records, plan, apps } = assembly;
  if (!Number.isInteger(id) || id < 0 || id >= records.count) return undefined;
  const sent = plan.sources.find(({ node }) => apps.get(node.id)?.hasSent(id) === true);
  if (sent === undefined) return undefined;
  const { node, topic } = sent;
  const log = followLog(assembly, topic.id, id);
  const jobs = plan.jobs.filter((job) => job.topic.id === topic.id);
  const inTables = jobs.flatMap((job) => followJob(assembly, { job, log, id }));
  const steps = [handedOver(assembly, node.id, id), ...log.steps, ...inTables].sort(
    (left, right) => left.atUs - right.atUs || KIND_ORDER.indexOf(left.kind) - KIND_ORDER.indexOf(right.kind),
  );
  const keyId = records.keyIdOf(id);
  return {
    correlationId: id,
    source: node.id,
    ...(keyId === NULL_KEY_ID ? {} : { key: records.keyText(keyId) }),
    value: decodeUtf8(records.valueOf(id)),
    eventTimeUs: records.eventTimeUs(id),
    steps,
    fate: fateOf(assembly, { topic: topic.id, id, log, steps }),
  };
}

function handedOver({ records, faultLog }: Assembly, source: string, id: number): JourneyStep {
  const atUs = records.createTimeUs(id);
  const flags = records.flagsOf(id);
  const traits = [
    (flags & RECORD_FLAG.poison) === 0 ? "" : "poison",
    (flags & RECORD_FLAG.duplicate) === 0 ? "" : "sent once more by the application",
    (flags & RECORD_FLAG.late) === 0 ? "" : "late",
  ].filter((trait) => trait !== "");
  const what = traits.length === 0 ? "" : ` (${traits.join(", ")})`;
  const isOfFault = (flags & RECORD_FLAG.poison) !== 0;
  const { fault } = isOfFault
    ? faultLog.during(atUs, atUs, (scope) => scope.kind === "source" && scope.source === source)
    : {};
  const message = `${source} handed it to its producer${what}.`;
  return { stage: source, kind: "handed-over", atUs, message, ...(fault === undefined ? {} : { fault }) };
}

/** Through the batches of a job and the tables that it writes, in the order in which they commit. */
function followJob(
  assembly: Assembly,
  { job, log, id }: { readonly job: PlannedJob; readonly log: LogJourney; readonly id: number },
): readonly JourneyStep[] {
  const tables = new TableJourney(assembly, id);
  const fromBronze = job.tables.flatMap(({ node }) => (node.kind === "bronze" ? tables.bronze(node) : []));
  const batches = followBatches(assembly, job, log.copies);
  const batchIds = [...new Set([...batches.batchIds, ...fromBronze.flatMap(({ batchId }) => batchId ?? [])])];
  const steps = [...batches.steps, ...fromBronze];
  for (const { node, from } of job.tables) {
    if (node.kind === "silver") steps.push(...followSilver(tables, job, { silver: node.id, from, batchIds }));
  }
  return steps;
}

function followSilver(
  tables: TableJourney,
  job: PlannedJob,
  { silver, from, batchIds }: { readonly silver: string; readonly from: string; readonly batchIds: readonly number[] },
): readonly JourneyStep[] {
  const behind = job.tables.filter((table) => table.from === silver);
  const rejected = behind.flatMap(({ node }) => (node.kind === "dead-letter" ? tables.deadLetters(node, silver) : []));
  const node = job.tables.find((table) => table.node.id === silver)?.node;
  if (rejected.length > 0 || node?.kind !== "silver") return rejected;
  const steps = tables.silver(node, from, batchIds);
  if (!steps.some(({ kind }) => kind === "written")) return steps;
  return [
    ...steps,
    ...behind.flatMap((table) => (table.node.kind === "gold" ? tables.gold(table.node, node, batchIds) : [])),
  ];
}

/** What became of the record, in a sentence: how far it came. */
function fateOf(
  assembly: Assembly,
  { topic, id, log, steps }: { topic: string; id: number; log: LogJourney; steps: readonly JourneyStep[] },
): string {
  const last = (kind: JourneyStepKind): JourneyStep | undefined => steps.findLast((step) => step.kind === kind);
  const rejected = last("rejected");
  if (rejected !== undefined) return rejected.message;
  const superseded = last("superseded");
  if (superseded !== undefined) return superseded.message;
  const written = [...new Set(steps.filter(({ kind }) => kind === "written").map(({ stage }) => stage))];
  if (written.length > 0) return `It came as far as ${written.at(-1)}, and is in ${written.join(", ")}.`;
  if (log.isLost) return "It was acknowledged and then lost: it is in no leader's log, and no table has it.";
  if (log.copies.length > 0) {
    const planned = last("planned");
    return planned === undefined
      ? `It lies in ${topic} and waits for a batch.`
      : `It is in batch ${planned.batchId}, which no table has committed yet.`;
  }
  const { kind } = ledgerOf(assembly, topic).deliveryOf(id);
  if (kind === "failed") return "Its producer gave it up, and it is in no leader's log.";
  return kind === "pending" ? "It is still with its producer." : "It is in no leader's log.";
}
