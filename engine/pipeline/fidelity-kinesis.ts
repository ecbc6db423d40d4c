import type { FidelityStatement } from "./fidelity-statement.ts";

/** Kinesis streams, and the producers that write to them. */
export const STREAM_FIDELITY: readonly FidelityStatement[] = [
  [
    "shards and hash keys",
    "modelled",
    "MD5 of the partition key as an unsigned number of 128 bits; a new stream's ranges are 2^128 / n, rounded down, and the last takes the rest. A record without a key gets its own id as partition key",
  ],
  [
    "limits of a shard",
    "modelled",
    "writes of 1 MiB and 1,000 records a second, reads of 2 MiB and five GetRecords a second for all together, 10,000 records or 10 MiB an answer and five seconds of silence after that much. `ProvisionedThroughputExceededException` for each record by itself. Quotas and limits of the developer guide",
  ],
  [
    "how a second is counted",
    "assumed",
    "an allowance that refills evenly and holds one second's worth; Kinesis does not publish how it counts",
  ],
  [
    "PutRecords, GetRecords, iterators",
    "modelled",
    "500 records and 10 MiB a request (5 MiB until 2025), `MaxRecordSizeInKiB`, partial failure; the five types of iterators, which expire after five minutes",
  ],
  ["sequence numbers", "simplified", "0, 1, 2, ... in each shard; Kinesis's are 128 bits long and leave gaps"],
  [
    "resharding",
    "modelled",
    "SplitShard, MergeShards of neighbours, UpdateShardCount to the double at most and the half at least; parents are closed and stay readable, children are opened at the same instant",
  ],
  [
    "how long resharding takes",
    "assumed",
    "30 s a round of splits or merges. UpdateShardCount first splits at the borders of the goal, then merges what is left over; Kinesis does not publish its order",
  ],
  [
    "on-demand mode",
    "simplified",
    "starts with four shards; a minute that leaves no double room is answered 15 minutes later, the longest that AWS states, by at most the double. The busiest minute is that of the run instead of 30 days; a hot shard is not split by itself, and nothing shrinks",
  ],
  [
    "retention",
    "modelled",
    "24 hours to 365 days; what is older is skipped by readers without a word, to the record instead of to some block",
  ],
  [
    "enhanced fan-out",
    "modelled",
    "at most 20 registered consumers, 2 MiB a second of each shard for each, pushed 70 ms after arrival; a subscription lives five minutes and takes the place of one that is older than five seconds",
  ],
  [
    "Kinesis Producer Library",
    "modelled",
    "`RecordMaxBufferedTime`, `RecordTtl`, `RateLimit`, `CollectionMaxCount`, `CollectionMaxSize`, `MaxConnections`, `FailIfThrottled`. Only the throttled records of a request are sent again, so a throttled stream does not keep the order of a key",
  ],
  ["aggregation", "not modelled", "the library packs several records into one by default; here each is one of its own"],
  [
    "the service's failures",
    "not modelled",
    "no request is lost and no shard is unavailable: Kinesis throttles, that is all",
  ],
  ["time of a request", "assumed", "5 ms there and 5 ms back"],
];

/** Applications of the Kinesis Client Library. */
export const APPLICATION_FIDELITY: readonly FidelityStatement[] = [
  [
    "leases",
    "modelled",
    "`leaseOwner`, `leaseCounter`, `checkpoint`, `ownerSwitchesSinceCheckpoint`; every write is conditional on the counter, so the table never has two owners of a shard. DynamoDBLeaseRefresher",
  ],
  [
    "renewal, failover, stealing",
    "modelled",
    "renewed every third of `failoverTimeMillis` less 25 ms; every double of it a worker takes leases that nobody renews up to its share, those long unrenewed beyond it, or else `maxLeasesToStealAtOneTime` of the busiest worker's. DynamoDBLeaseTaker, DynamoDBLeaseRenewer, DynamoDBLeaseCoordinator",
  ],
  [
    "balancing of KCL 3.x",
    "not modelled",
    "one worker there deals out leases by CPU load and hands them over gracefully; here it is the way of KCL 2.x, which 3.x keeps for compatibility",
  ],
  [
    "a worker that lost its lease",
    "modelled",
    "goes on until its next renewal or checkpoint fails, and ends the batch that it has in hand: records are processed twice. A worker that stood still learns nothing of it before it goes on",
  ],
  [
    "parents before children",
    "modelled",
    "a child's lease is made at its parent's end, and nothing of it is read before SHARD_END is written for all parents. HierarchicalShardSyncer, BlockOnParentShardTask, ShutdownTask",
  ],
  [
    "shard sync",
    "simplified",
    "leases are made when there are none, by the first worker that has waited 1 to 30 s, and at shard ends; the audit every two minutes is left out",
  ],
  [
    "reading",
    "modelled",
    "polling with `idleTimeBetweenReadsInMillis` and `maxRecords`, or fan-out; three batches, 30,000 records or 8 MiB ahead of the record processor. PrefetchRecordsPublisher, FanOutRecordsPublisher",
  ],
  [
    "checkpoints",
    "simplified",
    "the record processor checkpoints by time (`checkpointEvery`) and at the end of a shard; a worker that comes back begins at the last one",
  ],
  ["the lease table", "simplified", "reads and writes of DynamoDB take no time and are never throttled"],
  ["threads", "simplified", "each shard has one of its own: a worker is as fast with many leases as with one"],
];
