import { z } from "zod";
import { note, wholeField } from "./fields.ts";
import { KCL_KEYS_NOT_READ, KPL_KEYS_NOT_READ, readsPartOf } from "./known-keys.ts";

const INT_MAX = 2_147_483_647;
const KPL = "Kinesis Producer Library default_config.properties";
const LEASES = "KCL 3.x LeaseManagementConfig";
const POLLING = "KCL 3.x PollingConfig";
const COORDINATOR = "KCL 3.x CoordinatorConfig";

const milliseconds = (text: string, standard: number, defaultSource: string) =>
  wholeField(1, INT_MAX)
    .prefault(standard)
    .meta(note({ text, unit: "ms", defaultSource }));

const kplKeys = {
  RecordMaxBufferedTime: milliseconds("How long a record may wait for others to share its request.", 100, KPL),
  RecordTtl: milliseconds("A record that has not got through for so long is given up.", 30_000, KPL),
  CollectionMaxCount: wholeField(1, 500)
    .prefault(500)
    .meta(note({ text: "The most records of one PutRecords request.", unit: "records", defaultSource: KPL })),
  CollectionMaxSize: wholeField(52_224, 10_485_760)
    .prefault(5_242_880)
    .meta(note({ text: "The most bytes of one PutRecords request.", unit: "bytes", defaultSource: KPL })),
  RateLimit: wholeField(1, 9_223_372)
    .prefault(150)
    .meta(
      note({
        text: "How much of a shard's write limit this producer asks for at most.",
        unit: "percent",
        defaultSource: KPL,
      }),
    ),
  MaxConnections: wholeField(1, 256)
    .prefault(24)
    .meta(note({ text: "How many requests may be on their way.", unit: "requests", defaultSource: KPL })),
  FailIfThrottled: z
    .boolean()
    .prefault(false)
    .meta(
      note({
        text: "Whether a throttled record fails at once; otherwise it is sent again, behind later ones of its key.",
        defaultSource: KPL,
      }),
    ),
};

/** Settings of a source's producer when it writes to a Kinesis stream, under the Kinesis Producer Library's own keys. */
export const kplConfigSchema = readsPartOf("Kinesis Producer Library", KPL_KEYS_NOT_READ, z.strictObject(kplKeys));

const kclKeys = {
  failoverTimeMillis: milliseconds(
    "How long a lease that nobody renews is still its owner's. Workers renew three times within it, and look for leases to take every double of it.",
    10_000,
    LEASES,
  ),
  maxLeasesForWorker: wholeField(1, INT_MAX)
    .prefault(INT_MAX)
    .meta(note({ text: "The most leases of one worker.", unit: "leases", defaultSource: LEASES })),
  maxLeasesToStealAtOneTime: wholeField(1, INT_MAX)
    .prefault(1)
    .meta(
      note({
        text: "How many leases a worker takes from the busiest one at a time, when none is free.",
        unit: "leases",
        defaultSource: LEASES,
      }),
    ),
  initialPositionInStream: z
    .enum(["LATEST", "TRIM_HORIZON"])
    .prefault("LATEST")
    .meta(
      note({ text: "Where an application without leases begins to read.", defaultSource: "KCL 3.x StreamTracker" }),
    ),
  maxRecords: wholeField(1, 10_000)
    .prefault(10_000)
    .meta(
      note({ text: "The most records of one GetRecords; not with fan-out.", unit: "records", defaultSource: POLLING }),
    ),
  idleTimeBetweenReadsInMillis: milliseconds(
    "The time from one GetRecords of a shard to the next; not with fan-out.",
    1_000,
    POLLING,
  ),
  parentShardPollIntervalMillis: milliseconds(
    "How often a worker looks whether the parents of a shard are at their end.",
    10_000,
    COORDINATOR,
  ),
  shardConsumerDispatchPollIntervalMillis: milliseconds(
    "How often a worker looks for leases that are new or lost.",
    1_000,
    COORDINATOR,
  ),
  completedLeaseCleanupIntervalMillis: milliseconds(
    "How long the lease of a finished shard is kept, at least.",
    300_000,
    LEASES,
  ),
};

/** Settings of an application, under the Kinesis Client Library's own keys. */
export const kclConfigSchema = readsPartOf("Kinesis Client Library", KCL_KEYS_NOT_READ, z.strictObject(kclKeys));
