import type { FidelityStatement } from "./fidelity-statement.ts";

/** The cluster, its controller and its machines. */
export const CLUSTER_FIDELITY: readonly FidelityStatement[] = [
  [
    "heartbeats, session timeout, fencing",
    "modelled",
    "`broker.heartbeat.interval.ms`, `broker.session.timeout.ms`; the controller looks 8 times in a session, and again 10 ms after it fenced a broker. So a broker is fenced 9 to 10.1 s after its last heartbeat, which is 7 to 10.1 s after its crash, and brokers that die together 10 ms apart, the longest silent first (in Kafka in no order). QuorumController, PeriodicTaskControlManager, BrokerHeartbeatTracker",
  ],
  [
    "what fencing does",
    "modelled",
    "the broker leaves every in-sync set and its partitions elect, in one step. ReplicationControlManager.handleBrokerFenced",
  ],
  [
    "election",
    "modelled",
    "present leader if valid, else the first valid replica in list order; unclean only where it is enabled, on broker events and every `unclean.leader.election.interval.ms`; the last in-sync replica stays in the set. PartitionChangeBuilder",
  ],
  [
    "leader epoch, partition epoch",
    "modelled",
    "a new leader starts an epoch, a shrinking set does not (since 3.6). Stale epochs are refused with Kafka's error names",
  ],
  [
    "registration, broker epoch, unfencing",
    "modelled",
    "a restarted broker registers, catches up with the metadata, and is unfenced by its next heartbeat. A refused registration is tried again after 100 ms, doubling up to the session timeout, without Kafka's 2 % of jitter. BrokerLifecycleManager, ClusterControlManager",
  ],
  [
    "metadata",
    "modelled",
    "decisions travel to the brokers as messages; clients ask brokers, on errors and every `metadata.max.age.ms`",
  ],
  [
    "the quorum",
    "simplified",
    "one controller that never fails; a decision takes one round trip of the network to commit. No controller election",
  ],
  [
    "clients' and brokers' machines",
    "simplified",
    "a message costs latency and transmission; handling it costs no time",
  ],
  [
    "eligible leader replicas (KIP-966)",
    "not modelled",
    "on by default in new clusters since 4.1: such a cluster can elect cleanly where this one waits for the last in-sync replica",
  ],
  [
    "preferred leader election",
    "not modelled",
    "a broker that comes back stays a follower. Kafka would hand leadership back within 300 s",
  ],
  [
    "controlled shutdown, reassignment, racks, adding brokers",
    "not modelled",
    "every stop is a crash; partition p lives on brokers p, p + 1, ...",
  ],
];

/** Replication of a partition. */
export const REPLICATION_FIDELITY: readonly FidelityStatement[] = [
  [
    "followers fetch",
    "modelled",
    "one fetcher for each leader; `replica.fetch.wait.max.ms`, `.min.bytes`, `.max.bytes`, `.response.max.bytes`, `.backoff.ms`; a connection is given up after 30 s, the default of `replica.socket.timeout.ms`. ReplicaFetcherThread, ReplicaManager.readFromLog, DelayedFetch",
  ],
  [
    "order of the partitions in a fetch",
    "simplified",
    "whoever a full response had no room for comes first in the next one; in Kafka whoever got data comes last. Batches are whole; Kafka also sends pieces, which followers drop. FetchSession",
  ],
  [
    "in-sync replicas",
    "modelled",
    "leave by time (`replica.lag.time.max.ms`, looked at every half of it), join when past the high watermark and the start of the leader's epoch; changes are pending until the controller agrees. Partition, AlterPartitionManager",
  ],
  [
    "high watermark",
    "modelled",
    "the least end of the larger of both pending sets; frozen while fewer are in sync than `min.insync.replicas` (since 3.7); followers learn it with the next fetch; checkpointed every 5 s",
  ],
  [
    "acks 0, 1, all",
    "modelled",
    "`NOT_ENOUGH_REPLICAS` before the append, `NOT_ENOUGH_REPLICAS_AFTER_APPEND` after it, as ReplicaManager and DelayedProduce. A `min.insync.replicas` above the replication factor is refused; Kafka takes it and acts as if it were the replication factor (Partition.effectiveMinIsr)",
  ],
  [
    "truncation",
    "modelled",
    "by leader epoch, where the leader says that the logs diverge. LeaderEpochFileCache, AbstractFetcherThread",
  ],
  [
    "reads below the high watermark, KIP-207",
    "modelled",
    "a new leader gives no latest offset before its watermark reaches the start of its epoch",
  ],
  ["several fetchers, throttling, fetch from followers", "not modelled", "`num.replica.fetchers` is 1, its default"],
];

/** Brokers' disks. */
export const STORAGE_FIDELITY: readonly FidelityStatement[] = [
  [
    "process kill against power loss",
    "modelled",
    "a killed process keeps the page cache; a machine without power loses what was not flushed. Peers of a killed process get a reset, those of a dark machine hear nothing",
  ],
  [
    "page cache",
    "simplified",
    "each broker writes everything back every `disk.flushInterval`, at a phase of its own. Linux ages each page by itself (`vm.dirty_expire_centisecs`)",
  ],
  ["recovery of a log", "simplified", "takes `disk.restartDuration` whatever the log's size; cuts whole batches"],
  ["the disk's own speed, a full or failed disk", "not modelled", "an append takes no time"],
  [
    "segments",
    "simplified",
    "roll, and are dropped, as Kafka's do: by size, by the age of the first batch, when an index is full, on appends only. Of the indexes only the number of entries is kept. UnifiedLog, LocalLog, LogSegment",
  ],
  [
    "retention",
    "modelled",
    "by time, size and the start of the log, whole segments, oldest first, below the high watermark, on every replica for itself. Followers learn the leader's start from its answers. The files of a dropped segment take no room any more (`file.delete.delay.ms` is read and not waited for)",
  ],
  [
    "compaction",
    "simplified",
    "which records, tombstones and markers go, and when a log is dirty enough, is as in Cleaner and LogCleanerManager. A round takes as long as 100 MB/s need and shows at its end; a batch shrinks with the number of its records. A record without bytes in its value is a tombstone",
  ],
  [
    "DeleteRecords",
    "simplified",
    "takes no time and does not wait for the followers, which learn of it with their next fetch",
  ],
  [
    "size and time of records",
    "modelled",
    "`max.message.bytes`, `segment.bytes`, `message.timestamp.*`, keys of compacted topics: checked by the leader. LogValidator",
  ],
  [
    "`flush.messages`, `flush.ms`",
    "modelled",
    "`flush.ms` has no effect unless `log.flush.scheduler.interval.ms` is set, as in Kafka. A roll forces the old segment to disk at once",
  ],
  [
    "client quotas",
    "simplified",
    "byte rates of producers and consumers by client id; the channel of a client above its rate is muted. A Java client also knows how long and sends nothing meanwhile; here its requests wait at the broker. No request quotas, no quotas by user. ClientQuotaManager",
  ],
  ["tiered storage", "not modelled", "`remote.storage.enable` and `local.retention.*` are refused"],
];
