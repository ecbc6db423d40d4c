import type { EventHandle } from "../../../base/event-queue.ts";
import { durationUs } from "../../../base/time.ts";
import type { ApiHandlers, ApiRequest, ApiResponse, Respond } from "../api/kafka-api.ts";
import type { BrokerService, ServiceHost } from "../broker-service.ts";
import type { KafkaErrorName } from "../kafka-error.ts";
import { PARTITION_OVERHEAD_BYTES } from "../messages.ts";
import type { PartitionLeader } from "../partition-leader.ts";
import { consumerThrottle } from "../quota/client-quota-manager.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { FetchedFrom, FetchedPartition } from "./consumer-api.ts";
import { leaderEpochError } from "./leader-epoch-check.ts";
import { readableBytes, readableEnd, readBatches } from "./readable-records.ts";

/** A fetch that waits for fetch.min.bytes. */
type ParkedFetch = {
  readonly request: ApiRequest<"Fetch">;
  readonly respond: Respond<"Fetch">;
  timer: EventHandle | undefined;
};

/** How long a client that reads faster than its quota is to be quiet, in microseconds. As ClientQuotaManager. */
export type FetchThrottle = (clientId: string, bytes: number) => number;

/**
 * Answers consumers' fetches from the partitions that this broker leads: at once when there is fetch.min.bytes or an error, else
 * when data comes or fetch.max.wait.ms is over. As ReplicaManager.fetchMessages with DelayedFetch.
 *
 * Invariant: a fetch is answered once.
 * Not modelled: incremental fetch sessions (every fetch names all its partitions, and so does its answer).
 */
export class ConsumerFetchService implements BrokerService {
  readonly handlers: ApiHandlers;
  readonly #host: ServiceHost;
  readonly #throttle: FetchThrottle;
  /** By partition id: who waits for news of it. */
  readonly #parked = new Map<number, Set<ParkedFetch>>();

