import { describe, expect, it } from "vitest";
import { timeUs } from "../base/time.ts";
import { RecordStore } from "./record-store.ts";
import { schemaIdIn, WIRE_HEAD_BYTES, wireHeadOf } from "./wire-format.ts";

describe("Confluent's wire format", () => {
  it("is a magic byte 0 and the schema id, big-endian, before the payload", () => {
    expect([...wireHeadOf(7)]).toEqual([0, 0, 0, 0, 7]);
    expect([...wireHeadOf(0x01020304)]).toEqual([0, 1, 2, 3, 4]);
    expect(schemaIdIn(wireHeadOf(0x01020304))).toBe(0x01020304);
  });

  it("is not there in a value that is too short or begins with another byte", () => {
    expect(schemaIdIn(Uint8Array.of(0, 0, 0, 7))).toBeUndefined();
    expect(schemaIdIn(new TextEncoder().encode("plain text"))).toBeUndefined();
  });

  it("stands before each value that is written while the store has it", () => {
    const store = new RecordStore();
    const plain = store.appendValue(-1, Uint8Array.of(65), 0, timeUs(0));
    store.valueHead = wireHeadOf(7);
    const headed = store.appendValue(-1, Uint8Array.of(66, 67), 0, timeUs(0));
    store.valueHead = undefined;
    const after = store.appendValue(-1, Uint8Array.of(68), 0, timeUs(0));
    expect([plain, headed, after].map((id) => [...store.valueOf(id)])).toEqual([[65], [0, 0, 0, 0, 7, 66, 67], [68]]);
    expect(store.valueSizeBytes(headed)).toBe(WIRE_HEAD_BYTES + 2);
  });
});
