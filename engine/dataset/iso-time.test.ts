import fc from "fast-check";
import { expect, test } from "vitest";
import { parseIsoTime } from "./iso-time.ts";

test("reads what the platform writes, with any zone (seed 8301)", () => {
  const instants = fc.integer({ min: -62_000_000_000_000, max: 253_000_000_000_000 });
  fc.assert(
    fc.property(
      instants,
      fc.integer({ min: -1_439, max: 1_439 }),
      fc.integer({ min: 0, max: 999 }),
      (millis, zone, micros) => {
        const local = new Date(millis + zone * 60_000).toISOString().slice(0, -1);
        const size = Math.abs(zone);
        const two = (value: number) => String(value).padStart(2, "0");
        const suffix = `${zone < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
        const text = `${local}${String(micros).padStart(3, "0")}${suffix}`;
        expect(parseIsoTime(text)).toEqual({ micros: BigInt(millis) * 1_000n + BigInt(micros), hasZone: true });
      },
    ),
    { seed: 8301, numRuns: 1_000 },
  );
});

test("takes shorter forms as UTC and cuts what is finer than a microsecond", () => {
  const microsOf = (text: string) => parseIsoTime(text)?.micros;
  expect(microsOf("1970-01-02")).toBe(86_400_000_000n);
  expect(microsOf("1970-01-01 01:02")).toBe(3_720_000_000n);
  expect(microsOf("1970-01-01T00:00:01.5")).toBe(1_500_000n);
  expect(microsOf("1970-01-01T00:00:00.123456789Z")).toBe(123_456n);
  expect(microsOf("1969-12-31T23:59:59.999999999")).toBe(-1n);
});

test("refuses what is no instant", () => {
  const texts = ["", "2001", "2001-4-2", "2001-04-31", "0000-01-01", "2001-04-02T24:00", "2001-04-02T10:60"];
  const more = ["2001-04-02T10:00:60", "2001-04-02T10", "2001-04-02x10:00", "2001-04-02T10:00+24:00", " 2001-04-02"];
  for (const text of [...texts, ...more]) expect(parseIsoTime(text)).toBeUndefined();
});
