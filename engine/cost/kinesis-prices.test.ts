import { describe, expect, it } from "vitest";
import { putPayloadUnits, putPayloadUsd, putUsdPerGib, shardHoursUsd } from "./kinesis-prices.ts";

describe("Kinesis prices", () => {
  it("count a started 25 KB of each record as a unit", () => {
    expect(putPayloadUnits(1, 10)).toBe(10);
    expect(putPayloadUnits(25_600, 10)).toBe(10);
    expect(putPayloadUnits(25_601, 10)).toBe(20);
    expect(putPayloadUnits(0, 10)).toBe(10);
  });

  it("are 0.014 dollars a million units and 0.015 dollars a shard and hour", () => {
    expect(putPayloadUsd(1_000_000)).toBe(0.014);
    expect(shardHoursUsd(1, 730)).toBe(10.95);
  });

  it("make a GiB of small records dear", () => {
    expect(putUsdPerGib(100)).toBe(0.150324);
    expect(putUsdPerGib(25_600)).toBe(0.000587);
  });
});
