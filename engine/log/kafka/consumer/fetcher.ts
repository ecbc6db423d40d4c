import { NO_LEADER } from "../controller/partition-registration.ts";
import { invalidatesMetadata, type KafkaErrorName } from "../kafka-error.ts";
import { PARTITION_OVERHEAD_BYTES } from "../messages.ts";
import { CompletedFetch, type RecordRun } from "./completed-fetch.ts";
import type { FetchedFrom, FetchedPartition } from "./consumer-api.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import type { ConsumerFailure } from "./consumer-failure.ts";
import type { ConsumerMetadata } from "./consumer-metadata.ts";
import type { FetchMetrics } from "./consumer-metrics.ts";
import type { ConsumerNetwork } from "./consumer-network.ts";
import type { AssignedPartition, SubscriptionState } from "./subscription-state.ts";

/** What a fetcher works with. */
export type FetcherParts = {
  readonly clientId: string;
  readonly config: ConsumerConfig;
  readonly network: ConsumerNetwork;
  readonly metadata: ConsumerMetadata;
  readonly subscription: SubscriptionState;
  readonly metrics: FetchMetrics;
  readonly nowUs: () => number;
};

/** What a poll gives to the application, or the error that it throws. */
export type FetchOutcome =
  | { readonly kind: "records"; readonly runs: readonly RecordRun[]; readonly count: number }
  | ({ readonly kind: "failed" } & ConsumerFailure);

/**
 * Fetches ahead of the application and hands out what has come. As Fetcher with FetchCollector and FetchBuffer.
 *
 * Invariants: (1) at most one fetch is under way to a broker; (2) a broker that leads a partition with records still to be
 * handed out is not asked again; (3) records are handed out in the order of their offsets, none below the position.
 */
export class Fetcher {
  readonly #parts: FetcherParts;
  readonly #buffer: CompletedFetch[] = [];
  readonly #pendingNodes = new Set<number>();
  /** By broker: quiet until then, because the client is over its quota. */
  readonly #mutedUntilUs = new Map<number, number>();

  constructor(parts: FetcherParts) {
    this.#parts = parts;
  }

  /** Is there anything that a poll would return, or throw? */
  get hasBuffered(): boolean {
    return this.#buffer.length > 0;
  }

  /** Asks every leader that may be asked; returns when a partition that is held back may be tried again. */
  send(): number {
    const { network } = this.#parts;
    const { byLeader, retryAtUs } = this.#fetchable();
    let nextUs = retryAtUs;
    for (const [brokerId, partitions] of byLeader) {
      const mutedUntilUs = this.#mutedUntilUs.get(brokerId) ?? 0;
      if (mutedUntilUs > this.#parts.nowUs()) nextUs = Math.min(nextUs, mutedUntilUs);
      else if (network.isReady("brokers", brokerId)) this.#request(brokerId, partitions);
      else nextUs = Math.min(nextUs, network.retryAtUs("brokers", brokerId));
    }
    return nextUs;
  }

  /** By leader, ascending order of neither: as the partitions come. As AbstractFetch.prepareFetchRequests. */
  #fetchable(): { readonly byLeader: Map<number, AssignedPartition[]>; readonly retryAtUs: number } {
    const { metadata, subscription, network } = this.#parts;
    const nowUs = this.#parts.nowUs();
    const buffered = new Set(this.#buffer.map(({ assigned }) => assigned));
    const busy = new Set(this.#pendingNodes);
    for (const assigned of buffered) busy.add(metadata.leaderOf(assigned.partition));
    const byLeader = new Map<number, AssignedPartition[]>();
    let retryAtUs = Number.POSITIVE_INFINITY;
    for (const assigned of subscription.assigned) {
      if (assigned.status !== "fetching" || assigned.isPendingRevocation || buffered.has(assigned)) continue;
      if (assigned.notBeforeUs > nowUs) {
        retryAtUs = Math.min(retryAtUs, assigned.notBeforeUs);
        continue;
      }
      const leader = metadata.leaderOf(assigned.partition);
      if (leader === NO_LEADER) network.requestMetadata();
      if (leader === NO_LEADER || busy.has(leader)) continue;
      const partitions = byLeader.get(leader);
      if (partitions === undefined) byLeader.set(leader, [assigned]);
      else partitions.push(assigned);
    }
    return { byLeader, retryAtUs };
  }

  #request(brokerId: number, partitions: readonly AssignedPartition[]): void {
    const { clientId, config, network, metrics, nowUs } = this.#parts;
    const sentUs = nowUs();
    this.#pendingNodes.add(brokerId);
    const asked = new Map(partitions.map((assigned) => [assigned.partition.id, assigned]));
    const request = {
      clientId,
      isolationLevel: config.isolationLevel,
      minBytes: config.fetchMinBytes,
      maxBytes: config.fetchMaxBytes,
      maxWaitUs: config.fetchMaxWaitUs,
      partitions: partitions.map((assigned) => fetchedFrom(assigned, config)),
    };
    const sizeBytes = PARTITION_OVERHEAD_BYTES * partitions.length;
    network.send(
      "brokers",
      brokerId,
      { api: "Fetch", request, sizeBytes },
      {
        answered: (response) => {
          this.#pendingNodes.delete(brokerId);
          metrics.fetched(nowUs() - sentUs, response.throttleTimeUs);
          if (response.throttleTimeUs > 0) this.#mutedUntilUs.set(brokerId, nowUs() + response.throttleTimeUs);
          for (const data of response.partitions) this.#take(asked.get(data.partition.id), data);
        },
        lost: () => {
          this.#pendingNodes.delete(brokerId);
          network.requestMetadata();
        },
      },
    );
  }

  /** Nothing but news of the log's ends needs no poll. */
  #take(asked: AssignedPartition | undefined, data: FetchedPartition): void {
    const { subscription, config } = this.#parts;
    const assigned = subscription.of(data.partition);
    if (assigned === undefined || assigned !== asked || assigned.position !== data.fetchOffset) return;
    if (data.error === "NONE") {
      assigned.highWatermark = data.highWatermark;
      assigned.lastStableOffset = data.lastStableOffset;
      assigned.logStartOffset = data.logStartOffset;
      if (data.batches.length === 0) return;
    }
    this.#buffer.push(new CompletedFetch(assigned, data, config.isolationLevel));
  }

