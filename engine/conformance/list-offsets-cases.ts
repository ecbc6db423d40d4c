import { NO_PRODUCER_STAMP, PLAIN_BATCH } from "../log/kafka/record-batch.ts";
import { ReplicaLog } from "../log/kafka/storage/replica-log.ts";
import { type CaseRun, observed } from "./case-outcome.ts";
import { field, integersOf, type Located, positiveOf } from "./read-case.ts";

const EXPIRATION_US = 86_400_000_000;

/** What replicas and both kinds of readers are told to be the end of a log with an open transaction, at several high watermarks. */
export function runListOffsetsIsolation(input: Located): CaseRun {
  const log = new ReplicaLog(EXPIRATION_US);
  const records = positiveOf(field(input, "openTransactionRecords"));
  log.appendAsLeader(
    {
      ...NO_PRODUCER_STAMP,
      ...PLAIN_BATCH,
      producerId: 1,
      producerEpoch: 0,
      baseSequence: 0,
      lastSequence: records - 1,
      isTransactional: true,
      recordIds: new Uint32Array(records),
      sizeBytes: records,
      maxTimestampUs: 0,
    },
    { leaderEpoch: 0, nowUs: 0 },
  );
  const latest = integersOf(field(input, "highWatermarks")).map((highWatermark) => {
    log.maybeIncrementHighWatermark(highWatermark);
    return {
      "none(replica)": log.logEndOffset,
      read_uncommitted: log.highWatermark,
      read_committed: log.lastStableOffset,
    };
  });
  return observed({ latest, earliest: log.logStartOffset });
}
