import { describe, expect, it } from "vitest";
import { timeUs } from "../base/time.ts";
import { RecordStore } from "../source/record-store.ts";
import { wireHeadOf } from "../source/wire-format.ts";
import { isUnreadable, type Reading } from "./record-reading.ts";

function unreadable(reading: Reading, value: string, head?: Uint8Array): boolean {
  const records = new RecordStore();
  records.valueHead = head;
  const id = records.appendValue(-1, new TextEncoder().encode(value), 0, timeUs(0));
  return isUnreadable(reading, records, id);
}

describe("what an application cannot read", () => {
  it("is nothing when it takes values for text", () => {
    expect(unreadable({ reads: "text", wireFormat: "plain" }, "<whatever>")).toBe(false);
  });

  it("is a value that is no JSON", () => {
    const reading = { reads: "json", wireFormat: "plain" } as const;
    expect([unreadable(reading, '{"a":1}'), unreadable(reading, "{a:1}"), unreadable(reading, "")]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it("is a value with another number of columns", () => {
    const reading = { reads: { separator: "|", columns: 3 }, wireFormat: "plain" } as const;
    expect([unreadable(reading, "a|b|c"), unreadable(reading, "a|b"), unreadable(reading, "a|b|c|d")]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it("is a value without the head that it expects; with it, what comes after counts", () => {
    const reading = { reads: "json", wireFormat: "confluent" } as const;
    expect(unreadable(reading, "1")).toBe(true);
    expect(unreadable(reading, "1", wireHeadOf(7))).toBe(false);
    expect(unreadable(reading, "one", wireHeadOf(7))).toBe(true);
  });
});
