import { SampledStat } from "../client/sampled-stat.ts";

/** The unit in which a metric is read, as Kafka's own documentation gives it. */
export type MetricUnit = "ms" | "records" | "bytes" | "per second" | "ratio" | "count" | "seconds";

/** One metric of the Java client: its group and name in JMX, its unit and what it says. */
export type ConsumerMetricSpec = {
  readonly group: "consumer-fetch-manager-metrics" | "consumer-coordinator-metrics" | "consumer-metrics";
  readonly unit: MetricUnit;
  readonly description: string;
};

const FETCH = "consumer-fetch-manager-metrics";
const COORDINATOR = "consumer-coordinator-metrics";
const POLL = "consumer-metrics";

/** The consumer's metrics by their names in JMX. As FetchMetricsRegistry, ConsumerCoordinatorMetrics and KafkaConsumerMetrics. */
export const CONSUMER_METRICS = {
  "records-lag-max": { group: FETCH, unit: "records", description: "the largest lag of any partition now assigned" },
  "records-consumed-rate": { group: FETCH, unit: "per second", description: "records returned by poll" },
  "records-consumed-total": { group: FETCH, unit: "records", description: "records returned by poll, ever" },
  "bytes-consumed-rate": { group: FETCH, unit: "per second", description: "bytes returned by poll" },
  "bytes-consumed-total": { group: FETCH, unit: "bytes", description: "bytes returned by poll, ever" },
  "fetch-latency-avg": { group: FETCH, unit: "ms", description: "mean time of a fetch, the broker's wait included" },
  "fetch-latency-max": { group: FETCH, unit: "ms", description: "longest time of a fetch" },
  "fetch-rate": { group: FETCH, unit: "per second", description: "fetches answered" },
  "fetch-total": { group: FETCH, unit: "count", description: "fetches answered, ever" },
  "fetch-throttle-time-avg": { group: FETCH, unit: "ms", description: "mean pause that a quota imposed" },
  "fetch-throttle-time-max": { group: FETCH, unit: "ms", description: "longest pause that a quota imposed" },
  "records-per-request-avg": {
    group: FETCH,
    unit: "records",
    description: "mean number of records of one poll's share of a fetch",
  },
  "commit-latency-avg": { group: COORDINATOR, unit: "ms", description: "mean time of a commit" },
  "commit-latency-max": { group: COORDINATOR, unit: "ms", description: "longest time of a commit" },
  "commit-rate": { group: COORDINATOR, unit: "per second", description: "commits answered" },
  "commit-total": { group: COORDINATOR, unit: "count", description: "commits answered, ever" },
  "assigned-partitions": { group: COORDINATOR, unit: "count", description: "partitions now assigned" },
  "heartbeat-rate": { group: COORDINATOR, unit: "per second", description: "heartbeats answered" },
  "heartbeat-total": { group: COORDINATOR, unit: "count", description: "heartbeats answered, ever" },
  "heartbeat-response-time-max": { group: COORDINATOR, unit: "ms", description: "longest time of a heartbeat" },
  "last-heartbeat-seconds-ago": {
    group: COORDINATOR,
    unit: "seconds",
    description: "since the last heartbeat was sent; -1 for never",
  },
  "join-rate": { group: COORDINATOR, unit: "per second", description: "times it joined a generation" },
  "join-total": { group: COORDINATOR, unit: "count", description: "times it joined a generation, ever" },
  "join-time-avg": { group: COORDINATOR, unit: "ms", description: "mean time of joining a generation" },
  "join-time-max": { group: COORDINATOR, unit: "ms", description: "longest time of joining a generation" },
  "sync-rate": { group: COORDINATOR, unit: "per second", description: "times it got its assignment" },
  "sync-total": { group: COORDINATOR, unit: "count", description: "times it got its assignment, ever" },
  "sync-time-avg": { group: COORDINATOR, unit: "ms", description: "mean time of getting the assignment" },
  "sync-time-max": { group: COORDINATOR, unit: "ms", description: "longest time of getting the assignment" },
  "rebalance-latency-avg": { group: COORDINATOR, unit: "ms", description: "mean time from joining to the assignment" },
  "rebalance-latency-max": {
    group: COORDINATOR,
    unit: "ms",
    description: "longest time from joining to the assignment",
  },
  "rebalance-latency-total": { group: COORDINATOR, unit: "ms", description: "time in successful rebalances, ever" },
  "rebalance-total": { group: COORDINATOR, unit: "count", description: "successful rebalances, ever" },
  "failed-rebalance-total": { group: COORDINATOR, unit: "count", description: "failed rebalances, ever" },
  "last-rebalance-seconds-ago": {
    group: COORDINATOR,
    unit: "seconds",
    description: "since the last successful rebalance; -1 for never",
  },
  "poll-idle-ratio-avg": {
    group: POLL,
    unit: "ratio",
    description: "share of the time that the application waits in poll",
  },
  "time-between-poll-avg": { group: POLL, unit: "ms", description: "mean time between two calls of poll" },
  "time-between-poll-max": { group: POLL, unit: "ms", description: "longest time between two calls of poll" },
  "last-poll-seconds-ago": { group: POLL, unit: "seconds", description: "since the last call of poll; -1 for never" },
} as const satisfies Readonly<Record<string, ConsumerMetricSpec>>;

