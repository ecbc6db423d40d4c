import { ByteReader } from "./byte-reader.ts";
import type { DecodeBudget } from "./decode-budget.ts";
import { demand, demandPart } from "./decode-failure.ts";
import { decompressPage } from "./parquet-compression.ts";
import type { ParquetChunk } from "./parquet-footer.ts";
import { numberIn, readThriftStruct, structIn, type ThriftStruct } from "./thrift-reader.ts";

/** The dictionary of a column chunk: `valueCount` values in plain encoding. */
export type DictionaryPage = { readonly kind: "dictionary"; readonly valueCount: number; readonly values: ByteReader };

/** `rowCount` rows: `valid[i] === 0` marks a NULL (undefined: none is), the others are `valueCount` values in `encoding`. */
export type DataPage = {
  readonly kind: "data";
  readonly rowCount: number;
  readonly valid: Uint8Array | undefined;
  readonly valueCount: number;
  readonly encoding: number;
  readonly values: ByteReader;
};

/** Where pages are read from. `what` names the column for messages. */
export type PageSource = {
  readonly bytes: Uint8Array;
  readonly chunk: ParquetChunk;
  readonly isOptional: boolean;
  readonly rowCount: number;
  readonly budget: DecodeBudget;
  readonly what: string;
};

const DATA_PAGE = 0;
const INDEX_PAGE = 1;
const DICTIONARY_PAGE = 2;
const DATA_PAGE_V2 = 3;
const RLE_ENCODING = 3;
const MAX_RUN = 2 ** 31;

/** The pages of a column chunk in file order, until its rows are complete. */
export function* readPages(source: PageSource): Generator<DictionaryPage | DataPage> {
  const { bytes, chunk, rowCount, budget, what } = source;
  const reader = new ByteReader(bytes, what, chunk.start, chunk.end);
  let rowsLeft = rowCount;
  while (rowsLeft > 0) {
    const header = readThriftStruct(reader);
    const type = numberIn(header, 1);
    const size = numberIn(header, 2) ?? -1;
    budget.takePiece(size, `a page of ${what}`);
    const packed = reader.view(numberIn(header, 3) ?? -1);
    if (type === INDEX_PAGE) continue;
    if (type === DICTIONARY_PAGE) {
      yield readDictionaryPage(source, header, packed);
      continue;
    }
    demand(type === DATA_PAGE || type === DATA_PAGE_V2, `${what} is damaged: a page in it has no type`);
    const page = type === DATA_PAGE ? readPageV1(source, header, packed) : readPageV2(source, header, packed);
    rowsLeft -= page.rowCount;
    demand(rowsLeft >= 0, `${what} is damaged: it has more rows than its row group`);
    yield page;
  }
}

function countIn(struct: ThriftStruct, field: number, source: PageSource): number {
  const count = numberIn(struct, field) ?? -1;
  const isCount = Number.isSafeInteger(count) && count >= 0;
  demand(isCount, `${source.what} is damaged: a count in it is ${count}`);
  return count;
}

function rowsIn(struct: ThriftStruct, source: PageSource): number {
  const rows = countIn(struct, 1, source);
  demand(rows <= source.rowCount, `${source.what} is damaged: it has more rows than its row group`);
  return rows;
}

function unpack(source: PageSource, packed: Uint8Array, size: number): Uint8Array {
  const { chunk, budget, what } = source;
  return decompressPage(packed, chunk.codec, size, { budget, what: `a page of ${what}` });
}

function readDictionaryPage(source: PageSource, header: ThriftStruct, packed: Uint8Array): DictionaryPage {
  const own = demandPart(structIn(header, 7), `${source.what} is damaged: a page in it has no header`);
  const values = new ByteReader(unpack(source, packed, countIn(header, 2, source)), source.what);
  return { kind: "dictionary", valueCount: countIn(own, 1, source), values };
}

