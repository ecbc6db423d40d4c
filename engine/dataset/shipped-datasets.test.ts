import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Column } from "../base/columns.ts";
import { sha256Hex } from "../base/run-digest.ts";
import { batchRows, columnValues } from "../testing/column-values.ts";
import { type DatasetFormat, decodeDataset } from "./decode-dataset.ts";

function bytesOf(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../../scenarios/datasets/${name}`, import.meta.url)));
}

async function decode(name: string, format: DatasetFormat) {
  const result = await decodeDataset(format, bytesOf(name));
  if (!result.ok) throw new Error(result.error);
  const columns = new Map(result.value.columns.map(({ name: column, column: values }) => [column, values]));
  const valuesOf = (column: string) => columnValues(columns.get(column) as Column, result.value.rowCount);
  return { batch: result.value, valuesOf };
}

const APRIL_2_US = 986_169_600_000_000n;
const DAY_US = 86_400_000_000n;
const MINUTE_US = 60_000_000n;

describe("flights-2001-04.parquet", () => {
  test("is the file that the script made", () => {
    expect(sha256Hex(bytesOf("flights-2001-04.parquet"))).toBe(
      "52abaf16eb6d65b89af37cd49e0d0ab006ca40003223b8edf0b948d946170b1d",
    );
  });

  test("holds the twelve days that the demo speaks of", async () => {
    const { batch, valuesOf } = await decode("flights-2001-04.parquet", "parquet");
    expect(batch.rowCount).toBe(200_034);
    expect(batch.columns.map(({ name, column }) => `${name} ${column.kind}`)).toEqual([
      "flight_id int64",
      "dep_local timestamp",
      "origin utf8",
      "dest utf8",
      "miles int32",
      "delay int32",
    ]);
    const departures = new Map<unknown, number>();
    for (const origin of valuesOf("origin")) departures.set(origin, (departures.get(origin) ?? 0) + 1);
    expect(departures.size).toBe(221);
    expect(["ORD", "DFW", "ATL", "LAX", "PHX"].map((origin) => departures.get(origin))).toEqual([
      10_857, 10_378, 8_296, 7_659, 6_211,
    ]);
    const ids = valuesOf("flight_id") as bigint[];
    expect(ids.every((id, row) => id === BigInt(1_494_285 + row))).toBe(true);
    const delays = valuesOf("delay") as number[];
    expect(delays.filter((delay) => delay >= 180).length).toBe(1_493);
    expect([delays.reduce((a, b) => Math.min(a, b)), delays.reduce((a, b) => Math.max(a, b))]).toEqual([-78, 1_491]);
    const times = valuesOf("dep_local") as bigint[];
    expect([times[0], times.at(-1)]).toEqual([APRIL_2_US, APRIL_2_US + 12n * DAY_US - MINUTE_US]);
    expect(times.every((time, row) => time % MINUTE_US === 0n && time >= (times[row - 1] ?? 0n))).toBe(true);
    expect(batch.columns.every(({ column }) => !("valid" in column))).toBe(true);
  });

  test("(departure, origin, destination) is no key: it would merge 543 flights away", async () => {
    const { valuesOf } = await decode("flights-2001-04.parquet", "parquet");
    const [times, origins, dests] = [valuesOf("dep_local"), valuesOf("origin"), valuesOf("dest")];
    const triples = new Set(times.map((time, row) => `${time} ${origins[row]} ${dests[row]}`));
    expect(200_034 - triples.size).toBe(543);
  });
});

describe("airports.csv", () => {
  test("is the file that the script made", () => {
    expect(sha256Hex(bytesOf("airports.csv"))).toBe("81418c4cc18e3a763f72ea635de07e643d3eedb879d3867848f5d9c2d59432fc");
  });

  test("has every airport that occurs, each once", async () => {
    const { valuesOf } = await decode("airports.csv", "csv");
    const flights = await decode("flights-2001-04.parquet", "parquet");
    const used = new Set([...flights.valuesOf("origin"), ...flights.valuesOf("dest")]);
    expect(valuesOf("iata")).toEqual([...used].sort());
  });

  test("keeps the clocks of April 2001, the odd ones too", async () => {
    const { batch } = await decode("airports.csv", "csv");
    const offsets = Object.fromEntries(
      batchRows(batch).map((row) => [String(row["iata"]), Number(row["utc_offset_min"])]),
    );
    expect(offsets).toMatchObject({ JFK: -240, ORD: -300, DEN: -360, LAX: -420, ANC: -480 });
    // No daylight saving: Arizona, Hawaii, Puerto Rico, the Virgin Islands, most of Indiana until 2006.
    expect(offsets).toMatchObject({
      PHX: -420,
      TUS: -420,
      HNL: -600,
      SJU: -240,
      STT: -240,
      IND: -300,
      FWA: -300,
      SBN: -300,
    });
    // Split states.
    expect(offsets).toMatchObject({
      EVV: -300,
      PNS: -300,
      VPS: -300,
      TLH: -240,
      BNA: -300,
      MEM: -300,
      TYS: -240,
      TRI: -240,
    });
    expect(offsets).toMatchObject({
      CHA: -240,
      SDF: -240,
      LEX: -240,
      CVG: -240,
      ELP: -360,
      RAP: -360,
      BIS: -300,
      BOI: -360,
    });
  });
});
