import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256Hex } from "../base/run-digest.ts";
import { HOUR, MINUTE, SECOND, type TimeUs } from "../base/time.ts";
import { decodeUtf8 } from "../base/utf8.ts";
import { Generator, type GeneratorOptions } from "./generator.ts";
import { NULL_KEY_ID } from "./key-dictionary.ts";
import { RECORD_FLAG, RecordStore } from "./record-store.ts";

const PLAIN: GeneratorOptions = {
  records: 3_000,
  arrivals: "poisson",
  rate: { kind: "constant", perSecond: 2_000 },
  keys: { count: 50, zipf: 1, nullShare: 0 },
  entities: 1_000,
  lateness: { share: 0, distribution: "exponential", mean: MINUTE, max: HOUR },
  duplicates: { share: 0 },
  poison: { share: 0 },
  payloadBytes: 0,
};

const NOISY: GeneratorOptions = {
  ...PLAIN,
  keys: { ...PLAIN.keys, nullShare: 0.1 },
  lateness: { ...PLAIN.lateness, share: 0.2 },
  duplicates: { share: 0.1 },
  poison: { share: 0.05 },
};

function generate(options: GeneratorOptions, seed = 1, untils: readonly number[] = []): RecordStore {
  const store = new RecordStore();
  const generator = new Generator(options, { store, seed, node: "orders" });
  for (const until of untils) generator.take(until as TimeUs);
  for (let next = generator.nextArrivalUs(); next !== undefined; next = generator.nextArrivalUs()) {
    expect(generator.take(next).end).toBe(store.count);
  }
  return store;
}

type Row = ReturnType<typeof rowOf>;

function rowOf(store: RecordStore, id: number) {
  const keyId = store.keyIdOf(id);
  return {
    key: keyId === NULL_KEY_ID ? undefined : store.keyText(keyId),
    payload: decodeUtf8(store.valueOf(id)),
    eventTimeUs: store.eventTimeUs(id),
    createTimeUs: store.createTimeUs(id),
    flags: store.flagsOf(id),
  };
}

function rowsOf(store: RecordStore): Row[] {
  return Array.from({ length: store.count }, (_, id) => rowOf(store, id));
}

const hasFlag = (row: Row, flag: number) => (row.flags & flag) !== 0;

/** Reads a payload as a strict consumer would; undefined when it does not parse. */
function parse(payload: string) {
  const [entity = "", update = "", key = "", cents = "", time = "", padding = "x", ...more] = payload.split("|");
  const isWhole = [entity, update, cents].every((field) => /^[1-9][0-9]*$/.test(field));
  if (!isWhole || !/^k[1-9][0-9]*$/.test(key) || !/^x+$/.test(padding) || more.length > 0) return undefined;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/.test(time)) return undefined;
  const eventTimeUs = Date.parse(`${time.slice(0, 19)}Z`) * 1_000 + Number(time.slice(20));
  return { entity: Number(entity), update: Number(update), key, cents: Number(cents), eventTimeUs };
}

