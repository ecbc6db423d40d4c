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
    "present leader if valid, else the first valid replica in list order, then the last known leader; unclean only where it is enabled, on broker events and every `unclean.leader.election.interval.ms`. PartitionChangeBuilder",
  ],
  [
    "eligible leader replicas (KIP-966)",
    "modelled",
    "on, as in new clusters since 4.1: whoever leaves an in-sync set below `min.insync.replicas` stays eligible and is elected cleanly when the set is empty; above the minimum the list is cleared. A broker that comes back without the mark of a clean shutdown, after a kill as after a power loss, is not eligible; when nobody is, the last known leader leads, uncleanly. PartitionChangeBuilder, ClusterControlManager.registerBroker",
  ],
  [
    "preferred leader election",
    "modelled",
    "`auto.leader.rebalance.enable`, every `leader.imbalance.check.interval.seconds`, at most 1,000 partitions a run; or when asked for. ReplicationControlManager.maybeBalancePartitionLeaders",
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
    "several controllers elect the active one: `controller.quorum.fetch.timeout.ms`, `.election.timeout.ms`, `.election.backoff.max.ms`, pre-vote, resignation without a majority; without one nothing is decided, and the new one gives every broker a fresh session. Fetches and votes are not messages: they look at who can talk to whom and take the network's latency. A decision takes one round trip to commit, also with one controller; what was not committed is void. Controllers share no machine with a broker. KafkaRaftClient, QuorumController",
  ],
  [
    "a broker's way to the controller",
    "simplified",
    "one connection for heartbeats and in-sync sets, where Kafka has two; a heartbeat is given up after half a session, another controller is looked for every 100 ms. Records are sent to the brokers; in Kafka brokers fetch them. NodeToControllerChannelManager",
  ],
  [
    "clients' and brokers' machines",
    "simplified",
    "a message costs latency and transmission; handling it costs no time, but 8 request handlers (`num.io.threads`) wait for a slow disk",
  ],
  [
    "network partition",
    "modelled",
    "messages into a cut wait, as TCP sends them again after 200 ms, doubling, until somebody gives the connection up: a client's request timeout, a follower's socket timeout, half a session to the controller. An attempt to connect is made again after 1, 3 and 7 s and fails after 10 s",
  ],
  [
    "controlled shutdown",
    "modelled",
    "`controlled.shutdown.enable`: leaderships move first, then the broker writes everything down and leaves the mark of a clean shutdown; it waits 5 minutes at most. BrokerLifecycleManager, BrokerHeartbeatManager.calculateNextBrokerState",
  ],
  [
    "reassignment",
    "modelled",
    "new replicas are added, and when all are in sync the old ones go; with a throttle the copies of a broker take at most so many bytes a second, over 11 windows of 1 s, as kafka-reassign-partitions sets it for moving replicas. PartitionReassignmentReplicas, ReplicationQuotaManager",
  ],
  [
    "adding and removing brokers",
    "modelled",
    "a new broker registers with an empty disk and gets replicas by reassignment; one that goes is drained, stopped in order and unregistered. Whom its replicas go to is this engine's choice: another rack first, then the broker with the fewest",
  ],
  [
    "racks and placement",
    "modelled",
    "with racks, replicas are striped over them from random starts; so are partitions that are added later. StripedReplicaPlacer",
  ],
  [
    "placement without racks",
    "simplified",
    "partition p of a new topic lives on brokers p, p + 1, ...; Kafka starts at a random one. Reads do not prefer the replica in their own rack",
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
  ["several fetchers, fetch from followers", "not modelled", "`num.replica.fetchers` is 1, its default"],
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
  [
    "the disk's own speed",
    "simplified",
    "an append takes no time, unless the disk is slow: then each write takes its time in turn and holds a request handler, and a follower's appends wait as well. Reading and flushing cost nothing",
  ],
  [
    "a full disk",
    "modelled",
    "the next write, the checkpoint of the high watermarks included, takes the log directory offline, and a broker whose only one it was exits; it does not start while the disk is full. One log directory a broker. LogDirFailureHandler",
  ],
  [
    "a replaced disk",
    "modelled",
    "the broker comes back without any log and copies everything from the leaders; what was on no other replica is gone, and its partition is led by an empty log",
  ],
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
  [
    "tiered storage",
    "simplified",
    "the leader copies closed, stable segments every `remote.log.manager.task.interval.ms`, at 100 MB/s after 50 ms; brokers drop by `local.retention.*` only what is copied; the total retention holds in remote storage. A consumer's read from there takes 50 ms, a Spark job's nothing; a follower behind the leader's disk goes on from there with epochs and producers of remote storage. The store never fails. RemoteLogManager",
  ],
];
