import { befalling, type FaultLog } from "../chaos/fault-log.ts";
import type { Cause, LogCauses, LogPlace, ReadFailure } from "../check/causes.ts";
import type { Ledger } from "../check/ledger.ts";
import type { RecordStore } from "../source/record-store.ts";
import type { Loss, LossWatch } from "./loss-watch.ts";

/** What the causes of one topic are found in. `replicas` are the brokers of each partition. */
export type LogFacts = {
  readonly topic: string;
  readonly replicas: readonly (readonly number[])[];
  readonly losses: LossWatch;
  readonly faultLog: FaultLog;
  readonly records: RecordStore;
  readonly ledger: Ledger;
};

/** Finds the faults behind what is wrong in the log of one topic. */
export class FoundLogCauses implements LogCauses {
  readonly #facts: LogFacts;

  constructor(facts: LogFacts) {
    this.#facts = facts;
  }

  lossOf(place: LogPlace, sinceUs: number): Cause {
    const { losses, topic, faultLog } = this.#facts;
    const loss = losses.lossesAt(topic, place).find(({ electedUs }) => electedUs >= sinceUs);
    if (loss === undefined) return {};
    const atUs = momentOf(loss, place);
    return { atUs, ...faultLog.during(atUs, atUs, this.#befalling(place.partition)) };
  }

  lossBefore(place: LogPlace, atUs?: number): Cause {
    const { losses, topic, faultLog } = this.#facts;
    const untilUs = atUs ?? Number.POSITIVE_INFINITY;
    const loss = losses.lossesAt(topic, place).findLast(({ electedUs }) => electedUs <= untilUs);
    const at = atUs === undefined ? {} : { atUs };
    if (loss === undefined) return at;
    return { ...at, ...faultLog.before(momentOf(loss, place), untilUs, this.#befalling(place.partition)) };
  }

  absenceOf(recordId: number, partition: number): Cause {
    const { losses, topic, records } = this.#facts;
    const place = losses.placeOf(topic, partition, recordId);
    const loss = place === undefined ? {} : this.lossOf(place, records.createTimeUs(recordId));
    return loss.fault === undefined ? this.onTheWay(recordId, partition) : loss;
  }

  ofFailure({ atUs, partition, sinceUs }: ReadFailure): Cause {
    const { losses, topic, faultLog } = this.#facts;
    const causeUs = sinceUs ?? losses.lastLossUs(topic, partition, atUs);
    if (causeUs === undefined) return { atUs };
    return { atUs, ...faultLog.before(causeUs, atUs, this.#befalling(partition)) };
  }

  onTheWay(recordId: number, partition: number): Cause {
    const { records, ledger, faultLog } = this.#facts;
    const sentUs = records.createTimeUs(recordId);
    const delivery = ledger.deliveryOf(recordId);
    const untilUs = delivery.kind === "pending" ? Number.POSITIVE_INFINITY : delivery.atUs;
    return { atUs: sentUs, ...faultLog.during(sentUs, untilUs, this.#befalling(partition)) };
  }

  #befalling(partition: number): ReturnType<typeof befalling> {
    return befalling(this.#facts.replicas[partition] ?? []);
  }
}

/** When the last broker that had the place failed; when the leader was elected that lacks it, if none of them did. */
function momentOf({ failures, electedUs }: Loss, { offset }: LogPlace): number {
  const ofHolders = failures.filter(({ end }) => end > offset).map(({ atUs }) => atUs);
  return ofHolders.length === 0 ? electedUs : Math.max(...ofHolders);
}
