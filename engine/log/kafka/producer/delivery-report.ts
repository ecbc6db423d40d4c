import { formatCount } from "../../../base/format-number.ts";
import type { Probe } from "../../../base/probe.ts";
import type { Scheduler } from "../../../base/scheduler.ts";
import { formatDuration, SECOND } from "../../../base/time.ts";
import type { DeliveryErrorName, KafkaErrorName } from "../kafka-error.ts";
import type { TopicPartition } from "../topic-partition.ts";

/** From the sending of the first batch of a partition that came back until the next one that got through. */
type RetryEpisode = { sinceUs: number; readonly error: KafkaErrorName; records: number; retries: number };

/** Failures that have not been reported yet. */
type UnreportedFailures = { records: number; error: DeliveryErrorName };

/**
 * Tells the probe of retries and failures: one event per episode of retries, at most one per second and partition of failures,
 * since an outage makes thousands of each.
 */
export class DeliveryReport {
  readonly #clientId: string;
  readonly #probe: Probe;
  readonly #scheduler: Scheduler;
  readonly #episodes = new Map<TopicPartition, RetryEpisode>();
  readonly #failures = new Map<TopicPartition, UnreportedFailures>();

  constructor(clientId: string, probe: Probe, scheduler: Scheduler) {
    this.#clientId = clientId;
    this.#probe = probe;
    this.#scheduler = scheduler;
  }

  /** A batch whose first record was sent at `sentUs` came back and will be sent again. */
  retried(
    partition: TopicPartition,
    { records, sentUs, error }: { readonly records: number; readonly sentUs: number; readonly error: KafkaErrorName },
  ): void {
    this.#probe.count(`${this.#clientId}/record-retry-total`, records);
    this.#probe.count(`${this.#clientId}/retries`, 1);
    const episode = this.#episodes.get(partition);
    if (episode === undefined) {
      this.#episodes.set(partition, { sinceUs: sentUs, error, records, retries: 1 });
    } else {
      episode.sinceUs = Math.min(episode.sinceUs, sentUs);
      episode.records += records;
      episode.retries += 1;
    }
  }

  /** A batch got through; that ends an episode of retries. */
  acknowledged(partition: TopicPartition): void {
    if (this.#episodes.size === 0) return;
    const episode = this.#episodes.get(partition);
    if (episode === undefined) return;
    this.#episodes.delete(partition);
    const atUs = this.#scheduler.now();
    const { retries, records, error } = episode;
    const durationUs = atUs - episode.sinceUs;
    this.#probe.event({
      kind: "producer-retry",
      atUs,
      subject: this.#clientId,
      severity: "info",
      message: `Producer ${this.#clientId} got through to ${partition.label} again after ${formatDuration(durationUs)} and ${retries} ${retries === 1 ? "retry" : "retries"} (${error})`,
      fields: { partition: partition.label, retries, records, durationUs, error },
    });
  }

  /** The producer can send nothing any more: another one has its transactional id, or its coordinator does not know it. */
  fenced(error: DeliveryErrorName): void {
    this.#probe.event({
      kind: "producer-fenced",
      atUs: this.#scheduler.now(),
      subject: this.#clientId,
      severity: "error",
      message: `Producer ${this.#clientId} may not send any more: ${error}`,
      fields: { error },
    });
  }

  /** Records were given up. */
  failed(partition: TopicPartition, records: number, error: DeliveryErrorName): void {
    this.#probe.count(`${this.#clientId}/record-error-total`, records);
    const waiting = this.#failures.get(partition);
    if (waiting !== undefined && waiting.error === error) {
      waiting.records += records;
      return;
    }
    if (waiting !== undefined) this.#reportFailures(partition, waiting);
    const failures = { records: 0, error };
    this.#failures.set(partition, failures);
    this.#reportFailures(partition, { records, error });
    this.#scheduler.after(SECOND, () => {
      if (this.#failures.get(partition) !== failures) return;
      this.#failures.delete(partition);
      this.#reportFailures(partition, failures);
    });
  }

  #reportFailures(partition: TopicPartition, { records, error }: UnreportedFailures): void {
    if (records === 0) return;
    this.#probe.event({
      kind: "delivery-failed",
      atUs: this.#scheduler.now(),
      subject: this.#clientId,
      severity: "error",
      message: `Producer ${this.#clientId} gave up ${formatCount(records)} records for ${partition.label}: ${error}`,
      fields: { partition: partition.label, records, error },
    });
  }
}
