import type { Column } from "../base/columns.ts";
import { openSink } from "./column-sink.ts";
import type { DecodeBudget } from "./decode-budget.ts";
import { DecodeFailure, demand, demandPart } from "./decode-failure.ts";
import { readDeltas, readPrefixedSlices, readSizedSlices } from "./parquet-delta.ts";
import type { ParquetFooter, PhysicalType } from "./parquet-footer.ts";
import { meaningOf } from "./parquet-meaning.ts";
import { type DataPage, readHybrid, readPages } from "./parquet-pages.ts";
import { readByteStreams, readPlain } from "./parquet-values.ts";
import { lookUp, type RawValues } from "./raw-values.ts";

const PLAIN = 0;
const PLAIN_DICTIONARY = 2;
const RLE = 3;
const DELTA_BINARY_PACKED = 5;
const DELTA_LENGTH_BYTE_ARRAY = 6;
const DELTA_BYTE_ARRAY = 7;
const RLE_DICTIONARY = 8;
const BYTE_STREAM_SPLIT = 9;

/** Reads one column of all row groups. `bytes` is the whole file. */
export function readParquetColumn(
  bytes: Uint8Array,
  footer: ParquetFooter,
  index: number,
  budget: DecodeBudget,
): Column {
  const leaf = demandPart(footer.leaves[index], "the Parquet file has no such column");
  const what = `column ${leaf.name} of the Parquet file`;
  const meaning = meaningOf(leaf.physical, leaf.element);
  const sink = openSink(meaning, footer.rowCount, { budget, what });
  for (const group of footer.groups) {
    const chunk = demandPart(group.chunks[index], `${what} has no place`);
    const source = { bytes, chunk, isOptional: leaf.isOptional, rowCount: group.rowCount, budget, what };
    let dictionary: RawValues | undefined;
    for (const page of readPages(source)) {
      if (page.kind === "dictionary") dictionary = readPlain(page.values, leaf.physical, page.valueCount);
      else sink.add(readPageValues(page, leaf.physical, dictionary, budget), page);
    }
  }
  return sink.column();
}

function readPageValues(
  page: DataPage,
  physical: PhysicalType,
  dictionary: RawValues | undefined,
  budget: DecodeBudget,
): RawValues {
  const { values, valueCount, encoding } = page;
  const { what } = values;
  if (valueCount === 0 && physical !== "FIXED_LEN_BYTE_ARRAY") return readPlain(values, physical, 0);
  switch (encoding) {
    case PLAIN:
      return readPlain(values, physical, valueCount);
    case PLAIN_DICTIONARY:
    case RLE_DICTIONARY: {
      const entries = demandPart(dictionary, `${what} is damaged: it names entries of a dictionary that is not there`);
      return lookUp(entries, readHybrid(values, values.byte(), valueCount), what);
    }
    case RLE:
      demand(physical === "BOOLEAN", `${what} is damaged: values of type ${physical} are not stored as runs`);
      values.uint32();
      return { kind: "bool", values: Uint8Array.from(readHybrid(values, 1, valueCount)) };
    case DELTA_BINARY_PACKED: {
      const deltas = readDeltas(values, valueCount);
      if (physical === "INT64") return { kind: "int64", values: deltas };
      demand(physical === "INT32", `${what} is damaged: values of type ${physical} are not stored as differences`);
      return { kind: "int32", values: Int32Array.from(deltas, (value) => Number(BigInt.asIntN(32, value))) };
    }
    case DELTA_LENGTH_BYTE_ARRAY:
    case DELTA_BYTE_ARRAY:
      demand(physical === "BYTE_ARRAY", `${what} is damaged: values of type ${physical} are no byte strings`);
      if (encoding === DELTA_BYTE_ARRAY) return readPrefixedSlices(values, valueCount, budget);
      return readSizedSlices(values, valueCount);
    case BYTE_STREAM_SPLIT:
      return readByteStreams(values, physical, valueCount);
    default:
      throw new DecodeFailure(`${what} is encoded in a way that cannot be read (${encoding})`);
  }
}
