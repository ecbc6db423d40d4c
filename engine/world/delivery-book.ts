import type { LatencyMeter, Probe } from "../base/probe.ts";
import type { TimeUs } from "../base/time.ts";
import type { Ledger } from "../check/ledger.ts";
import type { ProducerConfig } from "../log/kafka/kafka-config.ts";
import type { RecordStore } from "../source/record-store.ts";

/** Where a producer's outcomes go: into the ledger, and as latencies from sending to acknowledgement into the metrics. */
export class DeliveryBook {
  readonly #topic: string;
  readonly #ledger: Ledger;
  readonly #records: RecordStore;
  readonly #probe: Probe;
  readonly #latency: LatencyMeter;
  readonly #asksForAcks: boolean;
  #acknowledgedCount = 0;
  #failedCount = 0;

  /** `acks` is what the producer asks for; with 0 it hears nothing, whatever becomes of its records. */
  constructor(
    { topic, acks }: { readonly topic: string; readonly acks: ProducerConfig["acks"] },
    ledger: Ledger,
    records: RecordStore,
    probe: Probe,
  ) {
    this.#topic = topic;
    this.#asksForAcks = acks !== 0;
    this.#ledger = ledger;
    this.#records = records;
    this.#probe = probe;
    this.#latency = probe.latencyMeter(topic);
  }

  /** How many records this producer was told to be safe. */
  get acknowledgedCount(): number {
    return this.#acknowledgedCount;
  }

  get failedCount(): number {
    return this.#failedCount;
  }

  /** The producer was told that `recordIds` lie at the offsets from `baseOffset` on; with acks=0, it has sent them. */
  acknowledged(
    recordIds: Uint32Array,
    place: { readonly partition: number; readonly baseOffset: number; readonly atUs: TimeUs },
  ): void {
    if (!this.#asksForAcks) {
      this.#ledger.leaveUnconfirmed(recordIds, { from: 0, to: recordIds.length }, place);
      return;
    }
    this.#ledger.acknowledge(recordIds, { from: 0, to: recordIds.length }, place);
    this.#acknowledgedCount += recordIds.length;
    let createTime = -1;
    let weight = 0;
    for (const id of recordIds) {
      const time = this.#records.createTimeUs(id);
      if (time !== createTime && weight > 0) {
        this.#latency.record(place.atUs - createTime, weight);
        weight = 0;
      }
      createTime = time;
      weight += 1;
    }
    if (weight > 0) this.#latency.record(place.atUs - createTime, weight);
  }

  /** The producer gave up on `recordIds`. */
  failed(recordIds: Uint32Array, error: string, atUs: TimeUs): void {
    this.#failedCount += recordIds.length;
    this.#ledger.fail(recordIds, { from: 0, to: recordIds.length }, atUs);
    this.#probe.count(`${this.#topic}/failed/${error}`, recordIds.length);
  }
}
