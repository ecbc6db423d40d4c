/** List prices of Kinesis Data Streams in us-east-1, in US dollars. From infracost's kinesis_stream_test, read in 2026. */
const PROVISIONED_SHARD_HOUR_USD = 0.015;
const MILLION_PUT_PAYLOAD_UNITS_USD = 0.014;

/** A PUT payload unit is a started 25 KB of one record. */
const PUT_PAYLOAD_UNIT_BYTES = 25 * 1_024;
const GIB = 1_073_741_824;
/** Dollars are told to a millionth. */
const MICROS = 1_000_000;

/** How many PUT payload units so many records of one size are: each record is rounded up by itself. */
export function putPayloadUnits(recordBytes: number, records: number): number {
  return Math.max(1, Math.ceil(recordBytes / PUT_PAYLOAD_UNIT_BYTES)) * records;
}

/** What PUT payload units cost on a provisioned stream. */
export function putPayloadUsd(units: number): number {
  return roundedUsd((units / MICROS) * MILLION_PUT_PAYLOAD_UNITS_USD);
}

/** What a GiB costs that comes in records of one size: the smaller they are, the more. */
export function putUsdPerGib(recordBytes: number): number {
  const unitUsd = MILLION_PUT_PAYLOAD_UNITS_USD / MICROS;
  return roundedUsd((putPayloadUnits(recordBytes, 1) * unitUsd * GIB) / recordBytes);
}

/** What open shards of a provisioned stream cost. */
export function shardHoursUsd(shards: number, hours: number): number {
  return roundedUsd(shards * hours * PROVISIONED_SHARD_HOUR_USD);
}

function roundedUsd(usd: number): number {
  return Math.round(usd * MICROS) / MICROS;
}
