import { CONTROL_BATCH_BYTES, type EndMarker } from "../log/kafka/record-batch.ts";
import { NO_SEQUENCE } from "../log/kafka/sequence.ts";
import type { LogSegment } from "../log/kafka/storage/log-segment.ts";
import type { AppendResult } from "../log/kafka/storage/replica-log.ts";
import { CASE_NOW_US, type CaseBatch, CaseLog } from "./case-log.ts";
import { countOf, field, integersOf, type Located, listOf, malformed, textOf } from "./read-case.ts";

/** A log that is written as in Kafka's tests of its cleaner, and then cleaned. */
export class CompactionLog {
  readonly scene = new CaseLog({ cleanupPolicy: { delete: false, compact: true } });
  readonly #nextSequences = new Map<number, number>();
  readonly #appended: CaseBatch[] = [];

  /** A producer's next batch of records with these keys. */
  produce(producerId: number | undefined, keys: readonly number[], isTransactional = false): void {
    if (producerId === undefined) {
      this.#append({ keys });
      return;
    }
    const baseSequence = this.#nextSequences.get(producerId) ?? 0;
    const lastSequence = baseSequence + keys.length - 1;
    this.#nextSequences.set(producerId, lastSequence + 1);
    this.#append({ keys, producerId, producerEpoch: 0, baseSequence, lastSequence, isTransactional });
  }

  /** The end of a producer's transaction. */
  end(producerId: number, type: EndMarker["type"]): void {
    this.#append({
      keys: [],
      producerId,
      producerEpoch: 0,
      baseSequence: NO_SEQUENCE,
      lastSequence: NO_SEQUENCE,
      isTransactional: true,
      control: { type, coordinatorEpoch: 0, transactionVersion: 1 },
      sizeBytes: CONTROL_BATCH_BYTES,
    });
  }

  #append(batch: CaseBatch): void {
    this.scene.append(batch);
    this.#appended.push(batch);
  }

  /** The batch that was appended as number `index` comes once more. */
  retry(index: number): AppendResult {
    return this.scene.append(this.#appended[index]);
  }

  /** Everything is replicated, and what there is so far is in closed segments. */
  close(): void {
    const { log } = this.scene;
    log.maybeIncrementHighWatermark(log.logEndOffset);
    log.roll(CASE_NOW_US);
  }

  /** The inactive segments. */
  get closed(): readonly LogSegment[] {
    return this.scene.log.segments.list.slice(0, -1);
  }

  /** What is left: offsets and keys of the records, markers without a key, and where each batch ends. */
  facts(): { readonly offsets: number[]; readonly keys: number[]; readonly batchLastOffsets: number[] } {
    const { scene } = this;
    const batchLastOffsets: number[] = [];
    const keys: number[] = [];
    scene.log.visitFrom(0, ({ lastOffset, recordIds }) => {
      batchLastOffsets.push(lastOffset);
      for (const recordId of recordIds) keys.push(scene.records.keyIdOf(recordId));
      return true;
    });
    return { offsets: scene.offsets(0, Number.POSITIVE_INFINITY), keys, batchLastOffsets };
  }
}

/** The log of a case: batches with producer and keys, or entries such as `p1:3@4`, `0@2`, `abort p1@6`, `commit@5`. */
export function writtenLog(input: Located): CompactionLog {
  const log = new CompactionLog();
  if (typeof input.value === "object" && input.value !== null && "batches" in input.value) {
    for (const batch of listOf(field(input, "batches"))) produceBatch(log, batch);
  } else writeEntries(log, listOf(field(input, "log")));
  return log;
}

/** One batch: `{ pid, keys }`. */
export function produceBatch(log: CompactionLog, batch: Located): void {
  log.produce(countOf(field(batch, "pid")), integersOf(field(batch, "keys")));
}

type Entry =
  | { readonly kind: "record"; readonly producer: number | undefined; readonly key: number; readonly offset: number }
  | { readonly kind: EndMarker["type"]; readonly producer: number | undefined; readonly offset: number };

function entryOf(from: Located): Entry {
  const text = textOf(from);
  const record = /^(?:p(\d+):)?(\d+)@(\d+)$/u.exec(text);
  if (record !== null) {
    const producer = record[1] === undefined ? undefined : Number(record[1]);
    return { kind: "record", producer, key: Number(record[2]), offset: Number(record[3]) };
  }
  const marker = /^(abort|commit)(?: p(\d+))?@(\d+)$/u.exec(text);
  if (marker === null) throw malformed(from, "an entry such as p1:3@4, 0@2, abort p1@6 or commit@5");
  const producer = marker[2] === undefined ? undefined : Number(marker[2]);
  return { kind: marker[1] === "abort" ? "abort" : "commit", producer, offset: Number(marker[3]) };
}

/** Records of one producer that follow each other are one batch; without any marker in the log they are in no transaction. */
function writeEntries(log: CompactionLog, from: readonly Located[]): void {
  const entries = from.map(entryOf);
  const isTransactional = entries.some(({ kind }) => kind !== "record");
  let keys: number[] = [];
  entries.forEach((entry, index) => {
    const written = log.scene.log.logEndOffset + keys.length;
    if (entry.offset !== written) throw malformed(from[index] as Located, `at offset ${written}`);
    // A log that names no producer but has markers is one producer's.
    const producer = entry.producer ?? (isTransactional ? 1 : undefined);
    if (entry.kind !== "record") {
      log.end(producer ?? 1, entry.kind);
      return;
    }
    keys.push(entry.key);
    const next = entries[index + 1];
    if (producer !== undefined && next?.kind === "record" && next.producer === entry.producer) return;
    log.produce(producer, keys, isTransactional);
    keys = [];
  });
}
