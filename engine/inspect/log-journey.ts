import { formatCount } from "../base/format-number.ts";
import { timeUs } from "../base/time.ts";
import { variableName } from "../pipeline/state-variables.ts";
import type { JourneyStep } from "../protocol/inspection.ts";
import { type Assembly, ledgerOf } from "../world/assembly.ts";
import { logCausesOf } from "../world/run-checks.ts";

/** A copy of a record in the log that its leaders hold. */
export type LogCopy = { readonly partition: number; readonly offset: number };

/** A record's way through the log of a topic. */
export type LogJourney = {
  readonly steps: readonly JourneyStep[];
  /** Where it lies now; more than one place when it was sent twice. */
  readonly copies: readonly LogCopy[];
  readonly isLost: boolean;
};

type Append = LogCopy & { readonly leaderEpoch: number; readonly appendTimeUs: number };

/** Follows a record from its append to what its producer was told. */
export function followLog(assembly: Assembly, topic: string, id: number): LogJourney {
  const appends = appendsOf(assembly, topic, id);
  const loss = lossOf(assembly, topic, id);
  const gone = loss === undefined ? [] : [loss];
  return {
    steps: [
      ...[...appends, ...gone.map(({ append }) => append)].flatMap((append) =>
        append === undefined ? [] : [appended(assembly, topic, append)],
      ),
      ...appends.flatMap((append) => replicated(assembly, { topic, id }, append)),
      ...told(assembly, topic, id),
      ...gone.map(({ step }) => step),
    ],
    copies: appends,
    isLost: appends.length === 0 && loss !== undefined,
  };
}

/** Every place of the record in the logs of the leaders, or of those that will lead next. */
function appendsOf({ cluster }: Assembly, topic: string, id: number): readonly Append[] {
  const found: Append[] = [];
  for (const [partition, { leader, isr }] of cluster.describeTopic(topic).entries()) {
    const broker = leader < 0 ? isr[0] : leader;
    if (broker === undefined) continue;
    for (const batch of cluster.replicaBatches(topic, partition, broker)) {
      const index = batch.recordIds.indexOf(id);
      if (index < 0) continue;
      const { leaderEpoch, appendTimeUs } = batch;
      found.push({ partition, offset: batch.baseOffset + index, leaderEpoch, appendTimeUs });
    }
  }
  return found;
}

function appended(
  assembly: Assembly,
  topic: string,
  { partition, offset, leaderEpoch, appendTimeUs }: Append,
): JourneyStep {
  const leader = leaderIn(assembly, { topic, partition }, leaderEpoch);
  const message = `Broker ${leader}, leader of ${topic}-${partition} in epoch ${leaderEpoch}, appended it at offset ${formatCount(offset)}.`;
  return { stage: topic, kind: "appended", atUs: appendTimeUs, message, partition, offset };
}

function leaderIn(
  { cluster, recorder }: Assembly,
  { topic, partition }: { readonly topic: string; readonly partition: number },
  leaderEpoch: number,
): number {
  const label = `${topic}-${partition}`;
  const election = recorder.timeline.find(
    ({ kind, subject, fields }) => kind === "leader-elected" && subject === label && fields["epoch"] === leaderEpoch,
  );
  return election === undefined
    ? (cluster.describeTopic(topic)[partition]?.replicas[0] ?? -1)
    : Number(election.fields["to"]);
}

/** The high watermark is looked at once a virtual second; with acks=all the acknowledgement tells of it too. */
function replicated(
  assembly: Assembly,
  { topic, id }: { readonly topic: string; readonly id: number },
  { partition, offset }: Append,
): readonly JourneyStep[] {
  const watermark = variableName(`${topic}-${partition}`, "high-watermark");
  const { timesUs, values } = assembly.recorder.history.seriesOf(watermark);
  const seen = values.findIndex((value) => value > offset);
  const delivery = ledgerOf(assembly, topic).deliveryOf(id);
  const isWhole = delivery.kind === "acknowledged" && delivery.offset === offset && acksAll(assembly, id);
  const seenUs = seen < 0 ? Number.POSITIVE_INFINITY : (timesUs[seen] as number);
  const atUs = Math.min(seenUs, isWhole ? delivery.atUs : Number.POSITIVE_INFINITY);
  if (!Number.isFinite(atUs)) return [];
  const message = `All in-sync replicas have it: by now the high watermark is past offset ${formatCount(offset)}, and jobs can read it.`;
  return [{ stage: topic, kind: "replicated", atUs, message, partition, offset }];
}

function acksAll({ plan, apps }: Assembly, id: number): boolean {
  return plan.sources.some(({ node }) => node.producer.acks === -1 && apps.get(node.id)?.hasSent(id) === true);
}

/** What the producer was told of the record. */
function told(assembly: Assembly, topic: string, id: number): readonly JourneyStep[] {
  const delivery = ledgerOf(assembly, topic).deliveryOf(id);
  switch (delivery.kind) {
    case "pending":
      return [];
    case "acknowledged": {
      const { partition, offset, atUs } = delivery;
      const took = atUs - assembly.records.createTimeUs(id);
      const promise = acksAll(assembly, id) ? "it is safe" : "the leader has it (acks=1; followers may not)";
      const message = `Its producer was told that ${promise}, ${formatCount(Math.round(took / 1_000))} ms after it was handed over.`;
      const { fault } = logCausesOf(assembly, topic).onTheWay(id, partition);
      return [
        {
          stage: topic,
          kind: "acknowledged",
          atUs,
          message,
          partition,
          offset,
          ...(fault === undefined ? {} : { fault }),
        },
      ];
    }
    case "unconfirmed": {
      const { partition, atUs } = delivery;
      const message = "It was sent with acks=0: nobody tells its producer what became of it.";
      return [{ stage: topic, kind: "unconfirmed", atUs, message, partition }];
    }
    case "failed": {
      const message = "Its producer gave it up: the application got an error.";
      const { fault } = logCausesOf(assembly, topic).onTheWay(id, -1);
      return [
        { stage: topic, kind: "failed", atUs: delivery.atUs, message, ...(fault === undefined ? {} : { fault }) },
      ];
    }
  }
}

/** The election that took a record out of the log, and the append of the copy that is gone. */
function lossOf(
  assembly: Assembly,
  topic: string,
  id: number,
): { readonly step: JourneyStep; readonly append: Append | undefined } | undefined {
  const delivery = ledgerOf(assembly, topic).deliveryOf(id);
  if (delivery.kind !== "acknowledged") return undefined;
  const { partition, offset } = delivery;
  const { losses } = assembly;
  const sentUs = assembly.records.createTimeUs(id);
  const loss = losses.lossesAt(topic, { partition, offset }).find(({ electedUs }) => electedUs >= sentUs);
  if (loss === undefined) return undefined;
  const batch = losses.batchOf(topic, partition, id);
  const { fault } = logCausesOf(assembly, topic).lossOf({ partition, offset }, sentUs);
  const message = `A leader was elected for ${topic}-${partition} that does not have it: it left the log.`;
  const step: JourneyStep = {
    ...{ stage: topic, kind: "lost", atUs: timeUs(loss.electedUs), message, partition, offset },
    ...(fault === undefined ? {} : { fault }),
  };
  const append = batch && { partition, offset, leaderEpoch: batch.leaderEpoch, appendTimeUs: batch.appendTimeUs };
  return { step, append };
}
