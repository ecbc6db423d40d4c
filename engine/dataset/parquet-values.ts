import { assertNever } from "../base/assert.ts";
import type { ByteReader } from "./byte-reader.ts";
import { DecodeFailure, demand } from "./decode-failure.ts";
import type { PhysicalType } from "./parquet-footer.ts";
import type { ByteSlices, RawValues } from "./raw-values.ts";

const NANOS_PER_MICRO = 1_000n;
const MICROS_PER_DAY = 86_400_000_000n;
const JULIAN_DAY_OF_1970 = 2_440_588;

/** Reads `count` values in plain encoding; INT96 becomes microseconds since 1970. */
export function readPlain(reader: ByteReader, physical: PhysicalType, count: number): RawValues {
  switch (physical) {
    case "BOOLEAN": {
      const bits = reader.view(Math.ceil(count / 8));
      return {
        kind: "bool",
        values: Uint8Array.from({ length: count }, (_, at) => ((bits[at >> 3] ?? 0) >> (at & 7)) & 1),
      };
    }
    case "INT32":
      return { kind: "int32", values: new Int32Array(alignedBytes(reader, count * 4)) };
    case "INT64":
      return { kind: "int64", values: new BigInt64Array(alignedBytes(reader, count * 8)) };
    case "INT96":
      return { kind: "int64", values: readLegacyTimestamps(reader, count) };
    case "FLOAT":
      return { kind: "double", values: Float64Array.from(new Float32Array(alignedBytes(reader, count * 4))) };
    case "DOUBLE":
      return { kind: "double", values: new Float64Array(alignedBytes(reader, count * 8)) };
    case "BYTE_ARRAY":
      return readPlainSlices(reader, count);
    case "FIXED_LEN_BYTE_ARRAY":
      throw new DecodeFailure(`${reader.what} is of type FIXED_LEN_BYTE_ARRAY, which cannot be read`);
    default:
      return assertNever(physical);
  }
}

/** A copy, so that typed arrays may lie on it wherever it began. Little-endian, as every machine that runs this is. */
function alignedBytes(reader: ByteReader, size: number): ArrayBuffer {
  return reader.view(size).slice().buffer;
}

/** Timestamps of old Spark and Impala files: nanoseconds of the day, then the Julian day; here as microseconds since 1970. */
function readLegacyTimestamps(reader: ByteReader, count: number): BigInt64Array {
  reader.need(count * 12);
  const values = new BigInt64Array(count);
  for (let index = 0; index < count; index++) {
    const nanosOfDay = new BigInt64Array(alignedBytes(reader, 8))[0] ?? 0n;
    const day = BigInt(reader.int32() - JULIAN_DAY_OF_1970);
    values[index] = day * MICROS_PER_DAY + nanosOfDay / NANOS_PER_MICRO;
  }
  return values;
}

function readPlainSlices(reader: ByteReader, count: number): ByteSlices {
  reader.need(count * 4);
  const starts = new Uint32Array(count);
  const ends = new Uint32Array(count);
  for (let index = 0; index < count; index++) {
    const size = reader.uint32();
    reader.need(size);
    starts[index] = reader.offset;
    reader.offset += size;
    ends[index] = reader.offset;
  }
  return { kind: "slices", bytes: reader.bytes, starts, ends };
}

/** Reads `count` numbers or flags whose bytes are split into one stream for each byte position. */
export function readByteStreams(reader: ByteReader, physical: PhysicalType, count: number): RawValues {
  const isNumber = ["INT32", "INT64", "FLOAT", "DOUBLE"].includes(physical);
  demand(isNumber, `${reader.what} is damaged: values of type ${physical} are not split into streams`);
  const width = physical === "INT32" || physical === "FLOAT" ? 4 : 8;
  const streams = reader.view(count * width);
  const joined = new Uint8Array(count * width);
  for (let stream = 0; stream < width; stream++) {
    for (let index = 0; index < count; index++) {
      joined[index * width + stream] = streams[stream * count + index] as number;
    }
  }
  return numbersOf(physical, joined.buffer);
}

function numbersOf(physical: PhysicalType, buffer: ArrayBuffer): RawValues {
  if (physical === "INT32") return { kind: "int32", values: new Int32Array(buffer) };
  if (physical === "INT64") return { kind: "int64", values: new BigInt64Array(buffer) };
  if (physical === "FLOAT") return { kind: "double", values: Float64Array.from(new Float32Array(buffer)) };
  return { kind: "double", values: new Float64Array(buffer) };
}
