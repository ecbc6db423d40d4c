import { encodeUtf8 } from "../base/utf8.ts";
import { crc32, crc32Partition } from "../log/kafka/crc32.ts";
import { BuiltInPartitioner, partitionLoadTable } from "../log/kafka/producer/builtin-partitioner.ts";
import { type CaseRun, notSupported, observed } from "./case-outcome.ts";
import {
  countOf,
  describe,
  field,
  hasField,
  integersOf,
  type Located,
  listOf,
  malformed,
  positiveOf,
  textOf,
} from "./read-case.ts";

/** Cases of partitioner.json: sticky and adaptive choice of a partition for records without a key, and librdkafka's crc32. */
export function runPartitionerCase(testCase: Located): CaseRun {
  const input = field(testCase, "input");
  if (hasField(input, "partitioner")) return runKeyPartitioner(input);
  if (hasField(input, "queueSizes")) return runAdaptive(input);
  if (hasField(input, "availablePartitions")) return runSticky(input);
  return notSupported(`no partitioner is described by ${describe(Object.keys(input.value as object))}`);
}

function runKeyPartitioner(input: Located): CaseRun {
  const name = textOf(field(input, "partitioner"));
  if (!name.includes("crc32")) return notSupported(`the partitioner "${name}" is not one of this engine's`);
  const keys = listOf(field(input, "keys")).map((key) => encodeUtf8(textOf(key)));
  const partitionCount = positiveOf(field(input, "numPartitions"));
  return observed({ hash: keys.map(crc32), partition: keys.map((key) => crc32Partition(key, partitionCount)) });
}

/** Kafka's own tests replace the random choice by 0, 1, 2, ... */
function sequentialRandom(): () => number {
  let next = 0;
  return () => next++;
}

function runAdaptive(input: Located): CaseRun {
  const queueSizes = listOf(field(input, "queueSizes")).map(countOf);
  const partitionIds = queueSizes.map((_, index) => index);
  const table = partitionLoadTable(queueSizes, partitionIds);
  if (table === undefined) return observed({ cumulativeFrequencyTable: null });
  const sums = table.cumulativeFrequencyTable;
  const facts = {
    cumulativeFrequencyTable: sums,
    rangeEnd: sums.at(-1),
    maxPlusOne: table.maxPlusOne,
    inverted: sums.map((sum, index) => sum - (sums[index - 1] ?? 0)),
  };
  if (!hasField(input, "cycles")) return observed(facts);
  const cycles = positiveOf(field(input, "cycles"));
  const batchBytes = positiveOf(field(input, "stickyBatchSizeBytes"));
  const partitioner = new BuiltInPartitioner(batchBytes, sequentialRandom());
  partitioner.updatePartitionLoadStats(queueSizes, partitionIds);
  const cluster = { available: partitionIds, partitionCount: partitionIds.length };
  const records = countOf({
    value: (sums.at(-1) ?? 0) * cycles,
    path: `${input.path}, records in all cycles together`,
  });
  const perCycle = Array.from({ length: cycles }, () => partitionIds.map(() => 0));
  for (let record = 0; record < records; record++) {
    const counts = perCycle[Math.floor((record * cycles) / records)] as number[];
    const partition = partitioner.peekCurrentPartition(cluster);
    counts[partition] = (counts[partition] as number) + 1;
    partitioner.updatePartitionInfo(batchBytes, cluster, true);
  }
  const total = partitionIds.map((id) => perCycle.reduce((sum, counts) => sum + (counts[id] ?? 0), 0));
  return observed({ ...facts, frequenciesPerCycle: perCycle[0], frequenciesTotal: total });
}

function runSticky(input: Located): CaseRun {
  const availableField = field(input, "availablePartitions");
  const available = integersOf(availableField);
  if (available.length === 0 || available.some((id) => id < 0)) throw malformed(availableField, "partition numbers");
  const cluster = { available, partitionCount: Math.max(...available) + 1 };
  const appendBytes = hasField(input, "appendBytes")
    ? listOf(field(input, "appendBytes")).map(countOf)
    : new Array<number>(countOf(field(input, "appends"))).fill(1);
  const partitioner = new BuiltInPartitioner(positiveOf(field(input, "stickyBatchSizeBytes")), sequentialRandom());
  const partitions: number[] = [];
  let switchAfterRecord: number | null = null;
  for (const bytes of appendBytes) {
    const partition = partitioner.peekCurrentPartition(cluster);
    partitions.push(partition);
    partitioner.updatePartitionInfo(bytes, cluster, true);
    if (partitioner.peekCurrentPartition(cluster) !== partition) switchAfterRecord ??= partitions.length;
  }
  const other = partitions.findIndex((partition) => partition !== partitions[0]);
  return observed({ partitions, samePartitionForFirst: other < 0 ? partitions.length : other, switchAfterRecord });
}
