import fc from "fast-check";
import { expect, test } from "vitest";
import { PendingSends } from "./pending-sends.ts";

test("gives records back in the order of (time, record id), with pops in between (seed 5001)", () => {
  const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constant("pop" as const)), { maxLength: 700 });
  fc.assert(
    fc.property(steps, (all) => {
      const heap = new PendingSends();
      let waiting: { readonly time: number; readonly id: number }[] = [];
      let nextId = 0;
      for (const step of all) {
        if (step !== "pop") {
          waiting.push({ time: step, id: nextId });
          heap.push(step, nextId++);
          continue;
        }
        waiting.sort((a, b) => a.time - b.time || a.id - b.id);
        const [first, ...rest] = waiting;
        expect(heap.nextTimeUs).toBe(first?.time ?? Number.POSITIVE_INFINITY);
        if (first !== undefined) expect(heap.pop()).toBe(first.id);
        waiting = rest;
      }
    }),
    { seed: 5001, numRuns: 200 },
  );
});
