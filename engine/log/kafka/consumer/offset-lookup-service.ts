import type { ApiHandlers, ApiRequest, ApiResponse } from "../api/kafka-api.ts";
import type { BrokerService, ServiceHost } from "../broker-service.ts";
import type { KafkaErrorName } from "../kafka-error.ts";
import { UNDEFINED_EPOCH, UNDEFINED_OFFSET } from "../leader-epoch-cache.ts";
import { PARTITION_OVERHEAD_BYTES } from "../messages.ts";
import type { PartitionLeader } from "../partition-leader.ts";
import type { ReplicaLog } from "../storage/replica-log.ts";
import type { ListedOffset, OffsetQuery } from "./consumer-api.ts";
import type { IsolationLevel } from "./consumer-config.ts";
import { leaderEpochError } from "./leader-epoch-check.ts";
import { readableEnd } from "./readable-records.ts";

type Asked = ApiRequest<"ListOffsets">["partitions"][number];
type AskedEpoch = ApiRequest<"OffsetForLeaderEpoch">["partitions"][number];

/** Answers where a partition's log begins and ends, where an instant lies in it, and where a leader epoch ended. As KafkaApis. */
export class OffsetLookupService implements BrokerService {
  readonly handlers: ApiHandlers;
  readonly #host: ServiceHost;

  constructor(host: ServiceHost) {
    this.#host = host;
    this.handlers = {
      ListOffsets: ({ partitions, isolationLevel }, respond) => {
        const listed = partitions.map((asked) => this.#list(asked, isolationLevel));
        respond({ partitions: listed }, PARTITION_OVERHEAD_BYTES * listed.length);
      },
      OffsetForLeaderEpoch: ({ partitions }, respond) => {
        const ends = partitions.map((asked) => this.#endOf(asked));
        respond({ partitions: ends }, PARTITION_OVERHEAD_BYTES * ends.length);
      },
    };
  }

  #list({ partition, currentLeaderEpoch, query }: Asked, isolationLevel: IsolationLevel): ListedOffset {
    const leader = this.#host.leaderOf(partition);
    const error = leaderEpochError(leader, currentLeaderEpoch) ?? endError(leader, query);
    if (leader === undefined || error !== undefined) {
      const offset = UNDEFINED_OFFSET;
      return { partition, error: error ?? "NOT_LEADER_OR_FOLLOWER", offset, leaderEpoch: UNDEFINED_EPOCH };
    }
    const offset = offsetOf(leader.log, query, isolationLevel);
    return { partition, error: "NONE", offset, leaderEpoch: leader.leaderEpoch };
  }

  #endOf({
    partition,
    currentLeaderEpoch,
    leaderEpoch,
  }: AskedEpoch): ApiResponse<"OffsetForLeaderEpoch">["partitions"][number] {
    const leader = this.#host.leaderOf(partition);
    const error = leaderEpochError(leader, currentLeaderEpoch);
    if (leader === undefined || error !== undefined) {
      const unknown = { leaderEpoch: UNDEFINED_EPOCH, endOffset: UNDEFINED_OFFSET };
      return { partition, error: error ?? "NOT_LEADER_OR_FOLLOWER", ...unknown };
    }
    const end = leader.log.endOffsetForEpoch(leaderEpoch);
    return { partition, error: "NONE", leaderEpoch: end.epoch, endOffset: end.endOffset };
  }
}

/** A new leader whose high watermark has not reached its epoch's start would make offsets seem to go back (KIP-207). */
function endError(leader: PartitionLeader | undefined, query: OffsetQuery): KafkaErrorName | undefined {
  const asksForEnd = query.kind !== "earliest";
  return asksForEnd && leader?.hasReachedEpochStart === false ? "OFFSET_NOT_AVAILABLE" : undefined;
}

/** A timestamp is found to the batch: the offset of the first one with a record as new as that. */
function offsetOf(log: ReplicaLog, query: OffsetQuery, isolationLevel: IsolationLevel): number {
  if (query.kind === "earliest") return log.logStartOffset;
  const end = readableEnd(log, isolationLevel);
  if (query.kind === "latest") return end;
  let found = UNDEFINED_OFFSET;
  log.visitFrom(log.logStartOffset, (batch) => {
    if (batch.lastOffset >= end) return false;
    if (batch.maxTimestampUs < query.atUs) return true;
    found = Math.max(batch.baseOffset, log.logStartOffset);
    return false;
  });
  return found;
}
