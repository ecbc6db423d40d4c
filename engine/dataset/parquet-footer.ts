import { decodeUtf8 } from "../base/utf8.ts";
import { ByteReader } from "./byte-reader.ts";
import type { DecodeBudget } from "./decode-budget.ts";
import { demand, demandPart } from "./decode-failure.ts";
import { bytesIn, numberIn, readThriftStruct, structIn, structsIn, type ThriftStruct } from "./thrift-reader.ts";

/** How a column's values lie in the file. */
const PHYSICAL_TYPES = [
  "BOOLEAN",
  "INT32",
  "INT64",
  "INT96",
  "FLOAT",
  "DOUBLE",
  "BYTE_ARRAY",
  "FIXED_LEN_BYTE_ARRAY",
] as const;
export type PhysicalType = (typeof PHYSICAL_TYPES)[number];

/** A leaf of the schema: `element` is Parquet's SchemaElement, from which the meaning of the values is taken. */
export type ParquetLeaf = {
  readonly name: string;
  readonly physical: PhysicalType;
  readonly isOptional: boolean;
  readonly element: ThriftStruct;
};

/** The values of one column in one row group: pages at `start .. end` of the file. */
export type ParquetChunk = { readonly codec: number; readonly start: number; readonly end: number };

/** What a Parquet file holds, and where; `groups[g].chunks[c]` is column c. */
export type ParquetFooter = {
  readonly rowCount: number;
  readonly leaves: readonly ParquetLeaf[];
  readonly groups: readonly { readonly rowCount: number; readonly chunks: readonly ParquetChunk[] }[];
};

const MAGIC = 0x31524150;
const MAGIC_ENCRYPTED = 0x45524150;
const MAGIC_BYTES = 4;
const FOOTER = "the Parquet file's footer";
const REPEATED = 2;
const OPTIONAL = 1;

/** Reads the footer of a file of flat columns; refuses nested ones and everything that contradicts itself. */
export function readParquetFooter(bytes: Uint8Array, budget: DecodeBudget): ParquetFooter {
  const isFramed = bytes.length >= 3 * MAGIC_BYTES;
  demand(isFramed, "this is no Parquet file: it is too short");
  const tail = new ByteReader(bytes, FOOTER, bytes.length - 2 * MAGIC_BYTES);
  const footerBytes = tail.uint32();
  const magic = tail.uint32();
  demand(magic !== MAGIC_ENCRYPTED, "the Parquet file is encrypted; only plain files can be read");
  const isParquet = magic === MAGIC && new ByteReader(bytes, FOOTER).uint32() === MAGIC;
  demand(isParquet, "this is no Parquet file: it does not begin and end with PAR1");
  const footerEnd = bytes.length - 2 * MAGIC_BYTES;
  demand(footerBytes <= footerEnd - MAGIC_BYTES, `${FOOTER} is damaged: its size is given as ${footerBytes}`);

  const metadata = readThriftStruct(new ByteReader(bytes, FOOTER, footerEnd - footerBytes, footerEnd));
  const leaves = readLeaves(structsIn(metadata, 2), budget);
  const rowCount = countIn(metadata, 3);
  budget.openTable(rowCount, leaves.length);
  const groups = structsIn(metadata, 4).map((group) => ({
    rowCount: countIn(group, 3),
    chunks: readChunks(group, leaves, footerEnd - footerBytes),
  }));
  const rowsInGroups = groups.reduce((total, group) => total + group.rowCount, 0);
  demand(rowsInGroups === rowCount, `${FOOTER} is damaged: ${rowCount} rows, but ${rowsInGroups} in the row groups`);
  return { rowCount, leaves, groups };
}

function countIn(struct: ThriftStruct, field: number): number {
  const count = numberIn(struct, field) ?? -1;
  demand(Number.isSafeInteger(count) && count >= 0, `${FOOTER} is damaged: a count in it is ${count}`);
  return count;
}

function readLeaves(elements: readonly ThriftStruct[], budget: DecodeBudget): readonly ParquetLeaf[] {
  const [root, ...leaves] = elements;
  const childCount = numberIn(root, 5) ?? 0;
  budget.openTable(0, childCount);
  const names = new Set<string>();
  const flat = leaves.map((element) => {
    const leaf = readLeaf(element);
    demand(!names.has(leaf.name), `the Parquet file has two columns named ${leaf.name}`);
    names.add(leaf.name);
    return leaf;
  });
  demand(flat.length > 0 && flat.length === childCount, `${FOOTER} is damaged: its schema is not whole`);
  return flat;
}

function readLeaf(element: ThriftStruct): ParquetLeaf {
  const name = decodeUtf8(bytesIn(element, 4) ?? new Uint8Array(0));
  const repetition = numberIn(element, 3);
  const isNested = (numberIn(element, 5) ?? 0) > 0 || repetition === REPEATED;
  demand(!isNested, `column ${name} of the Parquet file is nested; only flat columns can be read`);
  const physical = PHYSICAL_TYPES[numberIn(element, 1) ?? -1];
  return {
    name,
    physical: demandPart(physical, `${FOOTER} is damaged: column ${name} has no type`),
    isOptional: repetition === OPTIONAL,
    element,
  };
}

function readChunks(group: ThriftStruct, leaves: readonly ParquetLeaf[], dataEnd: number): readonly ParquetChunk[] {
  const columns = structsIn(group, 1);
  demand(columns.length === leaves.length, `${FOOTER} is damaged: a row group has ${columns.length} columns`);
  return columns.map((column, index) => {
    const name = leaves[index]?.name ?? "";
    demand(!column.has(1), `column ${name} of the Parquet file lies in another file`);
    const metadata = demandPart(structIn(column, 3), `${FOOTER} is damaged: column ${name} has no place`);
    const start = Math.min(countIn(metadata, 9), numberIn(metadata, 11) || Number.POSITIVE_INFINITY);
    const end = start + countIn(metadata, 7);
    const isInside = start >= MAGIC_BYTES && end <= dataEnd;
    demand(isInside, `${FOOTER} is damaged: column ${name} lies outside of the file`);
    return { codec: numberIn(metadata, 4) ?? 0, start, end };
  });
}