export type ConsumerMetricName = keyof typeof CONSUMER_METRICS;

/** All metrics at one instant; undefined where Kafka would say NaN: nothing was measured. */
export type ConsumerMetricValues = Readonly<Record<ConsumerMetricName, number | undefined>>;

/** What the reader must be told: it is not remembered but looked up. */
export type ConsumerMetricState = { readonly recordsLagMax: number | undefined; readonly assignedPartitions: number };

/** What the fetcher notes. */
export type FetchMetrics = {
  fetched(latencyUs: number, throttleTimeUs: number): void;
  consumed(records: number, bytes: number): void;
};

/** What a member of a group notes. */
export type CoordinatorMetrics = {
  committed(latencyUs: number): void;
  heartbeatSent(): void;
  heartbeatAnswered(latencyUs: number): void;
  joined(latencyUs: number): void;
  synced(latencyUs: number): void;
  rebalanced(latencyUs: number): void;
  rebalanceFailed(): void;
};

/** What a consumer measures of itself, by the names of the Java client. */
export class ConsumerMetrics implements FetchMetrics, CoordinatorMetrics {
  readonly #nowUs: () => number;
  readonly #records = new SampledStat();
  readonly #bytes = new SampledStat();
  readonly #fetchLatency = new SampledStat();
  readonly #throttle = new SampledStat();
  readonly #commits = new SampledStat();
  readonly #heartbeats = new SampledStat();
  readonly #joins = new SampledStat();
  readonly #syncs = new SampledStat();
  readonly #rebalances = new SampledStat();
  readonly #timeBetweenPoll = new SampledStat();
  readonly #idleRatio = new SampledStat();
  readonly #counts = { fetches: 0, commits: 0, heartbeats: 0, joins: 0, syncs: 0, rebalances: 0, failedRebalances: 0 };
  #heartbeatSentUs: number | undefined;
  #rebalancedUs: number | undefined;
  #pollStartUs: number | undefined;
  #pollEndUs: number | undefined;

  constructor(nowUs: () => number) {
    this.#nowUs = nowUs;
  }

  fetched(latencyUs: number, throttleTimeUs: number): void {
    this.#counts.fetches += 1;
    this.#fetchLatency.record(latencyUs, this.#nowUs());
    this.#throttle.record(throttleTimeUs, this.#nowUs());
  }

  consumed(records: number, bytes: number): void {
    this.#records.record(records, this.#nowUs());
    this.#bytes.record(bytes, this.#nowUs());
  }

  committed(latencyUs: number): void {
    this.#counts.commits += 1;
    this.#commits.record(latencyUs, this.#nowUs());
  }

  heartbeatSent(): void {
    this.#heartbeatSentUs = this.#nowUs();
  }

  heartbeatAnswered(latencyUs: number): void {
    this.#counts.heartbeats += 1;
    this.#heartbeats.record(latencyUs, this.#nowUs());
  }

  joined(latencyUs: number): void {
    this.#counts.joins += 1;
    this.#joins.record(latencyUs, this.#nowUs());
  }

  synced(latencyUs: number): void {
    this.#counts.syncs += 1;
    this.#syncs.record(latencyUs, this.#nowUs());
  }

  rebalanced(latencyUs: number): void {
    this.#counts.rebalances += 1;
    this.#rebalances.record(latencyUs, this.#nowUs());
    this.#rebalancedUs = this.#nowUs();
  }

  rebalanceFailed(): void {
    this.#counts.failedRebalances += 1;
  }

