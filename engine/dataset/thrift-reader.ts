import type { ByteReader } from "./byte-reader.ts";
import { DecodeFailure, demand } from "./decode-failure.ts";

/** A struct by field id. */
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;
export type ThriftValue = boolean | number | Uint8Array | readonly ThriftValue[] | ThriftStruct;

const MAX_DEPTH = 16;
const TRUE = 1;
const FALSE = 2;

/**
 * Reads a struct of Thrift's compact protocol, as Parquet's footer and page headers are. Every value takes at least one byte
 * of the input, so that the work is bounded by its length.
 */
export function readThriftStruct(reader: ByteReader, depth = 0): ThriftStruct {
  demand(depth < MAX_DEPTH, `${reader.what} is damaged: it nests too deep`);
  const fields = new Map<number, ThriftValue>();
  let id = 0;
  for (;;) {
    const head = reader.byte();
    const type = head & 0x0f;
    if (type === 0) return fields;
    id = head >> 4 === 0 ? reader.zigzag() : id + (head >> 4);
    fields.set(id, type === TRUE ? true : type === FALSE ? false : readValue(reader, type, depth));
  }
}

function readValue(reader: ByteReader, type: number, depth: number): ThriftValue {
  switch (type) {
    case 3:
      return (reader.byte() << 24) >> 24;
    case 4:
    case 5:
    case 6:
      return reader.zigzag();
    case 7:
      return new DataView(reader.view(8).slice().buffer).getFloat64(0, true);
    case 8:
      return reader.view(reader.varint());
    case 9:
    case 10:
      return readList(reader, depth);
    case 12:
      return readThriftStruct(reader, depth + 1);
    default:
      throw new DecodeFailure(`${reader.what} is damaged: no field has type ${type}`);
  }
}

function readList(reader: ByteReader, depth: number): readonly ThriftValue[] {
  demand(depth < MAX_DEPTH, `${reader.what} is damaged: it nests too deep`);
  const head = reader.byte();
  const size = head >> 4 === 15 ? reader.varint() : head >> 4;
  const type = head & 0x0f;
  reader.need(size);
  const values: ThriftValue[] = [];
  const isBool = type === TRUE || type === FALSE;
  for (let index = 0; index < size; index++) {
    values.push(isBool ? reader.byte() === TRUE : readValue(reader, type, depth + 1));
  }
  return values;
}

/** The whole number in a field; undefined when the field is not there or is something else. */
export function numberIn(struct: ThriftStruct | undefined, id: number): number | undefined {
  const value = struct?.get(id);
  return typeof value === "number" ? value : undefined;
}

/** The bytes in a field. */
export function bytesIn(struct: ThriftStruct | undefined, id: number): Uint8Array | undefined {
  const value = struct?.get(id);
  return value instanceof Uint8Array ? value : undefined;
}

/** The struct in a field. */
export function structIn(struct: ThriftStruct | undefined, id: number): ThriftStruct | undefined {
  const value = struct?.get(id);
  return value instanceof Map ? value : undefined;
}

/** The structs of a list in a field. */
export function structsIn(struct: ThriftStruct | undefined, id: number): readonly ThriftStruct[] {
  const value = struct?.get(id);
  return Array.isArray(value) ? value.filter((entry): entry is ThriftStruct => entry instanceof Map) : [];
}
