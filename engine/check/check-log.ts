import { assert } from "../base/assert.ts";
import { formatCount } from "../base/format-number.ts";
import { durationUs, formatDuration } from "../base/time.ts";
import { decodeUtf8 } from "../base/utf8.ts";
import type { CheckOutcome, EvidenceRow } from "../protocol/report.ts";
import type { RecordStore } from "../source/record-store.ts";
import type { LogCauses } from "./causes.ts";
import { type FinalLog, markPresent, NO_RECORD, unreadablePartition } from "./final-log.ts";
import type { Ledger } from "./ledger.ts";

/** The most examples that a check shows. */
export const MAX_EVIDENCE = 20;

/** What the checks of the log look at. */
export type LogEvidence = {
  readonly log: FinalLog;
  readonly records: RecordStore;
  readonly ledger: Ledger;
  readonly causes: LogCauses;
  /** The sources that write to the topic with acks=0. */
  readonly unconfirmedSources: readonly string[];
};

/**
 * Is every record that a producer was told is safe in the leader's log? Records sent with acks=0 were never promised: they are
 * counted apart, and where nothing else was sent nobody can tell whether a promise is kept.
 */
export function checkAcknowledgedKept(evidence: LogEvidence): CheckOutcome {
  const { log, records, ledger } = evidence;
  const check = "acknowledged-records-kept";
  const table = log.topic;
  const unreadable = unreadablePartition(log);
  if (unreadable !== undefined) return unknownOutcome(check, log, unreadable);
  const isPresent = markPresent(log, records.count);
  const lost = examplesOf(records.count, (id) => isPresent[id] === 0 && ledger.isAcknowledged(id));
  const unseen = examplesOf(records.count, (id) => isPresent[id] === 0 && ledger.isUnconfirmed(id));
  const unpromised = unpromisedSentence(evidence, unseen.count);
  const { acknowledgedCount } = ledger;
  if (acknowledgedCount === 0 && unpromised !== undefined) {
    const summary = `nothing was promised: ${unpromised}`;
    const rows = unseen.ids.map((id) => describeUnseen(evidence, id));
    return { check, table, verdict: "unknown", summary, violations: 0, evidence: rows };
  }
  const promised =
    lost.count === 0
      ? `all ${formatCount(acknowledgedCount)} acknowledged records are in the log`
      : `${formatCount(lost.count)} of ${formatCount(acknowledgedCount)} acknowledged records are lost`;
  const summary = unpromised === undefined ? promised : `${promised}; ${unpromised}`;
  const verdict = lost.count === 0 ? "holds" : "violated";
  const rows = lost.ids.map((id) => describeLost(evidence, id));
  return { check, table, verdict, summary, violations: lost.count, evidence: rows };
}

/** How many records something is true of, and the first of them. */
function examplesOf(recordCount: number, isMeant: (id: number) => boolean): { count: number; ids: readonly number[] } {
  const ids: number[] = [];
  let count = 0;
  for (let id = 0; id < recordCount; id++) {
    if (!isMeant(id)) continue;
    count += 1;
    if (ids.length < MAX_EVIDENCE) ids.push(id);
  }
  return { count, ids };
}

/** Who asked for no acknowledgement, and how many of those records are gone; undefined when everybody asked. */
function unpromisedSentence({ ledger, unconfirmedSources }: LogEvidence, goneCount: number): string | undefined {
  const sent = ledger.unconfirmedCount;
  if (sent === 0) return undefined;
  const who = `${unconfirmedSources.join(" and ")} asked for no acknowledgement (acks: 0)`;
  return goneCount === 0
    ? `${who}, and all ${formatCount(sent)} records sent so are in the log`
    : `${who}, and ${formatCount(goneCount)} of ${formatCount(sent)} records sent so are in no leader's log`;
}

