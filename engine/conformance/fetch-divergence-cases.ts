import { validateFetch } from "../log/kafka/fetch-validation.ts";
import { NO_PRODUCER_STAMP, PLAIN_BATCH, type RecordBatch } from "../log/kafka/record-batch.ts";
import { ReplicaLog } from "../log/kafka/storage/replica-log.ts";
import { type CaseRun, observed } from "./case-outcome.ts";
import { countOf, field, integerOf, type Located, malformed, pairsOf } from "./read-case.ts";

/** Cases of kind followerFetchDivergence: a leader's log with its epochs, and one fetch by a follower. */
export function runFetchDivergence(input: Located): CaseRun {
  const log = leaderLogOf(field(input, "leaderLog"));
  const verdict = validateFetch(log, {
    fetchOffset: integerOf(field(input, "fetchOffset")),
    lastFetchedEpoch: integerOf(field(input, "lastFetchedEpoch")),
  });
  if (verdict.kind === "out-of-range") return observed({ error: "OffsetOutOfRangeException" });
  if (verdict.kind === "readable") return observed({ divergingEpoch: null });
  return observed({ divergingEpoch: { epoch: verdict.epoch, endOffset: verdict.endOffset } });
}

/** Writes the log that the case describes: one batch per epoch, then the present leader's epoch, then the start is moved up. */
function leaderLogOf(from: Located): ReplicaLog {
  const log = new ReplicaLog(Number.MAX_SAFE_INTEGER);
  const logEndOffset = countOf(field(from, "logEndOffset"));
  const entries = pairsOf(field(from, "epochEntries"));
  for (const [index, [epoch, startOffset]] of entries.entries()) {
    const end = entries[index + 1]?.[1] ?? logEndOffset;
    if (startOffset !== log.logEndOffset || end <= startOffset || epoch < 0) {
      throw malformed(
        field(from, "epochEntries"),
        `epochs that write offsets 0 to ${logEndOffset} without gap or overlap`,
      );
    }
    log.appendAsFollower(batchOf(epoch, startOffset, end));
  }
  const leaderEpoch = field(from, "leaderEpoch");
  if (integerOf(leaderEpoch) < 0) throw malformed(leaderEpoch, "an epoch that is not negative");
  log.startEpoch(integerOf(leaderEpoch));
  log.maybeIncrementHighWatermark(log.logEndOffset);
  const logStartOffset = countOf(field(from, "logStartOffset"));
  if (logStartOffset > log.logEndOffset) throw malformed(field(from, "logStartOffset"), `at most ${log.logEndOffset}`);
  log.incrementLogStartOffset(logStartOffset);
  return log;
}

function batchOf(leaderEpoch: number, baseOffset: number, end: number): RecordBatch {
  return {
    ...NO_PRODUCER_STAMP,
    ...PLAIN_BATCH,
    recordIds: new Uint32Array(end - baseOffset),
    sizeBytes: 0,
    maxTimestampUs: 0,
    offsetDeltas: undefined,
    baseOffset,
    lastOffset: end - 1,
    leaderEpoch,
    appendTimeUs: 0,
  };
}
