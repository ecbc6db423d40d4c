import { encodeUtf8 } from "../base/utf8.ts";
import { putPayloadUnits, putPayloadUsd, putUsdPerGib, shardHoursUsd } from "../cost/kinesis-prices.ts";
import { hashKeyOf, rangeIndexOf, uniformRanges } from "../log/kinesis/hash-key.ts";
import { type CaseRun, notSupported, observed } from "./case-outcome.ts";
import {
  describe,
  field,
  hasField,
  integerOf,
  type Located,
  listOf,
  malformed,
  optionalField,
  positiveOf,
  textOf,
} from "./read-case.ts";

/** Cases of costs-kinesis.json that are about Kinesis: what writing costs, how hash keys are divided, which shard a key goes to. */
export function runCostsKinesisCase(testCase: Located): CaseRun {
  const input = field(testCase, "input");
  if (hasField(input, "recordBytes")) return runPutPayload(input);
  if (hasField(input, "partitionKey")) return runPartitionKey(input);
  if (hasField(input, "shards")) return runShards(input);
  return notSupported(`no price of ${describe(Object.keys(input.value as object))} is known yet`);
}

function runPutPayload(input: Located): CaseRun {
  const recordBytes = positiveOf(field(input, "recordBytes"));
  const recordsField = field(input, "records");
  const records = integerOf(recordsField);
  if (records < 0) throw malformed(recordsField, "a number that is not negative");
  const putUnits = putPayloadUnits(recordBytes, records);
  return observed({ putUnits, usd: putPayloadUsd(putUnits), usdPerGiB: putUsdPerGib(recordBytes) });
}

function runShards(input: Located): CaseRun {
  const shards = positiveOf(field(input, "shards"));
  const hours = optionalField(input, "hours");
  const ranges = uniformRanges(shards).map(({ startingHashKey, endingHashKey }) => [
    asJson(startingHashKey),
    asJson(endingHashKey),
  ]);
  return observed({ ranges, ...(hours === undefined ? {} : { usd: shardHoursUsd(shards, integerOf(hours)) }) });
}

/** A number where JSON holds it exactly, text otherwise. */
function asJson(hashKey: bigint): number | string {
  return hashKey <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(hashKey) : String(hashKey);
}

function runPartitionKey(input: Located): CaseRun {
  const hashKey = hashKeyOf(encodeUtf8(textOf(field(input, "partitionKey"))));
  const shards = field(input, "shards");
  const shardOf = (count: Located): number => rangeIndexOf(uniformRanges(positiveOf(count)), hashKey);
  return observed({
    md5: hashKey.toString(16).padStart(32, "0"),
    shard: Array.isArray(shards.value) ? listOf(shards).map(shardOf) : shardOf(shards),
  });
}