function describeLost({ log, records, ledger, causes }: LogEvidence, id: number): EvidenceRow {
  const delivery = ledger.deliveryOf(id);
  assert(delivery.kind === "acknowledged", "a lost record was acknowledged");
  const { partition, offset, atUs } = delivery;
  const place = `${log.topic}-${partition} offset ${offset}`;
  const note = `record ${id}, acknowledged ${formatDuration(durationUs(atUs))} into the run at ${place}, is in no leader's log`;
  return { note, ...describeRecord(records, id), partition, offset, ...causes.lossOf({ partition, offset }, atUs) };
}

function describeUnseen({ records, ledger, causes }: LogEvidence, id: number): EvidenceRow {
  const delivery = ledger.deliveryOf(id);
  assert(delivery.kind === "unconfirmed", "nobody asked about the record");
  const { partition } = delivery;
  const note = `record ${id} was sent with acks: 0 and is in no leader's log`;
  return { note, ...describeRecord(records, id), partition, ...causes.absenceOf(id, partition) };
}

/**
 * Do the records of each key lie in one partition, in the order in which they were sent? A second copy counts as out of order,
 * and so does a key that is spread over partitions: nothing orders those.
 */
export function checkKeyOrder(evidence: LogEvidence): CheckOutcome {
  const { log, records, causes } = evidence;
  const check = "key-order-kept";
  const unreadable = unreadablePartition(log);
  if (unreadable !== undefined) return unknownOutcome(check, log, unreadable);
  const rows: EvidenceRow[] = [];
  let violations = 0;
  const places = new KeyPlaces(records.keys.count);
  log.partitions.forEach((view, partition) => {
    view?.recordIds.forEach((id, offset) => {
      const keyId = id === NO_RECORD ? -1 : records.keyIdOf(id);
      if (keyId < 0) return;
      const before = places.latestIn(partition, keyId);
      const home = places.put(partition, keyId, id);
      if (id > before && home === partition) return;
      violations += 1;
      if (rows.length >= MAX_EVIDENCE) return;
      const note =
        home === partition
          ? `record ${id} lies behind record ${before} of the same key, which was sent ${id === before ? "once" : "after it"}`
          : `record ${id} lies in partition ${partition}, others of its key in partition ${home}`;
      rows.push({ note, ...describeRecord(records, id), partition, offset, ...causes.onTheWay(id, partition) });
    });
  });
  const summary =
    violations === 0
      ? "every key's records lie in the order of sending"
      : `${formatCount(violations)} records lie out of their key's order`;
  const verdict = violations === 0 ? "holds" : "violated";
  return { check, table: log.topic, verdict, summary, violations, evidence: rows };
}

/** Where the records of each key lie, as partition after partition is read. */
class KeyPlaces {
  readonly #homes: Int32Array;
  readonly #partitions: Int32Array;
  readonly #latest: Int32Array;

  constructor(keyCount: number) {
    this.#homes = new Int32Array(keyCount).fill(-1);
    this.#partitions = new Int32Array(keyCount).fill(-1);
    this.#latest = new Int32Array(keyCount);
  }

  /** The latest record of the key that was read in this partition so far; -1 when there is none. */
  latestIn(partition: number, keyId: number): number {
    return this.#partitions[keyId] === partition ? (this.#latest[keyId] as number) : -1;
  }

  /** Reads a record; returns the partition in which the key's first one was. */
  put(partition: number, keyId: number, id: number): number {
    this.#latest[keyId] = Math.max(id, this.latestIn(partition, keyId));
    this.#partitions[keyId] = partition;
    if (this.#homes[keyId] === -1) this.#homes[keyId] = partition;
    return this.#homes[keyId] as number;
  }
}

/** What names a record in evidence: its correlation id, key and value. */
export function describeRecord(
  records: RecordStore,
  id: number,
): { correlationId: number; key?: string; value: string } {
  const keyId = records.keyIdOf(id);
  const value = decodeUtf8(records.valueOf(id));
  return { correlationId: id, ...(keyId < 0 ? {} : { key: records.keyText(keyId) }), value };
}

function unknownOutcome(check: CheckOutcome["check"], log: FinalLog, partition: number): CheckOutcome {
  const summary = `${log.topic}-${partition} has no leader, so its log cannot be read`;
  return { check, table: log.topic, verdict: "unknown", summary, violations: 0, evidence: [] };
}
