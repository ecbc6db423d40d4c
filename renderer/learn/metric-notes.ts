/** What the catalogue of state variables does not say: how a figure is computed, and why it moves. */
export type MetricNote = {
  readonly formula: string;
  readonly whyItMoves: string;
};

/** By key of a state variable; a test holds it complete. */
export const METRIC_NOTES: Readonly<Record<string, MetricNote>> = {
  "records-sent": {
    formula: "count of send() calls; charts show it per second",
    whyItMoves: "It follows the workload: the arrival times of the data, or the rate of the generator.",
  },
  "records-late": {
    formula: "records sent that happened before they arrived; the others happen as they arrive",
    whyItMoves: "It follows the generator's lateness: a share of its records waits before it is sent.",
  },
  "rows-rejected": {
    formula: "rows of the dead-letter table with this reason",
    whyItMoves: "It grows with each batch that holds rows which break the rule.",
  },
  "records-acknowledged": {
    formula: "records of acknowledged batches",
    whyItMoves:
      "It stands still while a leader is missing, and with acks=all while fewer replicas than min.insync.replicas are in sync.",
  },
  "records-failed": {
    formula: "records of batches whose delivery.timeout.ms ran out, or that were refused for good",
    whyItMoves: "It grows when an outage outlasts the producer's patience.",
  },
  "records-pending": {
    formula: "sent − acknowledged − failed; with acks=0, what has not left the producer yet",
    whyItMoves: "It rises during an outage or an election and falls when the retries get through.",
  },
  retries: {
    formula: "batches sent again",
    whyItMoves: "Lost responses, elections and too few in-sync replicas make the producer try again.",
  },
  "lag-records": {
    formula: "Σ over partitions (high watermark − committed offset)",
    whyItMoves:
      "It rises while records arrive faster than the reader commits, and falls by what each commit covers; a partition that nobody reads only rises.",
  },
  "records-in": {
    formula: "Σ log end offsets; charts show it per second",
    whyItMoves: "It follows what producers get into the log, their duplicates included.",
  },
  "records-out": {
    formula: "Σ committed offsets; charts show it per second",
    whyItMoves: "It jumps when the reading job commits a batch.",
  },
  "under-replicated-partitions": {
    formula: "partitions with |ISR| < replication factor",
    whyItMoves: "A broker that is down or slow leaves the in-sync sets; it comes back when it has caught up.",
  },
  "under-min-isr-partitions": {
    formula: "partitions with |ISR| < min.insync.replicas",
    whyItMoves: "One more replica is missing than the topic can bear: acks=all is refused until one is back.",
  },
  "offline-partitions": {
    formula: "partitions without a leader",
    whyItMoves: "No in-sync replica is alive, and an unclean election is not allowed.",
  },
  "records-lost": {
    formula: "records that were promised and left the log at an election",
    whyItMoves:
      "An acknowledged record had too few copies: acks=1, an unclean election, or a power loss before the flush.",
  },
  duplicates: {
    formula: "times that something was written or processed that had been before",
    whyItMoves:
      "A retry without idempotence, a batch that ran again into a sink that appends blindly, or a member that goes on from the last commit of one that died.",
  },
  batch: {
    formula: "the newest id in the checkpoint's commit log",
    whyItMoves: "It grows by one with every committed batch.",
  },
  "records-read": {
    formula:
      "a job: Σ numInputRows of committed batches; a group: records that its members have processed; charts show it per second",
    whyItMoves:
      "A job's jumps at each commit, and a batch that runs again is not counted twice; a group's grows with each poll that is worked off.",
  },
  "batch-records": {
    formula: "Σ over partitions (end offset − start offset) of the batch",
    whyItMoves: "Large when much waits; maxOffsetsPerTrigger bounds it.",
  },
  "batch-duration-us": {
    formula: "commit − trigger of a batch",
    whyItMoves:
      "More rows, a slow stage or a partition without a leader make it longer; longer than the trigger, and batches fall behind.",
  },
  "is-running-batch": {
    formula: "1 between offset log and commit log",
    whyItMoves: "It alternates with the trigger; always 1 means that the job has no slack.",
  },
  state: {
    formula: "a job's driver and its query, or a group as its coordinator sees it, as one number",
    whyItMoves:
      "A driver crash, its restart, a query that fails or a job that stops; members that come, go or fall silent.",
  },
  "latency-p95-us": {
    formula: "95th percentile of (commit − creation) over all records so far",
    whyItMoves: "An outage lifts it while old records arrive late; it sinks slowly, since it remembers the whole run.",
  },
  version: {
    formula: "commits of the table so far",
    whyItMoves: "It grows by one with each batch that changes the table.",
  },
  rows: {
    formula: "rows of the newest version",
    whyItMoves: "Appends and inserts add, merges replace, deletes take away.",
  },
  "rows-added": {
    formula: "Σ rows written by commits; charts show it per second",
    whyItMoves: "It grows with every commit; a merge counts each row that it rewrites.",
  },
  "rows-removed": {
    formula: "Σ rows that commits took away or replaced",
    whyItMoves: "A merge that updates rows removes their old state.",
  },
  "freshness-us": {
    formula:
      "now − creation of the newest record that a reader sees; it stands still while no record waits in the topic",
    whyItMoves:
      "It climbs while records wait and falls at each commit: a sawtooth is healthy, a ramp means that records wait and nothing is committed.",
  },
  rejected: {
    formula: "rows that broke a quality rule",
    whyItMoves: "Bad records in the data, or a rule that is too strict.",
  },
  leader: {
    formula: "the partition's leader, by broker number",
    whyItMoves:
      "An election after the leader was fenced, and the way back to the preferred leader within leader.imbalance.check.interval.seconds, 300, where auto.leader.rebalance.enable says so.",
  },
  "leader-epoch": {
    formula: "changes of the partition's leader so far",
    whyItMoves: "Every change of the leader raises it, also to none; a change of the ISR alone does not.",
  },
  "in-sync-replicas": {
    formula: "|ISR|",
    whyItMoves: "A follower leaves when its broker is fenced, or when it lags longer than replica.lag.time.max.ms.",
  },
  "isr-mask": {
    formula: "Σ 2^(broker − 1) over the in-sync brokers",
    whyItMoves: "It changes whenever the in-sync set does.",
  },
  "log-end-offset": {
    formula: "offset of the last record + 1, at the leader",
    whyItMoves: "Every append raises it; a new leader with a shorter log lowers it.",
  },
  "high-watermark": {
    formula: "min over the ISR of their log end offsets; it stands still while |ISR| < min.insync.replicas",
    whyItMoves: "It waits for the slowest replica in sync, so it trails the log end offset.",
  },
  "committed-offset": {
    formula: "a job: end offset of the last committed batch; a group: the position that a member committed last",
    whyItMoves: "It jumps when a batch or a member commits; a reset sets it anywhere.",
  },
  "lag-records-max": {
    formula: "max over partitions (high watermark − committed offset)",
    whyItMoves: "A hot key, a slow member or a partition without an owner leaves one partition behind the others.",
  },
  "time-to-clear-us": {
    formula: "max over partitions of lag / (speed of reading − speed of arrival), both of the last 10 s",
    whyItMoves:
      "The slowest partition decides: more members help only until each partition has its own, and skew not at all.",
  },
  "records-skipped": {
    formula: "records before the committed offset that no member processed",
    whyItMoves:
      "Offsets committed before the work, a reset to latest, records that retention took, or a record that is given up.",
  },
  "dead-letters": {
    formula: "records that the group sent to its dead-letter topic",
    whyItMoves: "Records that no member can read, after the last try.",
  },
  members: {
    formula: "members that the coordinator has in the group",
    whyItMoves:
      "A join, a leave, or a session that ran out; one that hangs in its processing leaves after max.poll.interval.ms.",
  },
  generation: {
    formula: "the classic protocol's generation, or the group epoch of KIP-848",
    whyItMoves: "Each rebalance raises it; whoever still has an older one is fenced.",
  },
  rebalances: {
    formula: "rebalances that have been finished",
    whyItMoves: "Members that come, go or fall silent, a topic with more partitions, a coordinator that moves.",
  },
  "bytes-in": {
    formula: "Σ bytes of the records taken, partition keys included; charts show it per second",
    whyItMoves: "It follows what producers get into the shards.",
  },
  "write-throttled": {
    formula: "records refused by a shard; one that is sent again counts again",
    whyItMoves: "A shard is asked for more than 1 MiB or 1,000 records a second, often because of one hot key.",
  },
  "read-throttled": {
    formula: "GetRecords calls refused by a shard",
    whyItMoves: "Too many applications poll the same shard, or one reads a backlog of large records.",
  },
  "iterator-age-us": {
    formula: "now − arrival of the oldest record in question",
    whyItMoves: "It grows with the clock while a reader is slower than the producers, dead or throttled.",
  },
  "open-shards": {
    formula: "shards that are not closed",
    whyItMoves: "It changes at the end of each round of splits and merges.",
  },
  "is-updating": {
    formula: "1 from a change of the shards to its end, else 0",
    whyItMoves: "Somebody reshards the stream, or an on-demand stream grows.",
  },
  leases: {
    formula: "rows of the lease table",
    whyItMoves: "Leases are made at the start and at the ends of shards, and cleaned up five minutes after those.",
  },
  "lost-leases": {
    formula: "times that a renewal or a checkpoint found another owner",
    whyItMoves: "Workers steal leases to share the load, and take those of a worker that is dead or stood still.",
  },
  "current-leases": {
    formula: "leases that the worker has taken and not yet found lost",
    whyItMoves: "It follows the shares of the workers; one that stands still keeps believing in leases that are gone.",
  },
  "workers-up": {
    formula: "workers whose process is there",
    whyItMoves: "A crash takes one away until it is started again.",
  },
  "is-closed": {
    formula: "1 once a shard was split or merged away, else 0",
    whyItMoves: "It changes once, when the children open.",
  },
  "unowned-partitions": {
    formula: "partitions of the group's topics without a member that reads them",
    whyItMoves:
      "A dead member's rest until its session is over; during an eager rebalance it is all of them, during a cooperative one those that move.",
  },
  owner: {
    formula: "the number of the member that reads the partition; 0 for none",
    whyItMoves: "A rebalance moves it; in between nobody reads the partition.",
  },
  "is-up": { formula: "1 while the broker's process runs", whyItMoves: "A crash, a power loss, a restart." },
  "is-fenced": {
    formula: "1 from the end of broker.session.timeout.ms without a heartbeat",
    whyItMoves:
      "The controller fences a broker that it does not hear from, and unfences it when it has caught up with the metadata, before its replicas are back in sync.",
  },
};
