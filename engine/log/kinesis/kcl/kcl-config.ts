import { type DurationUs, durationUs, MILLISECOND, MINUTE, SECOND } from "../../../base/time.ts";
import { GET_RECORDS_MAX_RECORDS } from "../kinesis-limits.ts";

/** An application's settings, under the Kinesis Client Library's own names. */
export type KclConfig = {
  /** How long a lease that nobody renews is still its owner's. */
  readonly failoverTimeUs: DurationUs;
  readonly maxLeasesForWorker: number;
  readonly maxLeasesToStealAtOneTime: number;
  /** Where an application without leases begins to read. */
  readonly initialPositionInStream: "TRIM_HORIZON" | "LATEST";
  /** FANOUT: records are pushed (enhanced fan-out); POLLING: the worker calls GetRecords. */
  readonly retrievalMode: "FANOUT" | "POLLING";
  readonly maxRecords: number;
  readonly idleTimeBetweenReadsUs: DurationUs;
  readonly parentShardPollIntervalUs: DurationUs;
  readonly shardConsumerDispatchPollIntervalUs: DurationUs;
  readonly completedLeaseCleanupIntervalUs: DurationUs;
};

/**
 * The defaults of KCL 2.x and 3.x: LeaseManagementConfig, CoordinatorConfig, RetrievalConfig and PollingConfig of
 * awslabs/amazon-kinesis-client.
 */
export const DEFAULT_KCL_CONFIG: KclConfig = {
  failoverTimeUs: durationUs(10 * SECOND),
  maxLeasesForWorker: 2_147_483_647,
  maxLeasesToStealAtOneTime: 1,
  initialPositionInStream: "LATEST",
  retrievalMode: "FANOUT",
  maxRecords: GET_RECORDS_MAX_RECORDS,
  idleTimeBetweenReadsUs: durationUs(SECOND),
  parentShardPollIntervalUs: durationUs(10 * SECOND),
  shardConsumerDispatchPollIntervalUs: durationUs(SECOND),
  completedLeaseCleanupIntervalUs: durationUs(5 * MINUTE),
};

/** What the record processor, the user's own code, does. */
export type ProcessorConfig = {
  /** How long one processRecords takes, for each record and besides. */
  readonly perRecordUs: number;
  readonly perBatchUs: number;
  /** The processor checkpoints after a processRecords when so much time has passed since its last checkpoint; 0: always. */
  readonly checkpointIntervalUs: number;
};

/** DynamoDBLeaseCoordinator's slack between the clocks of workers. */
const EPSILON_US = 25 * MILLISECOND;

/** How often a worker renews its leases. */
export function renewerIntervalOf({ failoverTimeUs }: KclConfig): DurationUs {
  return durationUs(Math.max(MILLISECOND, Math.floor(failoverTimeUs / 3) - EPSILON_US));
}

/** How often a worker looks for leases to take. */
export function takerIntervalOf({ failoverTimeUs }: KclConfig): DurationUs {
  return durationUs((failoverTimeUs + EPSILON_US) * 2);
}
