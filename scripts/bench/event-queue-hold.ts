/**
 * The hold model on the engine's event queue: with N events waiting, take the next one and add one later. Prints the
 * operations (one pop and one push each) per second. How far ahead an event is added is drawn beforehand,
 * from an exponential distribution.
 */
import { EventQueue } from "../../engine/base/event-queue.ts";
import { RandomStream } from "../../engine/base/random-stream.ts";
import { timeUs } from "../../engine/base/time.ts";

const WARM_UP = 300_000;
const MEASURED = 2_000_000;
const DELAYS = 65_536;
const DELAY_MEAN_US = 500_000;

const random = new RandomStream(7, "bench/event-queue");
const delaysUs = Float64Array.from({ length: DELAYS }, () => Math.round(random.nextExponential(DELAY_MEAN_US)));

function nothing(): void {
  // What an event does is not measured here.
}

function delayUs(index: number): number {
  return delaysUs[index & (DELAYS - 1)] ?? 0;
}

/** Does `count` operations on a queue that is as full when it ends as when it began. */
function hold(queue: EventQueue, count: number): void {
  for (let index = 0; index < count; index++) {
    const now = queue.peekTime() ?? 0;
    queue.pop();
    queue.push(timeUs(now + delayUs(index)), nothing);
  }
}

function measure(pending: number): number {
  const queue = new EventQueue();
  for (let index = 0; index < pending; index++) queue.push(timeUs(delayUs(index)), nothing);
  hold(queue, WARM_UP);
  const startedMs = performance.now();
  hold(queue, MEASURED);
  return MEASURED / ((performance.now() - startedMs) / 1_000);
}

const pending = Number(process.argv[2]);
process.stdout.write(`${JSON.stringify({ pending, operationsPerSecond: measure(pending) })}\n`);