describe("Generator", () => {
  test("in which steps it is taken changes nothing (seed 6001)", () => {
    const whole = rowsOf(generate(NOISY));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2_000_000 }), { maxLength: 20 }), (untils) => {
        const sorted = untils.sort((a, b) => a - b);
        expect(rowsOf(generate(NOISY, 1, sorted))).toEqual(whole);
      }),
      { seed: 6001, numRuns: 15 },
    );
  });

  test("hands over nothing before its slice ends, and says when the next one ends", () => {
    const store = new RecordStore();
    const generator = new Generator(NOISY, { store, seed: 1, node: "orders" });
    for (let until = 0; until < 100_000; until += 333) {
      const next = generator.nextArrivalUs() ?? 0;
      const { first, end } = generator.take(until as TimeUs);
      expect(end > first).toBe(next <= until);
      for (let id = first; id < end; id++) expect(store.createTimeUs(id)).toBeLessThanOrEqual(until);
    }
    const times = rowsOf(store).map((row) => row.createTimeUs);
    expect(times.length).toBeGreaterThan(100);
    expect(times.every((time, id) => time % 1_000 === 0 && time >= (times[id - 1] ?? 0))).toBe(true);
  });

  test("one noise never re-rolls another (seed 6002)", () => {
    const share = fc.double({ min: 0, max: 0.5, noNaN: true });
    const plain = { ...PLAIN, records: 600, entities: 200 };
    const bare = rowsOf(generate(plain, 6002));
    const bareOf = ({ payload, createTimeUs }: Row) => {
      const parsed = parse(payload);
      return { ...parsed, eventTimeUs: undefined, createTimeUs };
    };
    fc.assert(
      fc.property(share, share, share, fc.integer({ min: 0, max: 300 }), (late, nulls, poison, payloadBytes) => {
        const noisy = rowsOf(
          generate(
            {
              ...plain,
              lateness: { ...PLAIN.lateness, share: late, distribution: "uniform" },
              keys: { ...PLAIN.keys, nullShare: nulls },
              poison: { share: poison },
              payloadBytes,
            },
            6002,
          ),
        );
        expect(noisy.length).toBe(bare.length);
        noisy.forEach((row, id) => {
          const before = bare[id] as Row;
          expect(row.createTimeUs).toBe(before.createTimeUs);
          if (row.key !== undefined) expect(row.key).toBe(before.key);
          if (!hasFlag(row, RECORD_FLAG.late)) expect(row.eventTimeUs).toBe(before.eventTimeUs);
          if (!hasFlag(row, RECORD_FLAG.poison)) expect(bareOf(row)).toEqual(bareOf(before));
        });
      }),
      { seed: 6002, numRuns: 15 },
    );
  });

  test("repeats leave the records between them what they were", () => {
    const bare = rowsOf(generate(PLAIN));
    const repeated = rowsOf(generate({ ...PLAIN, duplicates: { share: 0.3 } }));
    const firsts = repeated.filter((row) => !hasFlag(row, RECORD_FLAG.duplicate));
    expect(repeated.length).toBe(PLAIN.records);
    expect(firsts).toEqual(bare.slice(0, firsts.length));
    expect(Math.abs(1 - firsts.length / repeated.length - 0.3)).toBeLessThan(0.03);

    const sent = new Set<string>();
    for (const row of repeated) {
      expect(sent.has(row.payload)).toBe(hasFlag(row, RECORD_FLAG.duplicate));
      sent.add(row.payload);
    }
  });

  test("as many repeats as there may be stop at the number of records", () => {
    const rows = rowsOf(generate({ ...PLAIN, records: 20, entities: 20, duplicates: { share: 0.9 } }));
    expect(rows.length).toBe(20);
  });

  test("payloads parse unless they are poison, and then they do not", () => {
    const rows = rowsOf(generate({ ...NOISY, duplicates: { share: 0 } }));
    const updates = new Map<number, number>();
    const keys = new Map<number, string>();
    for (const row of rows) {
      const parsed = parse(row.payload);
      expect(parsed === undefined).toBe(hasFlag(row, RECORD_FLAG.poison));
      if (parsed === undefined) continue;
      expect(parsed.eventTimeUs).toBe(row.eventTimeUs);
      expect(row.key ?? parsed.key).toBe(parsed.key);
      expect(keys.get(parsed.entity) ?? parsed.key).toBe(parsed.key);
      expect(parsed.update).toBeGreaterThan(updates.get(parsed.entity) ?? 0);
      expect(parsed.cents).toBeGreaterThanOrEqual(100);
      keys.set(parsed.entity, parsed.key);
      updates.set(parsed.entity, parsed.update);
    }
    const entities = [...updates.keys()];
    expect(Math.max(...entities)).toBe(1_000);
    const poison = rows.filter((row) => hasFlag(row, RECORD_FLAG.poison));
    expect(Math.abs(poison.length / rows.length - 0.05)).toBeLessThan(0.015);
    expect(new Set(poison.map((row) => row.payload.split("|").length))).toEqual(new Set([1, 4, 5]));
  });

  test("lateness has the share, mean and limit that were asked for", () => {
    for (const distribution of ["exponential", "uniform"] as const) {
      const lateness = { share: 0.5, distribution, mean: MINUTE, max: (3 * MINUTE) as typeof MINUTE };
      const onTime = rowsOf(generate({ ...PLAIN, records: 20_000 }));
      const rows = rowsOf(generate({ ...PLAIN, records: 20_000, lateness }));
      const delays = rows.map((row, id) => (onTime[id] as Row).eventTimeUs - row.eventTimeUs);
      const late = delays.filter((delay) => delay > 0);
      // Cut at three means, an exponential's mean falls by e^-3, some 5 %.
      const mean = distribution === "exponential" ? 0.95 * MINUTE : MINUTE;
      expect(Math.abs(late.length / rows.length - 0.5)).toBeLessThan(0.02);
      expect(Math.abs(late.reduce((sum, delay) => sum + delay, 0) / late.length / mean - 1)).toBeLessThan(0.03);
      expect(Math.max(...late)).toBeLessThanOrEqual(3 * MINUTE);
      expect(Math.min(...delays)).toBe(0);
    }
  });

  test("Poisson arrivals: as many slices with none as the law says", () => {
    const rows = rowsOf(generate({ ...PLAIN, records: 20_000, rate: { kind: "constant", perSecond: 1_000 } }));
    const span = Math.max(...rows.map((row) => row.createTimeUs)) / 1_000;
    const slices = new Set(rows.map((row) => row.createTimeUs));
    expect(Math.abs(span / 20_000 - 1)).toBeLessThan(0.03);
    expect(Math.abs(1 - slices.size / span - 0.3679)).toBeLessThan(0.01);
  });

  test("even arrivals are exact", () => {
    const rate = { kind: "constant", perSecond: 250 } as const;
    const rows = rowsOf(generate({ ...PLAIN, arrivals: "even", records: 10, entities: 4, rate }));
    expect(rows.map((row) => row.createTimeUs)).toEqual([4, 8, 12, 16, 20, 24, 28, 32, 36, 40].map((ms) => ms * 1_000));
  });

  test("a source whose rate falls to zero is spent early", () => {
    const rate = { kind: "ramp", from: 100, to: 0, over: SECOND } as const;
    expect(generate({ ...PLAIN, arrivals: "even", rate }).count).toBe(50);
  });

  test("pads payloads to the size asked for", () => {
    const store = generate({ ...PLAIN, records: 100, entities: 50, payloadBytes: 80 });
    expect(new Set(rowsOf(store).map((row) => row.payload.length))).toEqual(new Set([80]));
    expect(rowsOf(store).every((row) => parse(row.payload) !== undefined)).toBe(true);
  });

  test("the same seed gives the same bytes on every machine, another seed others", () => {
    const bytesOf = (seed: number) => {
      const store = generate(NOISY, seed);
      return sha256Hex(store.valueColumn(Uint32Array.from({ length: store.count }, (_, id) => id)).bytes);
    };
    expect(bytesOf(1)).toBe(bytesOf(1));
    expect(bytesOf(2)).not.toBe(bytesOf(1));
    expect(bytesOf(1)).toMatchInlineSnapshot(`"b9c747776c58558763330888c00268e92a86009fd6c34da4beb8668acdf781e7"`);
  });
});
