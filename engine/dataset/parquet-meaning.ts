import { assertNever } from "../base/assert.ts";
import type { ColumnMeaning } from "./column-meaning.ts";
import type { PhysicalType } from "./parquet-footer.ts";
import { numberIn, structIn, type ThriftStruct } from "./thrift-reader.ts";

/** TimeUnit's members by field id. */
const UNITS = [undefined, "millis", "micros", "nanos"] as const;

/** The meaning of a leaf by its physical type, Parquet's LogicalType and the older ConvertedType. */
export function meaningOf(physical: PhysicalType, element: ThriftStruct): ColumnMeaning {
  switch (physical) {
    case "BOOLEAN":
      return { kind: "bool" };
    case "INT32":
      return intMeaning(element);
    case "INT64":
      return longMeaning(element);
    case "INT96":
      return { kind: "timestamp", unit: "micros" };
    case "FLOAT":
    case "DOUBLE":
      return { kind: "float64" };
    case "BYTE_ARRAY":
      return bytesMeaning(element);
    case "FIXED_LEN_BYTE_ARRAY":
      return { kind: "unreadable", type: "FIXED_LEN_BYTE_ARRAY" };
    default:
      return assertNever(physical);
  }
}

/** ConvertedType by number, as far as it decides a meaning. */
const CONVERTED = {
  decimal: 5,
  date: 6,
  timeMillis: 7,
  timeMicros: 8,
  timestampMillis: 9,
  timestampMicros: 10,
  uint32: 13,
  uint64: 14,
  bson: 20,
} as const;

/** LogicalType's members by field id. */
const LOGICAL = { decimal: 5, date: 6, time: 7, timestamp: 8, integer: 10, bson: 13 } as const;

function intMeaning(element: ThriftStruct): ColumnMeaning {
  const logical = structIn(element, 10);
  const converted = numberIn(element, 6);
  if (logical?.has(LOGICAL.date) || converted === CONVERTED.date) return { kind: "date" };
  if (isTime(logical, converted)) return { kind: "unreadable", type: "TIME" };
  if (isDecimal(logical, converted)) return { kind: "decimal", scale: numberIn(element, 7) ?? scaleIn(logical) };
  return isUnsigned(logical, 32) || converted === CONVERTED.uint32 ? { kind: "uint32" } : { kind: "int32" };
}

function longMeaning(element: ThriftStruct): ColumnMeaning {
  const logical = structIn(element, 10);
  const converted = numberIn(element, 6);
  const timestamp = structIn(logical, LOGICAL.timestamp);
  if (timestamp !== undefined) {
    const unit = [...(structIn(timestamp, 2)?.keys() ?? [])][0] ?? 0;
    const named = UNITS[unit];
    return named === undefined ? { kind: "unreadable", type: "TIMESTAMP" } : { kind: "timestamp", unit: named };
  }
  if (converted === CONVERTED.timestampMillis) return { kind: "timestamp", unit: "millis" };
  if (converted === CONVERTED.timestampMicros) return { kind: "timestamp", unit: "micros" };
  if (isTime(logical, converted)) return { kind: "unreadable", type: "TIME" };
  if (isDecimal(logical, converted)) return { kind: "decimal", scale: numberIn(element, 7) ?? scaleIn(logical) };
  return isUnsigned(logical, 64) || converted === CONVERTED.uint64 ? { kind: "uint64" } : { kind: "int64" };
}

function bytesMeaning(element: ThriftStruct): ColumnMeaning {
  const logical = structIn(element, 10);
  const converted = numberIn(element, 6);
  if (isDecimal(logical, converted)) return { kind: "unreadable", type: "DECIMAL in bytes" };
  const isBson = logical?.has(LOGICAL.bson) || converted === CONVERTED.bson;
  return isBson ? { kind: "unreadable", type: "BSON" } : { kind: "text" };
}

function isTime(logical: ThriftStruct | undefined, converted: number | undefined): boolean {
  return (
    Boolean(logical?.has(LOGICAL.time)) || converted === CONVERTED.timeMillis || converted === CONVERTED.timeMicros
  );
}

function isDecimal(logical: ThriftStruct | undefined, converted: number | undefined): boolean {
  return Boolean(logical?.has(LOGICAL.decimal)) || converted === CONVERTED.decimal;
}

function scaleIn(logical: ThriftStruct | undefined): number {
  return numberIn(structIn(logical, LOGICAL.decimal), 1) ?? 0;
}

function isUnsigned(logical: ThriftStruct | undefined, bits: number): boolean {
  const integer = structIn(logical, LOGICAL.integer);
  return integer?.get(2) === false && numberIn(integer, 1) === bits;
}