  /** Takes at most max.poll.records out of what has come, oldest fetch first. As FetchCollector.collectFetch. */
  collect(): FetchOutcome {
    const { maxPollRecords } = this.#parts.config;
    const runs: RecordRun[] = [];
    let count = 0;
    while (count < maxPollRecords) {
      const next = this.#buffer[0];
      if (next === undefined) break;
      if (!this.#isCurrent(next)) {
        this.#buffer.shift();
      } else if (next.data.error === "NONE") {
        count += this.#drain(next, maxPollRecords - count, runs);
      } else {
        const failure = this.#handleError(next.assigned, next.data.error);
        // What was taken before is returned first; the next poll throws.
        if (failure !== undefined && count > 0) break;
        this.#buffer.shift();
        if (failure !== undefined) return failure;
      }
    }
    return { kind: "records", runs, count };
  }

  #isCurrent(fetch: CompletedFetch): boolean {
    const { assigned, nextOffset } = fetch;
    const isAssigned = this.#parts.subscription.of(assigned.partition) === assigned;
    const isFetchable = assigned.status === "fetching" && !assigned.isPendingRevocation;
    return (
      isAssigned && isFetchable && (assigned.position === nextOffset || assigned.position === fetch.data.fetchOffset)
    );
  }

  #drain(fetch: CompletedFetch, limit: number, runs: RecordRun[]): number {
    const { assigned } = fetch;
    const before = runs.length;
    const taken = fetch.take(limit, runs);
    let bytes = 0;
    for (let index = before; index < runs.length; index++) bytes += runs[index]?.sizeBytes ?? 0;
    this.#parts.metrics.consumed(taken, bytes);
    assigned.position = fetch.nextOffset;
    assigned.offsetEpoch = fetch.lastEpoch;
    if (fetch.isDrained) {
      this.#buffer.shift();
      this.#parts.subscription.moveToEnd(assigned);
    }
    return taken;
  }

  /** As FetchCollector.handleInitializeErrors; an error that the application must be told is returned. */
  #handleError(assigned: AssignedPartition, error: KafkaErrorName): FetchOutcome | undefined {
    const { config, network, subscription, nowUs } = this.#parts;
    if (error === "OFFSET_OUT_OF_RANGE") {
      if (config.autoOffsetReset.kind === "none") return { kind: "failed", error, subject: assigned.partition.label };
      subscription.requestReset(assigned, config.autoOffsetReset);
      return undefined;
    }
    assigned.notBeforeUs = nowUs() + config.retryBackoffUs;
    subscription.moveToEnd(assigned);
    if (invalidatesMetadata(error) || error === "OFFSET_NOT_AVAILABLE") network.requestMetadata();
    return undefined;
  }
}

function fetchedFrom(assigned: AssignedPartition, config: ConsumerConfig): FetchedFrom {
  return {
    partition: assigned.partition,
    fetchOffset: assigned.position,
    currentLeaderEpoch: assigned.leaderEpoch,
    maxBytes: config.maxPartitionFetchBytes,
  };
}
