// @ts-check
/**
 * Makes scenarios/datasets/flights-2001-04.parquet and airports.csv from the npm package vega-datasets 3.2.1.
 * The results are committed; this is how they came about, and how to get them again: `node scripts/make-flights-dataset.mjs`.
 *
 * The slice: every row of flights-3m.parquet whose local departure lies on 2 to 13 April 2001. Counted from 1, as flight_id
 * is, these are rows 1,494,285 to 1,694,318 of the file.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { parquetWriteBuffer } from "hyparquet-writer";
import { airportClock } from "./us-airport-offsets.mjs";

const PACKAGE = "vega-datasets";
const VERSION = "3.2.1";
/** Hashes of the two source files, so that another edition of the package cannot slip in. */
const SOURCE_SHA256 = new Map([
  ["flights-3m.parquet", "dbeb920c90f59b6ccaff823dcc3d08f25a97fa1ce128d93f40be4e931f5900b0"],
  ["airports.csv", "903c7169e6d558eefb95295fe2947ec8503135fbb855ea5c737cf4a90ea603ad"],
]);
const FIRST_FLIGHT_ID = 1_494_285;
const LAST_FLIGHT_ID = 1_694_318;
const OUT = fileURLToPath(new URL("../scenarios/datasets/", import.meta.url));

/** @typedef {{ date: Date, delay: bigint, distance: bigint, origin: string, destination: string }} SourceFlight */

/** Unpacks the package into a cache outside the tree, once; returns its data folder. */
function fetchPackage() {
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "spillway", `${PACKAGE}-${VERSION}`);
  const data = join(cache, "package", "data");
  if (existsSync(join(data, "flights-3m.parquet"))) return data;
  mkdirSync(cache, { recursive: true });
  execFileSync("npm", ["pack", `${PACKAGE}@${VERSION}`, "--silent", "--pack-destination", cache]);
  execFileSync("tar", ["-xzf", join(cache, `${PACKAGE}-${VERSION}.tgz`), "-C", cache]);
  return data;
}

/**
 * @param {boolean} holds
 * @param {string} fact
 */
function mustHold(holds, fact) {
  if (!holds) throw new Error(`the source is not what it was: expected ${fact}`);
}

/** @param {string} data */
function checkSource(data) {
  for (const [name, hash] of SOURCE_SHA256) {
    const found = createHash("sha256")
      .update(readFileSync(join(data, name)))
      .digest("hex");
    mustHold(found === hash, `${name} with SHA-256 ${hash}, found ${found}`);
  }
}

/**
 * @param {string} data
 * @returns {Promise<SourceFlight[]>}
 */
async function readSlice(data) {
  const file = await asyncBufferFromFile(join(data, "flights-3m.parquet"));
  const rows = await parquetReadObjects({ file, compressors, rowStart: FIRST_FLIGHT_ID - 1, rowEnd: LAST_FLIGHT_ID });
  return /** @type {SourceFlight[]} */ (rows);
}

/** @param {SourceFlight[]} flights */
function checkSlice(flights) {
  /** @type {Map<string, number>} */
  const departures = new Map();
  for (const { origin } of flights) departures.set(origin, (departures.get(origin) ?? 0) + 1);
  mustHold(flights.length === 200_034, "200,034 flights");
  mustHold(departures.size === 221, "221 origins");
  for (const [origin, count] of [
    ["ORD", 10_857],
    ["DFW", 10_378],
    ["ATL", 8_296],
    ["LAX", 7_659],
    ["PHX", 6_211],
  ]) {
    mustHold(departures.get(String(origin)) === count, `${count} departures from ${origin}`);
  }
  mustHold(flights.filter(({ delay }) => delay >= 180n).length === 1_493, "1,493 flights of three hours late or more");
  const days = flights.map(({ date }) => date.toISOString().slice(0, 10));
  mustHold(days[0] === "2001-04-02" && days.at(-1) === "2001-04-13", "2 to 13 April 2001");
  mustHold(
    flights.every(({ date }, index) => index === 0 || date >= flightAt(flights, index - 1).date),
    "rows by departure",
  );
  mustHold(
    flights.every(({ date }) => date.getTime() % 60_000 === 0),
    "departures on whole minutes",
  );
  mustHold(flights.every(isWhole), "no missing value");
}

