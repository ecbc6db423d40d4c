import { type EndMarker, NO_PRODUCER_STAMP, PLAIN_BATCH, type UnplacedBatch } from "../log/kafka/record-batch.ts";
import { NO_PRODUCER_ID } from "../log/kafka/sequence.ts";
import { ReplicaLog } from "../log/kafka/storage/replica-log.ts";
import { type CaseRun, observed } from "./case-outcome.ts";
import { countOf, field, type Located, listOf, malformed, optionalField, positiveOf, textOf } from "./read-case.ts";
import { controlTypeOf } from "./transaction-facts.ts";

const EXPIRATION_US = 86_400_000_000;

/** Cases of transactions-lso.json: one log, steps in order, and what is stable after each. */
export function runTransactionsLsoCase(testCase: Located): CaseRun {
  const log = new ReplicaLog(EXPIRATION_US);
  const steps = listOf(field(field(testCase, "input"), "steps"));
  const stated = optionalField(field(testCase, "expected"), "afterStep")?.value;
  const afterStep = steps.map((step, index) => {
    const facts = factsAfter(log, step);
    // The file has null where it states nothing of a step.
    return Array.isArray(stated) && stated[index] === null ? null : facts;
  });
  return observed({ afterStep });
}

function factsAfter(log: ReplicaLog, step: Located): Readonly<Record<string, unknown>> {
  const isEnd = perform(log, step);
  const { transactions } = log.producers;
  return {
    firstUndecidedOffset: transactions.firstUndecidedOffset ?? null,
    firstUnstableOffset: log.firstUnstableOffset ?? null,
    // After a marker the file means the offset that would be stable if all of the log were replicated.
    lastStableOffset: isEnd ? (transactions.firstUndecidedOffset ?? log.logEndOffset) : log.lastStableOffset,
    logEndOffset: log.logEndOffset,
    logStartOffset: log.logStartOffset,
    highWatermark: log.highWatermark,
  };
}

/** Does one step; true if it ended a transaction. */
function perform(log: ReplicaLog, step: Located): boolean {
  const operation = field(step, "op");
  switch (textOf(operation)) {
    case "append":
      append(log, dataOf(step, positiveOf(field(step, "records"))), log.logEndOffset);
      return false;
    case "appendAt":
      append(log, dataOf(step, 1), countOf(field(step, "offset")));
      return false;
    case "appendRange": {
      const from = countOf(field(step, "from"));
      append(log, dataOf(step, countOf(field(step, "to")) - from + 1), from);
      return false;
    }
    case "marker":
    case "markerAt": {
      const at = optionalField(step, "offset");
      const openBefore = log.producers.transactions.openCount;
      append(log, markerOf(step), at === undefined ? log.logEndOffset : countOf(at));
      return log.producers.transactions.openCount < openBefore;
    }
    case "setHighWatermark":
      log.maybeIncrementHighWatermark(countOf(field(step, "offset")));
      return false;
    case "truncateTo":
      log.truncateTo(countOf(field(step, "offset")));
      return false;
    case "deleteRecordsBefore":
      log.incrementLogStartOffset(countOf(field(step, "offset")));
      return false;
    case "snapshot":
    case "roll":
      // Where the state is read from again, and in which file a batch lies, changes nothing of what is stable.
      return false;
    default:
      throw malformed(
        operation,
        "an append, a marker, setHighWatermark, truncateTo, deleteRecordsBefore, snapshot or roll",
      );
  }
}

/** Appends as a replica does, and leaves a gap below the offset as compaction would. */
function append(log: ReplicaLog, batch: UnplacedBatch, baseOffset: number): void {
  const end = log.logEndOffset;
  if (baseOffset > end)
    place(log, { ...PLAIN, recordIds: new Uint32Array(0) }, { baseOffset: end, lastOffset: baseOffset - 1 });
  const count = batch.control === undefined ? batch.recordIds.length : 1;
  place(log, batch, { baseOffset, lastOffset: baseOffset + count - 1 });
}

function place(log: ReplicaLog, batch: UnplacedBatch, offsets: { baseOffset: number; lastOffset: number }): void {
  log.appendAsFollower({ ...batch, ...offsets, leaderEpoch: 0, appendTimeUs: 0, offsetDeltas: undefined });
}

const PLAIN = { ...NO_PRODUCER_STAMP, ...PLAIN_BATCH, sizeBytes: 0, maxTimestampUs: 0 };

function dataOf(step: Located, records: number): UnplacedBatch {
  const isTransactional = optionalField(step, "transactional")?.value === true;
  return { ...PLAIN, ...producerOf(step), isTransactional, recordIds: new Uint32Array(records) };
}

function markerOf(step: Located): UnplacedBatch {
  const control: EndMarker = { type: controlTypeOf(field(step, "type")), coordinatorEpoch: 0, transactionVersion: 0 };
  return { ...PLAIN, ...producerOf(step), isTransactional: true, control, recordIds: new Uint32Array(0) };
}

function producerOf(step: Located): { readonly producerId: number; readonly producerEpoch: number } {
  const producerId = optionalField(step, "pid")?.value ?? null;
  if (producerId === null) return { producerId: NO_PRODUCER_ID, producerEpoch: -1 };
  return { producerId: countOf({ value: producerId, path: `${step.path}.pid` }), producerEpoch: 0 };
}
