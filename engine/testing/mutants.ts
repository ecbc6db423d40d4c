import type { Mutant } from "./mutant.ts";
import { CLUSTER_MUTANTS } from "./mutants-cluster.ts";
import { GROUP_MUTANTS } from "./mutants-groups.ts";
import { PROTOCOL_MUTANTS } from "./mutants-protocol.ts";
import { STORAGE_MUTANTS } from "./mutants-storage.ts";
import { TRANSACTION_MUTANTS } from "./mutants-transactions.ts";

const inRun =
  (scenario: string) =>
  (target: string, from: string, to: string): Mutant => ({
    target,
    from,
    to,
    proof: { kind: "run", scenario: `golden/${scenario}.scenario.yaml` },
  });

const inCase = (why: string, [target, from, to]: readonly [string, string, string]): Mutant => ({
  target,
  from,
  to,
  proof: { kind: "case", why },
});

const inOwnCase = ([target, from, to]: readonly [string, string, string]): Mutant => ({
  target,
  from,
  to,
  proof: { kind: "own-case" },
});

const cleanElection = inRun("clean-election");
const logDivergence = inRun("log-divergence");
const unsharedEpoch = inRun("unshared-epoch");
const stickyPartitions = inRun("sticky-partitions");
const consistentRandom = inRun("consistent-random");
const lostResponses = inRun("lost-responses");
const forgottenProducer = inRun("forgotten-producer");
const isrByTime = inRun("isr-by-time");
const kinesisReshard = inRun("kinesis-reshard");

const LOOKING = "it only tells what the state is, for the cases";

