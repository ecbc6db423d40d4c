import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BoundedQueue } from "./bounded-queue.ts";
import { EventQueue } from "./event-queue.ts";
import { RandomStream } from "./random-stream.ts";
import { RunDigest, sha256Hex } from "./run-digest.ts";
import { VirtualClock } from "./scheduler.ts";
import { durationUs, exactDuration, formatDuration, parseDuration, SECOND, timeUs } from "./time.ts";
import { decodeUtf8, encodeUtf8 } from "./utf8.ts";

const SEED = 20261122;

describe("EventQueue", () => {
  it(`pops in (time, insertion) order, cancelled events left out (seed ${SEED})`, () => {
    const events = fc.array(fc.record({ time: fc.nat(50), isCancelled: fc.boolean() }), { maxLength: 300 });
    fc.assert(
      fc.property(events, (plan) => {
        const queue = new EventQueue();
        const ran: number[] = [];
        const handles = plan.map((event, index) => queue.push(timeUs(event.time), () => ran.push(index)));
        handles.forEach((handle, index) => {
          if (plan[index]?.isCancelled) {
            expect(queue.cancel(handle)).toBe(true);
            expect(queue.cancel(handle)).toBe(false);
          }
        });
        const kept = plan.map((event, index) => ({ ...event, index })).filter((event) => !event.isCancelled);
        expect(queue.size).toBe(kept.length);
        while (queue.peekTime() !== undefined) queue.pop()();
        kept.sort((a, b) => a.time - b.time || a.index - b.index);
        expect(ran).toEqual(kept.map((event) => event.index));
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it("does not let an old handle cancel the event that took its slot", () => {
    const queue = new EventQueue();
    const old = queue.push(timeUs(1), () => {});
    queue.pop();
    queue.push(timeUs(2), () => {});
    expect(queue.cancel(old)).toBe(false);
    expect(queue.size).toBe(1);
  });

  it("refuses to pop when empty", () => {
    expect(() => new EventQueue().pop()).toThrow("pop from an empty event queue");
  });
});

describe("VirtualClock", () => {
  function trace(cuts: readonly number[]): string[] {
    const clock = new VirtualClock();
    const seen: string[] = [];
    const tick = (name: string, every: number): void => {
      seen.push(`${name}@${clock.now()}`);
      clock.after(durationUs(every), () => tick(name, every));
    };
    clock.at(timeUs(0), () => tick("a", 3));
    clock.at(timeUs(0), () => tick("b", 5));
    for (const cut of cuts) while (!clock.advance(timeUs(cut), 7));
    return seen;
  }

  it(`gives one order of events wherever the run is cut (seed ${SEED})`, () => {
    const whole = trace([200]);
    fc.assert(
      fc.property(fc.array(fc.nat(199), { maxLength: 20 }), (cuts) => {
        expect(trace([...cuts.sort((a, b) => a - b), 200])).toEqual(whole);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  it("stands still for good where an event halts it", () => {
    const clock = new VirtualClock();
    const ran: number[] = [];
    clock.at(timeUs(5), () => clock.halt());
    clock.at(timeUs(5), () => ran.push(5));
    expect(clock.advance(timeUs(10), 10)).toBe(true);
    expect([clock.now(), clock.eventsRun, ran]).toEqual([5, 1, []]);
    expect(clock.advance(timeUs(20), 10)).toBe(true);
    expect(clock.now()).toBe(5);
  });

  it("runs what was put first before everything else of its instant, in the order in which it was put there", () => {
    const clock = new VirtualClock();
    const ran: string[] = [];
    clock.at(timeUs(5), () => ran.push("earlier"));
    clock.atFirst(timeUs(5), () => ran.push("first"));
    clock.atFirst(timeUs(5), () => ran.push("second"));
    clock.at(timeUs(4), () => ran.push("before"));
    const cancelled = clock.at(timeUs(5), () => ran.push("cancelled"));
    clock.cancel(cancelled);
    clock.advance(timeUs(10), 10);
    expect(ran).toEqual(["before", "first", "second", "earlier"]);
    expect(() => clock.atFirst(timeUs(9), () => {})).toThrow("lies before now");
  });

  it("ends a slice where it is told to, and goes on from there", () => {
    const clock = new VirtualClock();
    const ran: number[] = [];
    for (const time of [1, 2, 3]) clock.at(timeUs(time), () => ran.push(time));
    expect(clock.advance(timeUs(10), 10, () => ran.length === 2)).toBe(false);
    expect([clock.now(), ran]).toEqual([2, [1, 2]]);
    expect(clock.advance(timeUs(10), 10)).toBe(true);
    expect(ran).toEqual([1, 2, 3]);
  });

  it("stands at the instant it was advanced to, and refuses the past", () => {
    const clock = new VirtualClock();
    expect(clock.advance(timeUs(10), 1)).toBe(true);
    expect(clock.now()).toBe(10);
    expect(() => clock.at(timeUs(9), () => {})).toThrow("lies before now");
  });
});

describe("RandomStream", () => {
  it("is fixed by (seed, name) and by nothing else", () => {
    const draw = (seed: number, name: string): number[] => {
      const stream = new RandomStream(seed, name);
      return Array.from({ length: 4 }, () => stream.nextUint32());
    };
    expect(draw(42, "flights/keys")).toEqual(draw(42, "flights/keys"));
    expect(draw(42, "flights/keys")).not.toEqual(draw(43, "flights/keys"));
    expect(draw(42, "flights/keys")).not.toEqual(draw(42, "flights/lateness"));
  });

  it("draws units with the mean of 1/2 and exponentials with the mean asked for", () => {
    const stream = new RandomStream(7, "means");
    let units = 0;
    let waits = 0;
    for (let index = 0; index < 20_000; index++) {
      units += stream.nextUnit();
      waits += stream.nextExponential(250);
    }
    expect(units / 20_000).toBeCloseTo(0.5, 1);
    expect(Math.abs(waits / 20_000 - 250)).toBeLessThan(10);
  });

  it("draws every value below a bound and none beyond", () => {
    const stream = new RandomStream(7, "bounds");
    const seen = new Set(Array.from({ length: 500 }, () => stream.nextBelow(6)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe("RunDigest", () => {
  it("is SHA-256, and keeps facts apart", () => {
    expect(sha256Hex(encodeUtf8("abc"))).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const one = new RunDigest();
    one.add("a", "b", "c");
    const other = new RunDigest();
    other.add("a", "bc", "");
    expect(one.hex()).not.toBe(other.hex());
  });

  it("goes on without its forks", () => {
    const trunk = new RunDigest();
    trunk.add("a", 1);
    const fork = trunk.fork();
    expect(fork.hex()).toBe(trunk.hex());
    fork.add("b", 2);
    const before = trunk.hex();
    trunk.add("b", 2);
    expect(trunk.hex()).toBe(fork.hex());
    expect(before).not.toBe(fork.hex());
  });

  it("can be read on the way without changing", () => {
    const read = new RunDigest();
    const unread = new RunDigest();
    for (let index = 0; index < 5_000; index++) {
      read.add("fact", index, "some text that fills the buffer");
      unread.add("fact", index, "some text that fills the buffer");
      if (index % 1_000 === 0) read.hex();
    }
    expect(read.hex()).toBe(unread.hex());
  });
});

describe("time", () => {
  it(`writes durations that read back exactly (seed ${SEED})`, () => {
    expect([481_250_001, 90_000_000, 0, 100_000_000, 1, 7_200_000_010].map(exactDuration)).toEqual([
      "481.250001s",
      "90s",
      "0s",
      "100s",
      "0.000001s",
      "7200.00001s",
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7 * 86_400_000_000 }), (us) => {
        expect(parseDuration(exactDuration(us))).toEqual({ ok: true, value: us });
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  it("reads durations as whole microseconds", () => {
    const cases: readonly (readonly [string, number])[] = [
      ["10s", 10e6],
      ["1m30s", 90e6],
      ["1.5h", 5.4e9],
      ["500us", 500],
      ["250ms", 250e3],
      ["7d", 604.8e9],
    ];
    for (const [text, microseconds] of cases) expect(parseDuration(text)).toEqual({ ok: true, value: microseconds });
  });

  it("refuses what is no duration", () => {
    for (const text of ["", "10", "s", "10 s", "-1s", "1e3s", "1h!", "99999999999d"])
      expect(parseDuration(text).ok).toBe(false);
  });

  it("writes durations for people", () => {
    expect([480 * SECOND, 90 * SECOND, 250_000, 12_345_678, 500, 7_201 * SECOND].map(formatDuration)).toEqual([
      "8m",
      "1m 30s",
      "250ms",
      "12.346s",
      "500us",
      "2h 1s",
    ]);
  });
});

describe("utf8", () => {
  it(`round-trips any text and agrees with the platform (seed ${SEED})`, () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(encodeUtf8(text)).toEqual(new TextEncoder().encode(text));
        expect(decodeUtf8(encodeUtf8(text))).toBe(
          new TextDecoder("utf-8", { ignoreBOM: true }).decode(encodeUtf8(text)),
        );
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it("decodes malformed bytes to replacement characters without failing", () => {
    expect(decodeUtf8(Uint8Array.of(0x61, 0xff, 0xc0, 0x80, 0xe2, 0x82, 0x62))).toBe(
      "a\ufffd\ufffd\ufffd\ufffd\ufffdb",
    );
    expect(decodeUtf8(Uint8Array.of(0xed, 0xa0, 0x80))).toBe("\ufffd\ufffd\ufffd");
  });
});

describe("BoundedQueue", () => {
  it(`is first in, first out, and refuses beyond its capacity (seed ${SEED})`, () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.option(fc.nat()), { maxLength: 60 }),
        (capacity, steps) => {
          const queue = new BoundedQueue<number>(capacity);
          const model: number[] = [];
          for (const step of steps) {
            if (step === null) expect(queue.poll()).toBe(model.shift());
            else expect(queue.offer(step)).toBe(model.length < capacity && model.push(step) > 0);
            expect(queue.size).toBe(model.length);
            expect(queue.peek()).toBe(model[0]);
            expect(queue.items()).toEqual(model);
          }
        },
      ),
      { seed: SEED, numRuns: 200 },
    );
  });
});
