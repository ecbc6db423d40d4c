import { formatCount } from "../base/format-number.ts";
import { decodeUtf8 } from "../base/utf8.ts";
import type { FaultLog } from "../chaos/fault-log.ts";
import type { CheckOutcome, EvidenceRow } from "../protocol/report.ts";
import type { RecordStore } from "../source/record-store.ts";
import { type FinalLog, markPresent, unreadablePartition } from "./final-log.ts";
import type { Ledger } from "./ledger.ts";

/** The most examples that a check shows. */
export const MAX_EVIDENCE = 20;

/** What the checks of the log look at. */
export type LogEvidence = {
  readonly log: FinalLog;
  readonly records: RecordStore;
  readonly ledger: Ledger;
  readonly faults: FaultLog;
};

/**
 * Is every record that a producer was told is safe in the leader's log? Records sent with acks=0 were never promised, so
 * they are not counted.
 */
export function checkAcknowledgedKept(evidence: LogEvidence): CheckOutcome {
  const { log, records, ledger, faults } = evidence;
  const check = "acknowledged-records-kept";
  const unreadable = unreadablePartition(log);
  if (unreadable !== undefined) return unknownOutcome(check, log, unreadable);
  const isPresent = markPresent(log, records.count);
  const rows: EvidenceRow[] = [];
  let lost = 0;
  for (let id = 0; id < records.count; id++) {
    if (isPresent[id] === 1 || !ledger.isAcknowledged(id)) continue;
    const delivery = ledger.deliveryOf(id);
    if (delivery.kind !== "acknowledged" || delivery.offset < 0) continue;
    lost += 1;
    if (rows.length >= MAX_EVIDENCE) continue;
    const { partition, offset, atUs } = delivery;
    const note = `record ${id} was acknowledged at ${log.topic}-${partition} offset ${offset} and is in no leader's log`;
    rows.push({ note, ...describeRecord(records, id), partition, offset, atUs, ...faults.describe(atUs) });
  }
  const summary =
    lost === 0
      ? `all ${formatCount(ledger.acknowledgedCount)} acknowledged records are in the log`
      : `${formatCount(lost)} of ${formatCount(ledger.acknowledgedCount)} acknowledged records are lost`;
  const verdict = lost === 0 ? "holds" : "violated";
  return { check, table: log.topic, verdict, summary, violations: lost, evidence: rows };
}

/**
 * Do the records of each key lie in one partition, in the order in which they were sent? A second copy counts as out of order,
 * and so does a key that is spread over partitions: nothing orders those.
 */
export function checkKeyOrder(evidence: LogEvidence): CheckOutcome {
  const { log, records, faults } = evidence;
  const check = "key-order-kept";
  const unreadable = unreadablePartition(log);
  if (unreadable !== undefined) return unknownOutcome(check, log, unreadable);
  const rows: EvidenceRow[] = [];
  let violations = 0;
  const places = new KeyPlaces(records.keys.count);
  log.partitions.forEach((view, partition) => {
    view?.recordIds.forEach((id, offset) => {
      const keyId = records.keyIdOf(id);
      if (keyId < 0) return;
      const before = places.latestIn(partition, keyId);
      const home = places.put(partition, keyId, id);
      if (id > before && home === partition) return;
      violations += 1;
      if (rows.length >= MAX_EVIDENCE) return;
      const atUs = records.createTimeUs(id);
      const note =
        home === partition
          ? `record ${id} lies behind record ${before} of the same key, which was sent ${id === before ? "once" : "after it"}`
          : `record ${id} lies in partition ${partition}, others of its key in partition ${home}`;
      rows.push({ note, ...describeRecord(records, id), partition, offset, atUs, ...faults.describe(atUs) });
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
