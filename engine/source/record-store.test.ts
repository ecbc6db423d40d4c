import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TIME_ZERO, timeUs } from "../base/time.ts";
import { decodeUtf8, encodeUtf8 } from "../base/utf8.ts";
import { Utf8Builder } from "../base/utf8-builder.ts";
import { NULL_KEY_ID } from "./key-dictionary.ts";
import { RECORD_FLAG, RecordStore } from "./record-store.ts";
import { MAX_VALUE_BYTES } from "./value-arena.ts";

type Plain = { readonly key: string | undefined; readonly value: string; readonly eventTimeUs: number };

const plainRecords = fc.array(
  fc.record({
    key: fc.option(fc.string({ unit: "grapheme", maxLength: 6 }), { nil: undefined }),
    value: fc.string({ unit: "grapheme", maxLength: 120 }),
    eventTimeUs: fc.integer({ min: -(2 ** 50), max: 2 ** 50 }),
  }),
  { maxLength: 60 },
);

function storeOf(records: readonly Plain[]): RecordStore {
  const store = new RecordStore();
  records.forEach((record, index) => {
    const keyId = record.key === undefined ? NULL_KEY_ID : store.keys.internText(record.key);
    store.appendValue(keyId, encodeUtf8(record.value), record.eventTimeUs, timeUs(index * 1_000));
  });
  return store;
}

function textsOf(column: { readonly bytes: Uint8Array; readonly offsets: Int32Array }): string[] {
  return Array.from({ length: column.offsets.length - 1 }, (_, row) =>
    decodeUtf8(column.bytes, column.offsets[row], column.offsets[row + 1]),
  );
}

describe("RecordStore", () => {
  test("gives back what an array of objects would (seed 2001)", () => {
    fc.assert(
      fc.property(plainRecords, (records) => {
        const store = storeOf(records);
        expect(store.count).toBe(records.length);
        records.forEach((record, id) => {
          const keyId = store.keyIdOf(id);
          expect(keyId === NULL_KEY_ID ? undefined : store.keyText(keyId)).toBe(record.key);
          expect(store.keySizeBytes(id)).toBe(encodeUtf8(record.key ?? "").length);
          expect(decodeUtf8(store.valueOf(id))).toBe(record.value);
          expect(store.valueSizeBytes(id)).toBe(encodeUtf8(record.value).length);
          expect(store.eventTimeUs(id)).toBe(record.eventTimeUs);
          expect(store.createTimeUs(id)).toBe(id * 1_000);
        });
      }),
      { seed: 2001 },
    );
  });

  test("gathers any selection of records in its order (seed 2002)", () => {
    fc.assert(
      fc.property(plainRecords, fc.array(fc.nat()), (records, picks) => {
        fc.pre(records.length > 0);
        const store = storeOf(records);
        const ids = Uint32Array.from(picks, (pick) => pick % records.length);
        const chosen = Array.from(ids, (id) => records[id] as Plain);
        expect(textsOf(store.valueColumn(ids))).toEqual(chosen.map((record) => record.value));

        const keys = store.keyColumn(ids);
        expect(Array.from(keys.codes, (code) => (code < 0 ? undefined : keys.dictionary[code]))).toEqual(
          chosen.map((record) => record.key),
        );
        expect(new Set(keys.dictionary).size).toBe(keys.dictionary.length);

        const times = new Float64Array(ids.length);
        store.gatherEventTimesUs(ids, 0, ids.length, times);
        expect([...times]).toEqual(chosen.map((record) => record.eventTimeUs));
      }),
      { seed: 2002 },
    );
  });

  test("a builder takes several gathers and starts again after clear", () => {
    const store = storeOf(["a", "bb", "ccc"].map((value) => ({ key: undefined, value, eventTimeUs: 0 })));
    const out = new Utf8Builder();
    store.gatherValues(Uint32Array.of(2, 0), 0, 2, out);
    store.gatherValues(Uint32Array.of(9, 1, 9), 1, 2, out);
    expect(textsOf(out.column())).toEqual(["ccc", "a", "bb"]);
    out.clear();
    store.gatherValues(Uint32Array.of(1), 0, 1, out);
    expect(textsOf(out.column())).toEqual(["bb"]);
  });

  test("keeps values whole where a chunk of the arena ends", () => {
    const store = new RecordStore();
    const big = new Uint8Array(MAX_VALUE_BYTES - 10).fill(65);
    store.appendValue(NULL_KEY_ID, big, 0, TIME_ZERO);
    store.appendValue(NULL_KEY_ID, encodeUtf8("over the edge of it"), 0, TIME_ZERO);
    store.appendValue(NULL_KEY_ID, big, 0, TIME_ZERO);
    const column = store.valueColumn(Uint32Array.of(0, 1, 2));
    expect([...column.offsets]).toEqual([0, big.length, big.length + 19, 2 * big.length + 19]);
    expect(textsOf(store.valueColumn(Uint32Array.of(1)))).toEqual(["over the edge of it"]);
    expect(store.valueBytes).toBe(2 * big.length + 19);
    expect(() => store.reserveValue(MAX_VALUE_BYTES + 1)).toThrow(/at most 4194304 bytes/);
  });

  test("grows past its first capacity, and keeps flags and restamped send times", () => {
    const store = new RecordStore();
    for (let id = 0; id < 70_000; id++) {
      const keyId = store.keys.internText(`key-${id % 40_000}`);
      store.appendValue(keyId, Uint8Array.of(48 + (id % 10)), id, timeUs(id));
    }
    store.addFlags(69_999, RECORD_FLAG.late);
    store.addFlags(69_999, RECORD_FLAG.poison);
    store.setCreateTime(5, 7, timeUs(1_000_000));
    expect(store.keys.count).toBe(40_000);
    expect(store.keyText(store.keyIdOf(69_999))).toBe("key-29999");
    expect([store.flagsOf(69_999), store.flagsOf(69_998)]).toEqual([RECORD_FLAG.late | RECORD_FLAG.poison, 0]);
    expect([4, 5, 6, 7].map((id) => store.createTimeUs(id))).toEqual([4, 1_000_000, 1_000_000, 7]);
    expect(textsOf(store.valueColumn(Uint32Array.of(0, 69_999)))).toEqual(["0", "9"]);
  });
});
