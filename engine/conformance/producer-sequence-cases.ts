import { type AppendOrigin, ProducerStateManager } from "../log/kafka/producer-state-manager.ts";
import {
  CONTROL_BATCH_BYTES,
  NO_PRODUCER_STAMP,
  offsetCountOf,
  PLAIN_BATCH,
  type TransactionVersion,
  type UnplacedBatch,
} from "../log/kafka/record-batch.ts";
import { NO_SEQUENCE, sequenceCount } from "../log/kafka/sequence.ts";
import { ReplicaLog } from "../log/kafka/storage/replica-log.ts";
import { type CaseRun, observed } from "./case-outcome.ts";
import { EXCEPTIONS } from "./exception-names.ts";
import {
  countOf,
  field,
  integerOf,
  type Located,
  listOf,
  malformed,
  optionalField,
  positiveOf,
  textOf,
} from "./read-case.ts";

import { controlTypeOf } from "./transaction-facts.ts";

/** producer.id.expiration.ms as Kafka ships it, and as its tests set it. */
const DEFAULT_EXPIRATION_MS = 86_400_000;
const US_PER_MS = 1_000;
const MAX_SEQUENCE = 2_147_483_647;

const ORIGINS: ReadonlyMap<string, AppendOrigin> = new Map([
  ["CLIENT", "client"],
  ["COORDINATOR", "coordinator"],
  ["REPLICATION", "replication"],
]);

/** One step that appends: a batch of data, or a marker. */
type Append = {
  readonly batch: UnplacedBatch;
  readonly offset: number | undefined;
  readonly origin: AppendOrigin;
  /** The partition has asked the coordinator, as with transactions V2. */
  readonly isVerified: boolean;
};

/** What a case drives: the producer state alone, or a whole log. */
type Subject = {
  append(append: Append, nowUs: number): unknown;
  readonly producers: ProducerStateManager;
  facts(): Readonly<Record<string, unknown>>;
};

/** Cases of producer-sequence.json: steps in order, the result of each, and the state at the end. */
export function runProducerSequenceCase(testCase: Located): CaseRun {
  const input = field(testCase, "input");
  const expiration = optionalField(input, "producerIdExpirationMs");
  const subject = subjectOf(
    field(input, "scope"),
    (expiration === undefined ? DEFAULT_EXPIRATION_MS : positiveOf(expiration)) * US_PER_MS,
  );
  const isVerified = hasTransactionsV2(testCase);
  let nowUs = 0;
  let lastProducerId = -1;
  const append = (read: Append) => {
    lastProducerId = read.batch.producerId;
    return subject.append(read, nowUs);
  };
  const stepResults = listOf(field(input, "steps")).map((step) => {
    const operation = field(step, "op");
    switch (textOf(operation)) {
      case "advanceClockMs":
        nowUs += elapsedUs(field(step, "ms"));
        return "ok";
      case "removeExpiredProducers":
        subject.producers.removeExpiredProducers(nowUs);
        return "ok";
      case "append":
        return append(dataOf(step, nowUs, isVerified));
      case "endTxnMarker":
        return append(markerOf(step, nowUs));
      default:
        throw malformed(operation, "append, endTxnMarker, advanceClockMs or removeExpiredProducers");
    }
  });
  return observed({ stepResults, final: { ...finalState(subject.producers, lastProducerId), ...subject.facts() } });
}

/** A case for transactions V2 differs from the same one for V1 only in the name of the test it comes from. */
function hasTransactionsV2(testCase: Located): boolean {
  const origins = [optionalField(testCase, "from")?.value, optionalField(testCase, "note")?.value];
  return origins.some((text) => typeof text === "string" && /transactions\s*v2/i.test(text));
}

function elapsedUs(from: Located): number {
  const elapsed = integerOf(from) * US_PER_MS;
  if (elapsed < 0 || !Number.isSafeInteger(elapsed)) throw malformed(from, "a span in milliseconds");
  return elapsed;
}

function dataOf(step: Located, nowUs: number, isVerified: boolean): Append {
  const origin = originOf(step, "client");
  const baseSequence = sequenceOf(field(step, "firstSeq"), origin);
  const lastSequence = sequenceOf(field(step, "lastSeq"), origin);
  const isSequenced = baseSequence !== NO_SEQUENCE && lastSequence !== NO_SEQUENCE;
  const records = countOf({
    value: isSequenced ? sequenceCount(baseSequence, lastSequence) : 1,
    path: "the number of records from firstSeq to lastSeq",
  });
  const isTransactional = optionalField(step, "transactional")?.value === true;
  const stamp = { ...producerOf(step), baseSequence, lastSequence, isTransactional };
  const batch = { ...PLAIN_BATCH, ...stamp, recordIds: new Uint32Array(records), sizeBytes: 0, maxTimestampUs: nowUs };
  return { batch, offset: offsetOf(step), origin, isVerified };
}