  /** The application calls poll. As KafkaConsumerMetrics.recordPollStart. */
  pollStarted(): void {
    const nowUs = this.#nowUs();
    if (this.#pollStartUs !== undefined) this.#timeBetweenPoll.record(nowUs - this.#pollStartUs, nowUs);
    this.#pollStartUs = nowUs;
  }

  /** Poll returns. As KafkaConsumerMetrics.recordPollEnd. */
  pollEnded(): void {
    const nowUs = this.#nowUs();
    const pollUs = nowUs - (this.#pollStartUs ?? nowUs);
    const spanUs = nowUs - (this.#pollEndUs ?? this.#pollStartUs ?? nowUs);
    if (spanUs > 0) this.#idleRatio.record(pollUs / spanUs, nowUs);
    this.#pollEndUs = nowUs;
  }

  /** Everything now. */
  read({ recordsLagMax, assignedPartitions }: ConsumerMetricState): ConsumerMetricValues {
    const nowUs = this.#nowUs();
    return {
      "records-lag-max": recordsLagMax,
      "assigned-partitions": assignedPartitions,
      ...this.#readFetches(nowUs),
      ...this.#readGroup(nowUs),
      "poll-idle-ratio-avg": this.#idleRatio.avg(nowUs),
      "time-between-poll-avg": inMs(this.#timeBetweenPoll.avg(nowUs)),
      "time-between-poll-max": inMs(this.#timeBetweenPoll.max(nowUs)),
      "last-poll-seconds-ago": secondsSince(this.#pollStartUs, nowUs),
    };
  }

  #readFetches(nowUs: number) {
    return {
      "records-consumed-rate": this.#records.perSecond(nowUs),
      "records-consumed-total": this.#records.total,
      "bytes-consumed-rate": this.#bytes.perSecond(nowUs),
      "bytes-consumed-total": this.#bytes.total,
      "fetch-latency-avg": inMs(this.#fetchLatency.avg(nowUs)),
      "fetch-latency-max": inMs(this.#fetchLatency.max(nowUs)),
      "fetch-rate": this.#fetchLatency.occurrencesPerSecond(nowUs),
      "fetch-total": this.#counts.fetches,
      "fetch-throttle-time-avg": inMs(this.#throttle.avg(nowUs)),
      "fetch-throttle-time-max": inMs(this.#throttle.max(nowUs)),
      "records-per-request-avg": this.#records.avg(nowUs),
    };
  }

  #readGroup(nowUs: number) {
    const counts = this.#counts;
    return {
      "commit-latency-avg": inMs(this.#commits.avg(nowUs)),
      "commit-latency-max": inMs(this.#commits.max(nowUs)),
      "commit-rate": this.#commits.occurrencesPerSecond(nowUs),
      "commit-total": counts.commits,
      "heartbeat-rate": this.#heartbeats.occurrencesPerSecond(nowUs),
      "heartbeat-total": counts.heartbeats,
      "heartbeat-response-time-max": inMs(this.#heartbeats.max(nowUs)),
      "last-heartbeat-seconds-ago": secondsSince(this.#heartbeatSentUs, nowUs),
      "join-rate": this.#joins.occurrencesPerSecond(nowUs),
      "join-total": counts.joins,
      "join-time-avg": inMs(this.#joins.avg(nowUs)),
      "join-time-max": inMs(this.#joins.max(nowUs)),
      "sync-rate": this.#syncs.occurrencesPerSecond(nowUs),
      "sync-total": counts.syncs,
      "sync-time-avg": inMs(this.#syncs.avg(nowUs)),
      "sync-time-max": inMs(this.#syncs.max(nowUs)),
      "rebalance-latency-avg": inMs(this.#rebalances.avg(nowUs)),
      "rebalance-latency-max": inMs(this.#rebalances.max(nowUs)),
      "rebalance-latency-total": this.#rebalances.total / 1_000,
      "rebalance-total": counts.rebalances,
      "failed-rebalance-total": counts.failedRebalances,
      "last-rebalance-seconds-ago": secondsSince(this.#rebalancedUs, nowUs),
    };
  }
}

function inMs(us: number | undefined): number | undefined {
  return us === undefined ? undefined : us / 1_000;
}

function secondsSince(us: number | undefined, nowUs: number): number {
  return us === undefined ? -1 : Math.floor((nowUs - us) / 1_000_000);
}
