import type { Probe } from "../../base/probe.ts";

/** Counters of one shard since the start of the run, under CloudWatch's names of shard-level metrics where there is one. */
export type ShardCounters = {
  readonly incomingRecords: number;
  readonly incomingBytes: number;
  readonly outgoingRecords: number;
  readonly writeThrottled: number;
  readonly readThrottled: number;
  /** How old the last record of the newest GetRecords was when it was returned; 0 when there was none left to return. */
  readonly iteratorAgeUs: number;
};

type MutableCounters = { -readonly [Name in keyof ShardCounters]: ShardCounters[Name] };

const NOTHING: ShardCounters = {
  incomingRecords: 0,
  incomingBytes: 0,
  outgoingRecords: 0,
  writeThrottled: 0,
  readThrottled: 0,
  iteratorAgeUs: 0,
};

/** CloudWatch's names of the stream-level metrics that are sums. */
const SUMS = [
  "IncomingBytes",
  "IncomingRecords",
  "PutRecords.Bytes",
  "PutRecords.Success",
  "PutRecords.TotalRecords",
  "PutRecords.SuccessfulRecords",
  "PutRecords.ThrottledRecords",
  "WriteProvisionedThroughputExceeded",
  "GetRecords.Bytes",
  "GetRecords.Records",
  "GetRecords.Success",
  "ReadProvisionedThroughputExceeded",
  "SubscribeToShardEvent.Bytes",
  "SubscribeToShardEvent.Records",
] as const;

/** The name of a metric that adds up. */
export type StreamSum = (typeof SUMS)[number];

/** What a stream's metrics say now: sums since the start of the run, and the ages as CloudWatch's Maximum would have them. */
export type StreamReading = Readonly<Record<StreamSum, number>> & {
  /** The oldest of the shards' newest answers. */
  readonly "GetRecords.IteratorAgeMilliseconds": number;
};

/** The metrics of a stream, under CloudWatch's names, as sums since the start instead of one a minute. */
export class StreamMetrics {
  readonly #probe: Probe;
  readonly #sums = new Map<StreamSum, number>(SUMS.map((name) => [name, 0]));
  readonly #names: ReadonlyMap<StreamSum, string>;
  /** By shard. */
  readonly #shards: MutableCounters[] = [];
  #maxIteratorAgeUs = 0;

  constructor(streamName: string, probe: Probe) {
    this.#probe = probe;
    this.#names = new Map(SUMS.map((name) => [name, `${streamName}/${name}`]));
  }

  /** The oldest iterator age of the run. */
  get maxIteratorAgeUs(): number {
    return this.#maxIteratorAgeUs;
  }

  /** A PutRecords was answered. */
  putAnswered(outcome: { readonly records: number; readonly bytes: number; readonly throttled: number }): void {
    const succeeded = outcome.records - outcome.throttled;
    this.#add("IncomingBytes", outcome.bytes);
    this.#add("IncomingRecords", succeeded);
    this.#add("PutRecords.Bytes", outcome.bytes);
    this.#add("PutRecords.Success", succeeded > 0 ? 1 : 0);
    this.#add("PutRecords.TotalRecords", outcome.records);
    this.#add("PutRecords.SuccessfulRecords", succeeded);
    this.#add("PutRecords.ThrottledRecords", outcome.throttled);
    this.#add("WriteProvisionedThroughputExceeded", outcome.throttled);
  }

  /** A shard took a record. */
  took(shard: number, sizeBytes: number): void {
    const counters = this.#countersOf(shard);
    counters.incomingRecords += 1;
    counters.incomingBytes += sizeBytes;
  }

  /** A shard refused a record. */
  refusedWrite(shard: number): void {
    this.#countersOf(shard).writeThrottled += 1;
  }

  /** A shard answered a GetRecords with so much; its last record was `ageUs` old. */
  gave(shard: number, records: number, sizeBytes: number, ageUs: number): void {
    this.#add("GetRecords.Bytes", sizeBytes);
    this.#add("GetRecords.Records", records);
    this.#add("GetRecords.Success", 1);
    this.#noteOutgoing(shard, records, ageUs);
  }

  /** A shard pushed so much to an enhanced fan-out consumer. */
  pushed(shard: number, records: number, sizeBytes: number, ageUs: number): void {
    this.#add("SubscribeToShardEvent.Bytes", sizeBytes);
    this.#add("SubscribeToShardEvent.Records", records);
    this.#noteOutgoing(shard, records, ageUs);
  }

  /** A shard refused a GetRecords. */
  refusedRead(shard: number): void {
    this.#countersOf(shard).readThrottled += 1;
    this.#add("ReadProvisionedThroughputExceeded", 1);
  }

  /** What the counters of a shard say now. */
  shard(number: number): ShardCounters {
    return this.#shards[number] ?? NOTHING;
  }

  /** What the metrics say now. */
  reading(): StreamReading {
    let ageUs = 0;
    for (const counters of this.#shards) ageUs = Math.max(ageUs, counters?.iteratorAgeUs ?? 0);
    const sums = Object.fromEntries(this.#sums) as Record<StreamSum, number>;
    return { ...sums, "GetRecords.IteratorAgeMilliseconds": ageUs / 1_000 };
  }

  #noteOutgoing(shard: number, records: number, ageUs: number): void {
    const counters = this.#countersOf(shard);
    counters.outgoingRecords += records;
    counters.iteratorAgeUs = ageUs;
    this.#maxIteratorAgeUs = Math.max(this.#maxIteratorAgeUs, ageUs);
  }

  #countersOf(shard: number): MutableCounters {
    this.#shards[shard] ??= { ...NOTHING };
    return this.#shards[shard];
  }

  #add(name: StreamSum, amount: number): void {
    if (amount === 0) return;
    this.#sums.set(name, (this.#sums.get(name) ?? 0) + amount);
    this.#probe.count(this.#names.get(name) ?? name, amount);
  }
}
