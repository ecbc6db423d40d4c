// @ts-check
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  DuckDBTimestampValue,
  INTEGER,
  TIMESTAMP,
  VARCHAR,
} from "@duckdb/node-api";

/**
 * @import { DuckDBAppender, DuckDBConnection, DuckDBType, DuckDBValue } from "@duckdb/node-api"
 * @import { TapedArray, TapedBatch, TapedCall, TapedColumn } from "./tape.ts"
 * @typedef {(array: TapedArray) => ArrayBuffer} ArrayReader
 * @typedef {(row: number) => DuckDBValue} ValueReader
 */

const chunkRows = 2_048;
const utf8 = new TextDecoder();

/** @type {Readonly<Record<TapedColumn["kind"], { sql: string, type: DuckDBType }>>} */
const types = {
  int32: { sql: "INTEGER", type: INTEGER },
  int64: { sql: "BIGINT", type: BIGINT },
  float64: { sql: "DOUBLE", type: DOUBLE },
  bool: { sql: "BOOLEAN", type: BOOLEAN },
  timestamp: { sql: "TIMESTAMP", type: TIMESTAMP },
  utf8: { sql: "VARCHAR", type: VARCHAR },
  dictionary: { sql: "VARCHAR", type: VARCHAR },
};

/**
 * Makes the table anew with the rows of a taped batch, as the engine's `ingest` does.
 * @param {DuckDBConnection} connection
 * @param {Extract<TapedCall, { call: "ingest" }>} batch
 * @param {ArrayReader} readArray
 */
export async function appendBatch(connection, { table, pieces }, readArray) {
  const declared = (pieces[0]?.columns ?? []).map(({ name, kind }) => `"${name}" ${types[kind].sql}`).join(", ");
  await connection.run(`drop table if exists ${table}; create table ${table} (${declared})`);
  const [schema = "", name = ""] = table.split(".");
  const appender = await connection.createAppender(name, schema, "lake");
  for (const piece of pieces) appendPiece(appender, piece, readArray);
  appender.closeSync();
}

/** @param {DuckDBAppender} appender @param {TapedBatch} piece @param {ArrayReader} readArray */
function appendPiece(appender, { columns, rowCount }, readArray) {
  const readers = columns.map((column) => valueReader(column, readArray));
  for (let from = 0; from < rowCount; from += chunkRows) {
    const rows = Math.min(chunkRows, rowCount - from);
    const chunk = DuckDBDataChunk.create(
      columns.map(({ kind }) => types[kind].type),
      rows,
    );
    chunk.setColumns(readers.map((read) => Array.from({ length: rows }, (_, row) => read(from + row))));
    appender.appendDataChunk(chunk);
  }
}

/** Reads a taped column row by row. @param {TapedColumn} column @param {ArrayReader} readArray @returns {ValueReader} */
function valueReader({ kind, arrays, dictionary = [] }, readArray) {
  const part = (/** @type {string} */ name) => {
    const array = arrays[name];
    if (array === undefined) throw new Error(`a ${kind} column without its ${name}`);
    return { type: array.type, buffer: readArray(array) };
  };
  if (kind === "dictionary") {
    const codes = new Int32Array(part("codes").buffer);
    return (row) => dictionary[codes[row] ?? -1] ?? null;
  }
  const valid = arrays["valid"] === undefined ? undefined : new Uint8Array(part("valid").buffer);
  const read =
    kind === "utf8" ? textReader(part("bytes").buffer, part("offsets").buffer) : numberReader(kind, part("values"));
  return (row) => (valid?.[row] === 0 ? null : read(row));
}

/** @param {ArrayBuffer} bytes @param {ArrayBuffer} offsets @returns {ValueReader} */
function textReader(bytes, offsets) {
  const all = new Uint8Array(bytes);
  const starts = new Int32Array(offsets);
  return (row) => utf8.decode(all.subarray(starts[row], starts[row + 1]));
}

/** @param {Exclude<TapedColumn["kind"], "utf8" | "dictionary">} kind @param {{ type: string, buffer: ArrayBuffer }} values @returns {ValueReader} */
function numberReader(kind, { type, buffer }) {
  switch (kind) {
    case "int32": {
      const values = new Int32Array(buffer);
      return (row) => values[row] ?? null;
    }
    case "float64": {
      const values = new Float64Array(buffer);
      return (row) => values[row] ?? null;
    }
    case "bool": {
      const values = new Uint8Array(buffer);
      return (row) => values[row] !== 0;
    }
    case "int64":
    case "timestamp": {
      const values = type === "BigInt64Array" ? new BigInt64Array(buffer) : new Float64Array(buffer);
      const wide = (/** @type {number} */ row) => BigInt(values[row] ?? 0);
      return kind === "int64" ? wide : (row) => new DuckDBTimestampValue(wide(row));
    }
    default:
      throw new Error(`no such column kind: ${kind}`);
  }
}