function markerOf(step: Located, nowUs: number): Append {
  const batch = {
    ...NO_PRODUCER_STAMP,
    ...PLAIN_BATCH,
    ...producerOf(step),
    isTransactional: true,
    control: {
      type: controlTypeOf(field(step, "type")),
      coordinatorEpoch: countOrNone(optionalField(step, "coordinatorEpoch")),
      transactionVersion: versionOf(optionalField(step, "transactionVersion")),
    },
    recordIds: new Uint32Array(0),
    sizeBytes: CONTROL_BATCH_BYTES,
    maxTimestampUs: nowUs,
  };
  return { batch, offset: offsetOf(step), origin: originOf(step, "coordinator"), isVerified: false };
}

function originOf(step: Located, usual: AppendOrigin): AppendOrigin {
  const stated = optionalField(step, "origin");
  if (stated === undefined) return usual;
  const origin = ORIGINS.get(textOf(stated));
  if (origin === undefined) throw malformed(stated, "CLIENT, REPLICATION or COORDINATOR");
  return origin;
}

function producerOf(step: Located): { readonly producerId: number; readonly producerEpoch: number } {
  return { producerId: countOf(field(step, "pid")), producerEpoch: countOf(field(step, "epoch")) };
}

function offsetOf(step: Located): number | undefined {
  const offset = optionalField(step, "offset");
  return offset === undefined ? undefined : integerOf(offset);
}

function countOrNone(from: Located | undefined): number {
  return from === undefined ? 0 : countOf(from);
}

function versionOf(from: Located | undefined): TransactionVersion {
  if (from === undefined) return 0;
  const { value } = from;
  if (value === 0 || value === 1 || value === 2) return value;
  throw malformed(from, "0, 1 or 2");
}

/** Only a coordinator writes without sequences. */
function sequenceOf(from: Located, origin: AppendOrigin): number {
  const sequence = integerOf(from);
  const least = origin === "coordinator" ? NO_SEQUENCE : 0;
  if (sequence < least || sequence > MAX_SEQUENCE) {
    throw malformed(from, `a sequence number from ${least} to ${MAX_SEQUENCE}`);
  }
  return sequence;
}

function subjectOf(scope: Located, expirationUs: number): Subject {
  const name = textOf(scope);
  if (name === "producerState") return producerStateSubject(new ProducerStateManager(expirationUs));
  if (name === "log") return logSubject(new ReplicaLog(expirationUs));
  throw malformed(scope, "producerState or log");
}

/** Below the log nobody looks for duplicates: a repeated sequence is simply out of order. */
function producerStateSubject(producers: ProducerStateManager): Subject {
  return {
    producers,
    facts: () => ({ mapEndOffset: producers.mapEndOffset }),
    append({ batch, offset, origin, isVerified }) {
      if (offset === undefined) return "an append to the producer state needs an offset";
      const error = producers.validate(batch, origin, isVerified);
      if (error !== undefined) return EXCEPTIONS[error];
      producers.update({ ...batch, baseOffset: offset, lastOffset: offset });
      return "ok";
    },
  };
}

function logSubject(log: ReplicaLog): Subject {
  return {
    producers: log.producers,
    facts: () => ({ logEndOffset: log.logEndOffset, mapEndOffset: log.producers.mapEndOffset }),
    append({ batch, offset, origin, isVerified }, nowUs) {
      if (origin === "replication") return replicate(log, batch, offset ?? log.logEndOffset);
      const result = log.appendAsLeader(batch, { leaderEpoch: 0, nowUs, isVerified });
      if (result.kind === "refused") return EXCEPTIONS[result.error];
      if (result.kind === "duplicate") {
        return { duplicateOf: { firstOffset: result.baseOffset, lastOffset: result.lastOffset } };
      }
      return offset === undefined || offset === result.baseOffset ? "ok" : `appended at ${result.baseOffset}`;
    },
  };
}

function replicate(log: ReplicaLog, batch: UnplacedBatch, baseOffset: number): string {
  if (baseOffset !== log.logEndOffset) return `offset ${baseOffset} does not continue the log`;
  const lastOffset = baseOffset + offsetCountOf(batch) - 1;
  const appendTimeUs = batch.maxTimestampUs;
  log.appendAsFollower({ ...batch, baseOffset, lastOffset, leaderEpoch: 0, appendTimeUs, offsetDeltas: undefined });
  return "ok";
}

/** What the state says of the producer that appended last. */
function finalState(producers: ProducerStateManager, producerId: number): Readonly<Record<string, unknown>> {
  const entry = producers.entryOf(producerId);
  const last = entry?.batches.at(-1);
  return {
    activeProducers: producers.activeProducers,
    epoch: entry?.producerEpoch ?? null,
    firstSeq: entry?.batches[0]?.baseSequence ?? null,
    lastSeq: last?.lastSequence ?? null,
    lastDataOffset: last?.lastOffset ?? null,
  };
}