/** The first version of data pages: levels and values are compressed together, levels say their size. */
function readPageV1(source: PageSource, header: ThriftStruct, packed: Uint8Array): DataPage {
  const own = demandPart(structIn(header, 5), `${source.what} is damaged: a page in it has no header`);
  const rowCount = rowsIn(own, source);
  const values = new ByteReader(unpack(source, packed, countIn(header, 2, source)), source.what);
  let valid: Uint8Array | undefined;
  if (source.isOptional) {
    demand(numberIn(own, 3) === RLE_ENCODING, `${source.what} marks its NULLs in a way that is no longer used`);
    valid = readLevels(new ByteReader(values.view(values.uint32()), source.what), rowCount);
  }
  return pageOf(rowCount, valid, numberIn(own, 2) ?? -1, values);
}

/** The second version: levels lie uncompressed before the values, and the header says their size. */
function readPageV2(source: PageSource, header: ThriftStruct, packed: Uint8Array): DataPage {
  const own = demandPart(structIn(header, 8), `${source.what} is damaged: a page in it has no header`);
  const rowCount = rowsIn(own, source);
  const levelBytes = countIn(own, 5, source);
  const reader = new ByteReader(packed, source.what);
  reader.view(countIn(own, 6, source));
  const levels = new ByteReader(reader.view(levelBytes), source.what);
  const valid = source.isOptional ? readLevels(levels, rowCount) : undefined;
  const rest = reader.view(reader.left);
  const size = countIn(header, 2, source) - (packed.length - rest.length);
  const values = own.get(7) === false ? rest : unpack(source, rest, size);
  return pageOf(rowCount, valid, numberIn(own, 4) ?? -1, new ByteReader(values, source.what));
}

function pageOf(rowCount: number, valid: Uint8Array | undefined, encoding: number, values: ByteReader): DataPage {
  let valueCount = rowCount;
  if (valid !== undefined) {
    valueCount = 0;
    for (let row = 0; row < rowCount; row++) valueCount += valid[row] as number;
  }
  return { kind: "data", rowCount, valid: valueCount === rowCount ? undefined : valid, valueCount, encoding, values };
}

/** Definition levels of a flat column: 1 where there is a value. */
function readLevels(reader: ByteReader, rowCount: number): Uint8Array {
  return Uint8Array.from(readHybrid(reader, 1, rowCount));
}

/**
 * Reads `count` whole numbers of `width` bits in Parquet's hybrid of runs and bit-packed groups. A run that claims more
 * than is wanted is cut off.
 */
export function readHybrid(reader: ByteReader, width: number, count: number): Int32Array {
  demand(width <= 32, `${reader.what} is damaged: it packs numbers of ${width} bits`);
  const out = new Int32Array(count);
  let filled = 0;
  while (filled < count) {
    const head = reader.varint();
    demand(head < MAX_RUN * 2, `${reader.what} is damaged: a run in it is too long`);
    const size = Math.floor(head / 2);
    if (head % 2 === 1) filled = unpackGroups(reader, width, size, { out, filled });
    else {
      const value = readBits(reader.view(Math.ceil(width / 8)), 0, width);
      const end = Math.min(count, filled + size);
      out.fill(value, filled, end);
      filled = end;
    }
  }
  return out;
}

function unpackGroups(
  reader: ByteReader,
  width: number,
  groups: number,
  target: { readonly out: Int32Array; readonly filled: number },
): number {
  const { out, filled } = target;
  const wanted = Math.min(out.length - filled, groups * 8);
  reader.need(Math.ceil((wanted * width) / 8));
  const packed = reader.view(Math.min(reader.left, groups * width));
  for (let index = 0; index < wanted; index++) out[filled + index] = readBits(packed, index * width, width);
  return filled + wanted;
}

/** The number in `width` bits, at most 32, from bit `at` on, lowest bit first; `at` is below 2^32. */
export function readBits(bytes: Uint8Array, at: number, width: number): number {
  const index = at >>> 3;
  const shift = at & 7;
  if (shift + width > 32) return readWideBits(bytes, at, width);
  const low = (bytes[index] ?? 0) | ((bytes[index + 1] ?? 0) << 8) | ((bytes[index + 2] ?? 0) << 16);
  const word = (low | ((bytes[index + 3] ?? 0) << 24)) >>> shift;
  return width === 32 ? word : word & ((1 << width) - 1);
}

function readWideBits(bytes: Uint8Array, at: number, width: number): number {
  const lowWidth = 32 - (at & 7);
  return readBits(bytes, at, lowWidth) + readBits(bytes, at + lowWidth, width - lowWidth) * 2 ** lowWidth;
}