  constructor(host: ServiceHost) {
    this.#host = host;
    this.#throttle = consumerThrottle(host.config.quotas, host.scheduler);
    this.handlers = { Fetch: (request, respond) => this.#fetch(request, respond) };
  }

  #fetch(request: ApiRequest<"Fetch">, respond: Respond<"Fetch">): void {
    if (request.maxWaitUs <= 0 || this.#isSatisfied(request)) {
      this.#answer(request, respond);
      return;
    }
    const parked: ParkedFetch = { request, respond, timer: undefined };
    for (const { partition } of request.partitions) {
      const waiting = this.#parked.get(partition.id);
      if (waiting === undefined) this.#parked.set(partition.id, new Set([parked]));
      else waiting.add(parked);
    }
    parked.timer = this.#host.scheduler.after(durationUs(request.maxWaitUs), () => {
      parked.timer = undefined;
      this.#complete(parked);
    });
  }

  /** Is there enough to answer, or something wrong that must be told? */
  #isSatisfied({ partitions, minBytes, isolationLevel }: ApiRequest<"Fetch">): boolean {
    let bytes = 0;
    for (const fetched of partitions) {
      const leader = this.#host.leaderOf(fetched.partition);
      if (leader === undefined || fetchError(leader, fetched) !== undefined) return true;
      const range = { from: fetched.fetchOffset, to: readableEnd(leader.log, isolationLevel) };
      bytes += Math.min(fetched.maxBytes, readableBytes(leader.log, range, minBytes - bytes));
      if (bytes >= minBytes) return true;
    }
    return partitions.length === 0;
  }

  advanced(leader: PartitionLeader): void {
    this.#look(leader.partition);
  }

  leading(leader: PartitionLeader): void {
    this.#look(leader.partition);
  }

  resigned(partition: TopicPartition): void {
    this.#look(partition);
  }

  #look(partition: TopicPartition): void {
    const waiting = this.#parked.get(partition.id);
    if (waiting === undefined) return;
    for (const parked of [...waiting]) if (this.#isSatisfied(parked.request)) this.#complete(parked);
  }

  #complete(parked: ParkedFetch): void {
    for (const { partition } of parked.request.partitions) {
      const waiting = this.#parked.get(partition.id);
      waiting?.delete(parked);
      if (waiting?.size === 0) this.#parked.delete(partition.id);
    }
    if (parked.timer !== undefined) this.#host.scheduler.cancel(parked.timer);
    parked.timer = undefined;
    if (this.#host.isRunning()) this.#answer(parked.request, parked.respond);
  }

  #answer(request: ApiRequest<"Fetch">, respond: Respond<"Fetch">): void {
    let bytes = 0;
    const partitions: FetchedPartition[] = [];
    for (const fetched of request.partitions) {
      const read = this.#read(request, fetched, bytes);
      bytes += read.bytes;
      partitions.push(read.entry);
    }
    const sizeBytes = PARTITION_OVERHEAD_BYTES * partitions.length + bytes;
    const throttleTimeUs = this.#throttle(request.clientId, sizeBytes);
    const response: ApiResponse<"Fetch"> = { throttleTimeUs, partitions };
    const answer = () => respond(response, sizeBytes);
    if (!request.partitions.some((fetched) => this.#isRemote(fetched))) answer();
    else this.#host.scheduler.after(durationUs(this.#host.config.storage.remoteLatencyUs), answer);
  }

  /** Is what is asked for in remote storage only? As DelayedRemoteFetch. */
  #isRemote({ partition, fetchOffset }: FetchedFrom): boolean {
    const log = this.#host.leaderOf(partition)?.log;
    return log !== undefined && fetchOffset < log.localLogStartOffset && fetchOffset >= log.logStartOffset;
  }

  /** The response's first batch comes whatever its size; after that both limits hold. As ReplicaManager.readFromLog. */
  #read(
    request: ApiRequest<"Fetch">,
    fetched: FetchedFrom,
    bytesBefore: number,
  ): { readonly entry: FetchedPartition; readonly bytes: number } {
    const { partition, fetchOffset } = fetched;
    const leader = this.#host.leaderOf(partition);
    const error = leader === undefined ? "NOT_LEADER_OR_FOLLOWER" : fetchError(leader, fetched);
    if (leader === undefined || error !== undefined) {
      return { entry: failedFetch(fetched, error ?? "NOT_LEADER_OR_FOLLOWER", leader), bytes: 0 };
    }
    const { log } = leader;
    const to = readableEnd(log, request.isolationLevel);
    const { batches, bytes } = readBatches(log, {
      from: fetchOffset,
      to,
      maxBytes: Math.min(fetched.maxBytes, request.maxBytes - bytesBefore),
      mustGiveOne: bytesBefore === 0,
    });
    const last = batches.at(-1);
    const isFiltered = request.isolationLevel === "read_committed" && last !== undefined;
    const entry: FetchedPartition = {
      partition,
      fetchOffset,
      error: "NONE",
      batches,
      abortedTransactions: isFiltered ? log.abortedIn(fetchOffset, last.lastOffset + 1) : [],
      highWatermark: log.highWatermark,
      lastStableOffset: log.lastStableOffset,
      logStartOffset: log.logStartOffset,
    };
    return { entry, bytes };
  }
}

/** Offsets from the log's start up to its end may be asked for: what lies above the high watermark is only not there yet. */
function fetchError(leader: PartitionLeader, fetched: FetchedFrom): KafkaErrorName | undefined {
  const error = leaderEpochError(leader, fetched.currentLeaderEpoch);
  if (error !== undefined) return error;
  const { logStartOffset, logEndOffset } = leader.log;
  const isWithinLog = fetched.fetchOffset >= logStartOffset && fetched.fetchOffset <= logEndOffset;
  return isWithinLog ? undefined : "OFFSET_OUT_OF_RANGE";
}

function failedFetch(
  { partition, fetchOffset }: FetchedFrom,
  error: KafkaErrorName,
  leader: PartitionLeader | undefined,
): FetchedPartition {
  return {
    partition,
    fetchOffset,
    error,
    batches: [],
    abortedTransactions: [],
    highWatermark: -1,
    lastStableOffset: -1,
    logStartOffset: leader?.log.logStartOffset ?? -1,
  };
}
