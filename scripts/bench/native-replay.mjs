// @ts-check
/**
 * Plays a tape of SQL on native DuckDB with one thread and prints, as JSON, how long its statements took:
 * `node scripts/bench/native-replay.mjs TAPE_FOLDER SCHEMA...`. What goes in is built and appended through the C API's
 * appender and timed apart. A statement that gives another number of rows than it gave the engine is an error.
 */
import { createReadStream, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DuckDBInstance, version } from "@duckdb/node-api";
import { appendBatch } from "./native-append.mjs";

/** @import { TapedArray, TapedCall } from "./tape.ts" */

const [folder = "", ...schemas] = process.argv.slice(2);
const bytes = openSync(join(folder, "tape.bin"), "r");
const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
const connection = await instance.connect();
// The same database as the engine's own: attached, compressed, compacted only when asked.
await connection.run("set checkpoint_threshold='1TB'; attach ':memory:' as lake (compress); use lake");
for (const schema of schemas) await connection.run(`create schema ${schema}`);

/** @param {TapedArray} array */
function readArray({ start, bytes: length }) {
  const buffer = new Uint8Array(length);
  for (let done = 0; done < length; ) done += readSync(bytes, buffer, done, length - done, start + done);
  return buffer.buffer;
}

const phases = { load: emptyPhase(), run: emptyPhase(), check: emptyPhase() };

function emptyPhase() {
  return { statementsMs: 0, ingestMs: 0, statements: 0, rowsIn: 0 };
}

/** @param {TapedCall} call */
async function play(call) {
  const phase = phases[call.phase];
  const startedMs = performance.now();
  if (call.call === "ingest") {
    await appendBatch(connection, call, readArray);
    phase.ingestMs += performance.now() - startedMs;
    for (const { rowCount } of call.pieces) phase.rowsIn += rowCount;
    return;
  }
  const rowCount = await rowsOf(call);
  phase.statementsMs += performance.now() - startedMs;
  phase.statements += 1;
  // Loading asks for the catalogue of functions, and native DuckDB has others.
  if (call.phase !== "load" && "rowCount" in call && call.rowCount !== rowCount)
    throw new Error(`${rowCount} rows, the engine had ${call.rowCount}: ${call.sql.slice(0, 300)}`);
}

/** @param {Exclude<TapedCall, { call: "ingest" }>} call */
async function rowsOf({ sql, didFail }) {
  try {
    return (await connection.run(sql)).rowCount;
  } catch (error) {
    if (didFail) return 0;
    throw error;
  }
}

for await (const line of createInterface({ input: createReadStream(join(folder, "tape.jsonl")) })) {
  await play(JSON.parse(line));
}
process.stdout.write(`${JSON.stringify({ version: version(), phases })}\n`);
