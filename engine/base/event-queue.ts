import { assert } from "./assert.ts";
import type { TimeUs } from "./time.ts";

/** What happens at an instant. */
export type Handler = () => void;

/** Names one queued event, so that it can be cancelled; never reused within a run. */
export type EventHandle = number & { readonly eventHandle: unique symbol };

const INITIAL_CAPACITY = 1_024;

/** Sequences of events that come first at their instant begin here, below those of all others. */
const FIRST_OF_INSTANT = -(2 ** 40);

/**
 * Events in the order of (time, sequence): two events of one instant run in the order in which they were added, after those that were
 * added to come first.
 *
 * Invariants: (1) a parent in the 4-ary heap is never later than its children; (2) both sequences only grow, so ties are always
 * broken; (3) a cancelled event stays in the heap without its handler until it reaches the top.
 */
export class EventQueue {
  #times = new Float64Array(INITIAL_CAPACITY);
  #sequences = new Float64Array(INITIAL_CAPACITY);
  #slots = new Int32Array(INITIAL_CAPACITY);
  #size = 0;
  #nextSequence = 0;
  #nextFirst = FIRST_OF_INSTANT;
  /** By slot: the handler, undefined once cancelled. */
  readonly #handlers: (Handler | undefined)[] = [];
  /** By slot: the sequence that occupies it, so that an old handle cannot cancel a new event. */
  readonly #owners: number[] = [];
  readonly #freeSlots: number[] = [];
  #cancelled = 0;

  /** How many events wait, cancelled ones not counted. */
  get size(): number {
    return this.#size - this.#cancelled;
  }

  /** Adds an event; the handle can cancel it. */
  push(time: TimeUs, handler: Handler): EventHandle {
    const sequence = this.#nextSequence++;
    return (sequence * SLOT_SPAN + this.#insert(time, sequence, handler)) as EventHandle;
  }

  /** Adds an event that comes before all others of its instant, behind those that were added so before it. */
  pushFirst(time: TimeUs, handler: Handler): void {
    this.#insert(time, this.#nextFirst++, handler);
  }

  #insert(time: TimeUs, sequence: number, handler: Handler): number {
    if (this.#size === this.#times.length) this.#grow();
    const slot = this.#freeSlots.pop() ?? this.#handlers.length;
    this.#handlers[slot] = handler;
    this.#owners[slot] = sequence;
    this.#siftUp(this.#size++, time, sequence, slot);
    return slot;
  }

  /** Takes an event out before it runs; true when it was still waiting. */
  cancel(handle: EventHandle): boolean {
    const slot = handle % SLOT_SPAN;
    const sequence = Math.floor(handle / SLOT_SPAN);
    if (this.#owners[slot] !== sequence || this.#handlers[slot] === undefined) return false;
    this.#handlers[slot] = undefined;
    this.#cancelled += 1;
    return true;
  }

  /** The instant of the next event, undefined when none waits. */
  peekTime(): TimeUs | undefined {
    this.#dropCancelled();
    return this.#size === 0 ? undefined : (this.#times[0] as TimeUs);
  }

  /** Removes the next event and returns its handler; there must be one. */
  pop(): Handler {
    this.#dropCancelled();
    assert(this.#size > 0, "pop from an empty event queue");
    const handler = this.#handlers[this.#slots[0] as number];
    this.#removeTop();
    assert(handler !== undefined, "a cancelled event reached pop");
    return handler;
  }

  #dropCancelled(): void {
    while (this.#cancelled > 0 && this.#size > 0 && this.#handlers[this.#slots[0] as number] === undefined) {
      this.#cancelled -= 1;
      this.#removeTop();
    }
  }

  #removeTop(): void {
    const slot = this.#slots[0] as number;
    this.#handlers[slot] = undefined;
    this.#owners[slot] = -1;
    this.#freeSlots.push(slot);
    const last = --this.#size;
    if (last > 0) {
      this.#siftDown(this.#times[last] as number, this.#sequences[last] as number, this.#slots[last] as number);
    }
  }

  #siftUp(start: number, time: number, sequence: number, slot: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 2;
      if (!this.#isEarlier(time, sequence, parent)) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#put(index, time, sequence, slot);
  }

  #siftDown(time: number, sequence: number, slot: number): void {
    let index = 0;
    for (;;) {
      const child = this.#earliestChild(index);
      if (child < 0 || this.#isEarlier(time, sequence, child)) break;
      this.#move(child, index);
      index = child;
    }
    this.#put(index, time, sequence, slot);
  }

  #earliestChild(index: number): number {
    const first = index * 4 + 1;
    if (first >= this.#size) return -1;
    const end = Math.min(first + 4, this.#size);
    let best = first;
    for (let child = first + 1; child < end; child++) {
      if (this.#isEarlier(this.#times[child] as number, this.#sequences[child] as number, best)) best = child;
    }
    return best;
  }

  /** Is (time, sequence) earlier than the event at `index`? */
  #isEarlier(time: number, sequence: number, index: number): boolean {
    const other = this.#times[index] as number;
    return time < other || (time === other && sequence < (this.#sequences[index] as number));
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#times[from] as number, this.#sequences[from] as number, this.#slots[from] as number);
  }

  #put(index: number, time: number, sequence: number, slot: number): void {
    this.#times[index] = time;
    this.#sequences[index] = sequence;
    this.#slots[index] = slot;
  }

  #grow(): void {
    const capacity = this.#times.length * 2;
    assert(capacity <= SLOT_SPAN, "more than 2^20 events wait at once");
    const times = new Float64Array(capacity);
    times.set(this.#times);
    const sequences = new Float64Array(capacity);
    sequences.set(this.#sequences);
    const slots = new Int32Array(capacity);
    slots.set(this.#slots);
    this.#times = times;
    this.#sequences = sequences;
    this.#slots = slots;
  }
}

/** A handle packs (sequence, slot) into one safe integer: 2^20 slots leave 2^33 events for one run. */
const SLOT_SPAN = 1_048_576;