/** @param {SourceFlight} flight */
function isWhole({ date, delay, distance, origin, destination }) {
  const codes = /^[A-Z]{3}$/;
  return date instanceof Date && delay !== null && distance !== null && codes.test(origin) && codes.test(destination);
}

/**
 * @param {SourceFlight[]} flights
 * @param {number} index
 */
function flightAt(flights, index) {
  const flight = flights[index];
  if (flight === undefined) throw new Error(`no flight at ${index}`);
  return flight;
}

/**
 * The slice as Parquet: Snappy is what hyparquet-writer brings itself, so the bytes do not depend on the Node version.
 * @param {SourceFlight[]} flights
 */
function encodeFlights(flights) {
  return parquetWriteBuffer({
    schema: [
      { name: "root", num_children: 6 },
      { name: "flight_id", type: "INT64", repetition_type: "REQUIRED" },
      {
        name: "dep_local",
        type: "INT64",
        repetition_type: "REQUIRED",
        logical_type: { type: "TIMESTAMP", isAdjustedToUTC: false, unit: "MICROS" },
      },
      { name: "origin", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
      { name: "dest", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
      { name: "miles", type: "INT32", repetition_type: "REQUIRED" },
      { name: "delay", type: "INT32", repetition_type: "REQUIRED" },
    ],
    columnData: [
      {
        name: "flight_id",
        data: BigInt64Array.from(flights, (_, index) => BigInt(FIRST_FLIGHT_ID + index)),
        encoding: "DELTA_BINARY_PACKED",
      },
      { name: "dep_local", data: flights.map(({ date }) => date), encoding: "RLE_DICTIONARY" },
      { name: "origin", data: flights.map(({ origin }) => origin), encoding: "RLE_DICTIONARY" },
      { name: "dest", data: flights.map(({ destination }) => destination), encoding: "RLE_DICTIONARY" },
      { name: "miles", data: Int32Array.from(flights, ({ distance }) => Number(distance)), encoding: "RLE_DICTIONARY" },
      { name: "delay", data: Int32Array.from(flights, ({ delay }) => Number(delay)), encoding: "RLE_DICTIONARY" },
    ],
    rowGroupSize: flights.length,
    createdBy: "spillway scripts/make-flights-dataset.mjs",
  });
}

/**
 * One line of the package's airports.csv as fields; its quoted fields hold no quotes.
 * @param {string} line
 */
function csvFields(line) {
  return [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map((match) => match[1] ?? match[2] ?? "");
}

/**
 * @param {string} text
 * @returns {string}
 */
function csvField(text) {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * The reference table of every airport that occurs, by code.
 * @param {SourceFlight[]} flights
 * @param {string} data
 */
function encodeAirports(flights, data) {
  const codes = new Set(flights.flatMap(({ origin, destination }) => [origin, destination]));
  const lines = readFileSync(join(data, "airports.csv"), "utf8").split(/\r?\n/).slice(1);
  const rows = lines
    .map(csvFields)
    .filter(([iata]) => codes.has(iata ?? ""))
    .map(([iata = "", name = "", , state = ""]) => {
      const clock = airportClock(iata, state);
      return [iata, String(clock.utcOffsetMin), clock.state, csvField(name)].join(",");
    });
  mustHold(rows.length === codes.size, `a name for each of ${codes.size} airports`);
  return `${["iata,utc_offset_min,state,name", ...rows.sort()].join("\n")}\n`;
}

const data = fetchPackage();
checkSource(data);
const flights = await readSlice(data);
checkSlice(flights);
mkdirSync(OUT, { recursive: true });
const parquet = new Uint8Array(encodeFlights(flights));
const airports = encodeAirports(flights, data);
writeFileSync(join(OUT, "flights-2001-04.parquet"), parquet);
writeFileSync(join(OUT, "airports.csv"), airports);
for (const [name, bytes] of /** @type {[string, Uint8Array | string][]} */ ([
  ["flights-2001-04.parquet", parquet],
  ["airports.csv", airports],
])) {
  const hash = createHash("sha256").update(bytes).digest("hex");
  process.stdout.write(`${name}: ${bytes.length} bytes, SHA-256 ${hash}\n`);
}
