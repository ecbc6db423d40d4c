import { type AppendOrigin, ProducerStateManager } from "../log/kafka/producer-state-manager.ts";
import { PLAIN_BATCH, type UnplacedBatch } from "../log/kafka/record-batch.ts";
import { sequenceCount } from "../log/kafka/sequence.ts";
import { ReplicaLog } from "../log/kafka/storage/replica-log.ts";
import { type CaseRun, notSupported, observed } from "./case-outcome.ts";
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

/** producer.id.expiration.ms as Kafka ships it, and as its tests set it. */
const DEFAULT_EXPIRATION_MS = 86_400_000;
const US_PER_MS = 1_000;
const MAX_SEQUENCE = 2_147_483_647;

type Append = {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly lastSequence: number;
  readonly offset: number | undefined;
  readonly origin: AppendOrigin;
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
  const steps = listOf(field(input, "steps"));
  const missing = missingMechanism(testCase, steps);
  if (missing !== undefined) return notSupported(missing);
  const expiration = optionalField(input, "producerIdExpirationMs");
  const subject = subjectOf(
    field(input, "scope"),
    (expiration === undefined ? DEFAULT_EXPIRATION_MS : positiveOf(expiration)) * US_PER_MS,
  );
  let nowUs = 0;
  let lastProducerId = -1;
  const stepResults = steps.map((step) => {
    const operation = field(step, "op");
    if (textOf(operation) === "advanceClockMs") nowUs += elapsedUs(field(step, "ms"));
    else if (textOf(operation) === "removeExpiredProducers") subject.producers.removeExpiredProducers(nowUs);
    else if (textOf(operation) === "append") {
      const append = appendOf(step);
      lastProducerId = append.producerId;
      return subject.append(append, nowUs);
    } else throw malformed(operation, "append, advanceClockMs or removeExpiredProducers");
    return "ok";
  });
  return observed({ stepResults, final: { ...finalState(subject.producers, lastProducerId), ...subject.facts() } });
}

/** Transactions and the group coordinator come in a later issue. */
function missingMechanism(testCase: Located, steps: readonly Located[]): string | undefined {
  if (steps.some((step) => optionalField(step, "op")?.value === "endTxnMarker")) return "transaction markers";
  if (steps.some((step) => optionalField(step, "origin")?.value === "COORDINATOR")) {
    return "appends by the group coordinator";
  }
  // A case for transactions V2 differs from the same one for V1 only in the name of the test it comes from.
  const origins = [optionalField(testCase, "from")?.value, optionalField(testCase, "note")?.value];
  return origins.some((text) => typeof text === "string" && /transactions\s*v2/i.test(text))
    ? "transactions V2 (KIP-890)"
    : undefined;
}

function elapsedUs(from: Located): number {
  const elapsed = integerOf(from) * US_PER_MS;
  if (elapsed < 0 || !Number.isSafeInteger(elapsed)) throw malformed(from, "a span in milliseconds");
  return elapsed;
}

function appendOf(step: Located): Append {
  const origin = optionalField(step, "origin");
  if (origin !== undefined && origin.value !== "REPLICATION" && origin.value !== "CLIENT") {
    throw malformed(origin, "CLIENT, REPLICATION or COORDINATOR");
  }
  const offset = optionalField(step, "offset");
  return {
    producerId: countOf(field(step, "pid")),
    producerEpoch: countOf(field(step, "epoch")),
    baseSequence: sequenceOf(field(step, "firstSeq")),
    lastSequence: sequenceOf(field(step, "lastSeq")),
    offset: offset === undefined ? undefined : integerOf(offset),
    origin: origin?.value === "REPLICATION" ? "replication" : "client",
  };
}

function sequenceOf(from: Located): number {
  const sequence = integerOf(from);
  if (sequence < 0 || sequence > MAX_SEQUENCE) throw malformed(from, `a sequence number from 0 to ${MAX_SEQUENCE}`);
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
    append(append, nowUs) {
      if (append.offset === undefined) return "an append to the producer state needs an offset";
      const batch = { ...append, lastOffset: append.offset, maxTimestampUs: nowUs };
      const error = producers.validate(batch, append.origin);
      if (error !== undefined) return EXCEPTIONS[error];
      producers.update(batch);
      return "ok";
    },
  };
}

function logSubject(log: ReplicaLog): Subject {
  return {
    producers: log.producers,
    facts: () => ({ logEndOffset: log.logEndOffset, mapEndOffset: log.producers.mapEndOffset }),
    append(append, nowUs) {
      const batch = batchOf(append, nowUs);
      if (append.origin === "replication") return replicate(log, batch, append.offset ?? log.logEndOffset);
      const result = log.appendAsLeader(batch, { leaderEpoch: 0, nowUs });
      if (result.kind === "refused") return EXCEPTIONS[result.error];
      if (result.kind === "duplicate") {
        return { duplicateOf: { firstOffset: result.baseOffset, lastOffset: result.lastOffset } };
      }
      return append.offset === undefined || append.offset === result.baseOffset
        ? "ok"
        : `appended at ${result.baseOffset}`;
    },
  };
}

function replicate(log: ReplicaLog, batch: UnplacedBatch, baseOffset: number): string {
  if (baseOffset !== log.logEndOffset) return `offset ${baseOffset} does not continue the log`;
  const lastOffset = baseOffset + batch.recordIds.length - 1;
  log.appendAsFollower({
    ...batch,
    baseOffset,
    lastOffset,
    leaderEpoch: 0,
    appendTimeUs: batch.maxTimestampUs,
    offsetDeltas: undefined,
  });
  return "ok";
}

function batchOf(append: Append, nowUs: number): UnplacedBatch {
  const records = countOf({
    value: sequenceCount(append.baseSequence, append.lastSequence),
    path: "the number of records from firstSeq to lastSeq",
  });
  return {
    ...PLAIN_BATCH,
    producerId: append.producerId,
    producerEpoch: append.producerEpoch,
    baseSequence: append.baseSequence,
    lastSequence: append.lastSequence,
    recordIds: new Uint32Array(records),
    sizeBytes: 0,
    maxTimestampUs: nowUs,
  };
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