/** One mutant for each function that a conformance adapter exercises, and some for what stands right behind them. */
export const MUTANTS: readonly Mutant[] = [
  ...CLUSTER_MUTANTS,
  ...GROUP_MUTANTS,
  cleanElection("kafka/murmur2.ts murmur2", "SEED ^ length", "(SEED + 1) ^ length"),
  cleanElection("kafka/murmur2.ts byteAt", "bytes[at] as number", "(bytes[at] as number) & 0x7e"),
  cleanElection("kafka/murmur2.ts toPositive", "hash & 0x7fffffff", "Math.abs(hash)"),
  cleanElection(
    "kafka/murmur2.ts partitionForKey",
    "toPositive(murmur2(key)) % partitionCount",
    "(murmur2(key) >>> 0) % partitionCount",
  ),
  consistentRandom("kafka/crc32.ts crc32", "(value ^ 0xffffffff) >>> 0", "value >>> 0"),
  consistentRandom(
    "kafka/crc32.ts crc32Partition",
    "crc32(key) % partitionCount",
    "(crc32(key) >>> 1) % partitionCount",
  ),
  stickyPartitions(
    "kafka/producer/builtin-partitioner.ts partitionLoadTable",
    "sum += maxPlusOne - size",
    "sum += size + 1",
  ),
  stickyPartitions("kafka/producer/builtin-partitioner.ts weightedChoice", "sum > point", "sum >= point"),
  stickyPartitions(
    "kafka/producer/builtin-partitioner.ts BuiltInPartitioner.updatePartitionLoadStats",
    "this.#loadTable = partitionLoadTable(queueSizes, partitionIds);",
    "this.#loadTable = undefined;",
  ),
  stickyPartitions(
    "kafka/producer/builtin-partitioner.ts BuiltInPartitioner.peekCurrentPartition",
    "this.#partition < 0",
    "this.#partition <= 0",
  ),
  stickyPartitions(
    "kafka/producer/builtin-partitioner.ts BuiltInPartitioner.updatePartitionInfo",
    "this.#producedBytes >= enough",
    "this.#producedBytes > enough + 50",
  ),
  stickyPartitions(
    "kafka/producer/builtin-partitioner.ts BuiltInPartitioner.#switchPartition",
    "this.#producedBytes = 0;",
    "this.#producedBytes -= this.#stickyBatchSizeBytes;",
  ),
  stickyPartitions(
    "kafka/producer/builtin-partitioner.ts BuiltInPartitioner.#nextPartition",
    "available[random % available.length]",
    "available[(random + 1) % available.length]",
  ),
  cleanElection(
    "kafka/controller/metadata-version.ts bumpsLeaderEpochOnIsrShrink",
    "version.major < since.major",
    "version.major > since.major",
  ),
  inCase("a run has Kafka 4.3's own version", [
    "kafka/controller/metadata-version.ts parseMetadataVersion",
    "Number(match[2])",
    "Number(match[2]) + 4",
  ]),
  cleanElection(
    "kafka/isr-state.ts effectiveMinIsr",
    "Math.min(minInSyncReplicas, replicationFactor)",
    "Math.max(minInSyncReplicas, replicationFactor)",
  ),
  isrByTime(
    "kafka/isr-state.ts isUnderMinIsr",
    "state.isr.length < effectiveMin",
    "state.isr.length < effectiveMin - 1",
  ),
  unsharedEpoch("kafka/fetch-validation.ts validateFetch", "end.epoch < lastFetchedEpoch", "false"),
  logDivergence("kafka/fetch-validation.ts validateFetch", "end.endOffset < fetchOffset", "false"),
  logDivergence(
    "kafka/fetch-validation.ts truncationOffset",
    "Math.min(own.endOffset, diverging.endOffset)",
    "own.endOffset",
  ),
  logDivergence(
    "kafka/leader-epoch-cache.ts LeaderEpochCache.assign",
    "this.#entries.push({ epoch, startOffset });",
    "this.#entries.push({ epoch, startOffset: startOffset + 1 });",
  ),
  logDivergence("kafka/leader-epoch-cache.ts contradicts", "entry.epoch >= epoch", "entry.epoch >= epoch - 1"),
  logDivergence(
    "kafka/leader-epoch-cache.ts LeaderEpochCache.endOffsetFor",
    "next.startOffset",
    "next.startOffset + 5",
  ),
  logDivergence(
    "kafka/leader-epoch-cache.ts LeaderEpochCache.latestEpoch",
    "this.#entries.at(-1)?.epoch",
    "this.#entries.at(0)?.epoch",
  ),
  unsharedEpoch(
    "kafka/leader-epoch-cache.ts LeaderEpochCache.truncateFromEnd",
    "(this.#entries.at(-1)?.startOffset ?? UNDEFINED_OFFSET) >= endOffset",
    "(this.#entries.at(-1)?.startOffset ?? UNDEFINED_OFFSET) > endOffset",
  ),
  inOwnCase([
    "kafka/leader-epoch-cache.ts LeaderEpochCache.entries",
    "return this.#entries;",
    "return this.#entries.slice(1);",
  ]),
  lostResponses(
    "kafka/producer-state-manager.ts ProducerStateManager.findDuplicate",
    "known.baseSequence === batch.baseSequence && known.lastSequence === batch.lastSequence",
    "known === entry.batches.at(-1) && known.lastSequence === batch.lastSequence",
  ),
  lostResponses(
    "kafka/producer-state-manager.ts ProducerStateManager.update",
    "entry.batches.length === BATCHES_TO_RETAIN",
    "entry.batches.length === BATCHES_TO_RETAIN - 1",
  ),
  lostResponses(
    "kafka/producer-state-manager.ts isNextOf",
    "entry.batches.at(-1)?.lastSequence ?? NO_SEQUENCE",
    "entry.batches.at(-1)?.baseSequence ?? NO_SEQUENCE",
  ),
  forgottenProducer(
    "kafka/producer-state-manager.ts ProducerStateManager.removeExpiredProducers",
    "nowUs - entry.lastTimestampUs >= this.#expirationUs",
    "nowUs - entry.lastTimestampUs < this.#expirationUs",
  ),
  inOwnCase([
    "kafka/producer-state-manager.ts ProducerStateManager.entryOf",
    "return this.#producers.get(producerId);",
    "return this.#producers.get(producerId + 1);",
  ]),
  inOwnCase([
    "kafka/producer-state-manager.ts ProducerStateManager.activeProducers",
    "return this.#producers.size;",
    "return this.#producers.size + 1;",
  ]),
  inCase(LOOKING, [
    "kafka/producer-state-manager.ts ProducerStateManager.mapEndOffset",
    "return this.#mapEndOffset;",
    "return this.#mapEndOffset + 1;",
  ]),
  lostResponses("kafka/sequence.ts incrementSequence", "sequence + increment", "sequence + Math.min(increment, 1)"),
  lostResponses("kafka/sequence.ts isInSequence", "incrementSequence(last, 1)", "incrementSequence(last, 2)"),
  inCase(LOOKING, ["kafka/sequence.ts sequenceCount", "last - first + 1", "last - first"]),
  lostResponses(
    "kafka/storage/replica-log.ts ReplicaLog.appendAsLeader",
    "duplicate !== undefined",
    "duplicate?.lastOffset === this.#logEndOffset - 1",
  ),
  logDivergence(
    "kafka/storage/replica-log.ts ReplicaLog.appendAsFollower",
    "this.#append(batch, nowUs);",
    "this.#append({ ...batch, leaderEpoch: 0 }, nowUs);",
  ),
  logDivergence(
    "kafka/storage/replica-log.ts ReplicaLog.#append",
    "this.epochs.assign(batch.leaderEpoch, batch.baseOffset);",
    "this.epochs.assign(batch.leaderEpoch, batch.lastOffset);",
  ),
  lostResponses(
    "kafka/storage/replica-log.ts ReplicaLog.#remember",
    "this.producers.update(batch);",
    "this.producers.update({ ...batch, baseSequence: 0 });",
  ),
  logDivergence(
    "kafka/storage/replica-log.ts ReplicaLog.endOffsetForEpoch",
    "this.epochs.endOffsetFor(epoch, this.#logEndOffset)",
    "this.epochs.endOffsetFor(epoch, this.#highWatermark)",
  ),
  logDivergence(
    "kafka/storage/replica-log.ts ReplicaLog.lastFetchedEpoch",
    "this.epochs.latestEpoch ?? UNDEFINED_EPOCH",
    "UNDEFINED_EPOCH",
  ),
  cleanElection(
    "kafka/storage/replica-log.ts ReplicaLog.logEndOffset",
    "return this.#logEndOffset;",
    "return this.#logEndOffset + 1;",
  ),
  cleanElection(
    "kafka/storage/replica-log.ts ReplicaLog.logStartOffset",
    "return this.#logStartOffset;",
    "return this.#logStartOffset + 1;",
  ),
  cleanElection(
    "kafka/storage/replica-log.ts ReplicaLog.maybeIncrementHighWatermark",
    "Math.min(offset, this.#logEndOffset)",
    "Math.min(offset - 1, this.#logEndOffset)",
  ),
  logDivergence(
    "kafka/storage/replica-log.ts ReplicaLog.startEpoch",
    "this.epochs.assign(leaderEpoch, this.#logEndOffset);",
    "this.epochs.assign(leaderEpoch, this.#highWatermark);",
  ),
  isrByTime(
    "kafka/remote-replica.ts RemoteReplica.isCaughtUp",
    "nowUs - this.#lastCaughtUpUs <= lagTimeMaxUs",
    "nowUs - this.#lastCaughtUpUs <= lagTimeMaxUs / 2",
  ),
  ...PROTOCOL_MUTANTS,
  ...STORAGE_MUTANTS,
  ...TRANSACTION_MUTANTS,
  kinesisReshard(
    "kinesis/hash-key.ts hashKeyOf",
    "(hashKey << 8n) | BigInt(byte)",
    "(hashKey << 8n) | BigInt(byte & 0x7f)",
  ),
  kinesisReshard(
    "kinesis/hash-key.ts uniformRanges",
    "HASH_KEY_COUNT / BigInt(shardCount)",
    "HASH_KEY_COUNT / BigInt(shardCount + 1)",
  ),
  kinesisReshard(
    "kinesis/hash-key.ts rangeIndexOf",
    "(ranges[middle] as HashKeyRange).endingHashKey < hashKey",
    "(ranges[middle] as HashKeyRange).endingHashKey <= hashKey - (1n << 126n)",
  ),
];
