import type { FaultLog } from "../chaos/fault-log.ts";
import type { Cause, LogCauses } from "../check/causes.ts";
import { checkEveryRecordProcessed, checkProcessedOnce } from "../check/check-group.ts";
import { checkAcknowledgedKept, checkKeyOrder } from "../check/check-log.ts";
import type { FinalLog } from "../check/final-log.ts";
import type { Shard } from "../log/kinesis/shard.ts";
import type { CheckOutcome } from "../protocol/report.ts";
import type { RecordStore } from "../source/record-store.ts";
import type { KinesisRooms } from "./kinesis-rooms.ts";

/** What the checks look at beside Kinesis itself. */
export type KinesisEvidence = { readonly records: RecordStore; readonly faultLog: FaultLog };

const NO_CAUSE = (): Cause => ({});
/** Kinesis loses nothing, and what breaks the order of a key is throttling, which is no fault of the recipe. */
const NO_CAUSES: LogCauses = {
  lossOf: NO_CAUSE,
  lossBefore: NO_CAUSE,
  absenceOf: NO_CAUSE,
  ofFailure: NO_CAUSE,
  onTheWay: NO_CAUSE,
};

/**
 * What the streams took, each as one log in the order of arrival, whatever the retention has taken away since. Readers see a key's
 * records in that order: shard by shard, and parents before children.
 */
export function streamLogsOf({ plan, service }: KinesisRooms): readonly FinalLog[] {
  return plan.streams.map(({ id }) => {
    const recordIds = inOrderOfArrival(service.stream(id).shards);
    return { topic: id, partitions: [{ recordIds, highWatermark: recordIds.length, logStartOffset: 0 }] };
  });
}

function inOrderOfArrival(shards: readonly Shard[]): Uint32Array {
  const all = shards.flatMap((shard) => {
    const { recordIds, arrivalsUs } = shard.everything();
    return Array.from(recordIds, (id, index) => ({ id, index, atUs: arrivalsUs[index] ?? 0, shard: shard.number }));
  });
  all.sort((a, b) => a.atUs - b.atUs || a.shard - b.shard || a.index - b.index);
  return Uint32Array.from(all, ({ id }) => id);
}

/** The checks of the streams' logs and of what the applications did with the records. */
export function checkKinesis(rooms: KinesisRooms, { records, faultLog }: KinesisEvidence): readonly CheckOutcome[] {
  const ofStreams = streamLogsOf(rooms).flatMap((log) => {
    const ledger = rooms.ledgers.get(log.topic);
    if (ledger === undefined) return [];
    const evidence = { log, records, ledger, causes: NO_CAUSES, unconfirmedSources: [] };
    return [checkAcknowledgedKept(evidence), checkKeyOrder(evidence)];
  });
  const ofApplications = [...rooms.applications.values()].flatMap(({ node, stream, application, book }) => {
    const ledger = rooms.ledgers.get(stream.id);
    if (ledger === undefined) return [];
    const committedOffsets = rooms.service
      .stream(stream.id)
      .shards.map(({ number }) => application.progress.endOf(number));
    const evidence = {
      group: node.id,
      book,
      records,
      topics: [{ topic: stream.id, ledger, committedOffsets, isHidden: () => false }],
      faultAt: (atUs: number) =>
        // A lease that is lost is noticed later than the fault that lost it.
        faultLog.within(
          0,
          atUs,
          (scope) =>
            (scope.kind === "application" && scope.application === node.id) ||
            (scope.kind === "stream" && scope.stream === stream.id),
        ),
    };
    return [checkEveryRecordProcessed(evidence), checkProcessedOnce(evidence)];
  });
  return [...ofStreams, ...ofApplications];
}
