import { MAX_EVIDENCE } from "./check-log.ts";

const INITIAL_CAPACITY = 65_536;
const MOST_TIMES = 255;

/** Where a record was processed, by which member (counted from 1), and when. */
export type Processing = {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly member: number;
  readonly atUs: number;
};

/** A record that was processed once more than before. */
export type Repeat = Processing & { readonly recordId: number; readonly times: number };

/** What a group did with a record in place of processing it. */
export type GivenUp = "skipped" | "dead-lettered";

/**
 * The book of what the members of a group did with each record, one line a record id. It only listens; the checks read it
 * afterwards.
 */
export class GroupBook {
  #times = new Uint8Array(INITIAL_CAPACITY);
  #givenUp = new Uint8Array(INITIAL_CAPACITY);
  readonly #repeats: Repeat[] = [];
  #deliveredCount = 0;
  #processedCount = 0;
  #repeatCount = 0;
  #skippedCount = 0;
  #deadLetterCount = 0;

  /** Records that polls returned to members, again or not. */
  get deliveredCount(): number {
    return this.#deliveredCount;
  }

  /** Records that members processed, again or not. */
  get processedCount(): number {
    return this.#processedCount;
  }

  /** How often a record was processed that had been processed before. */
  get repeatCount(): number {
    return this.#repeatCount;
  }

  /** The first of those. */
  get repeats(): readonly Repeat[] {
    return this.#repeats;
  }

  get skippedCount(): number {
    return this.#skippedCount;
  }

  get deadLetterCount(): number {
    return this.#deadLetterCount;
  }

  /** A poll returned records to a member. */
  delivered(records: number): void {
    this.#deliveredCount += records;
  }

  /** A member has processed a record. */
  processed(recordId: number, processing: Processing): void {
    if (recordId >= this.#times.length) this.#grow(recordId);
    const times = Math.min(MOST_TIMES, (this.#times[recordId] as number) + 1);
    this.#times[recordId] = times;
    this.#processedCount += 1;
    if (times === 1) return;
    this.#repeatCount += 1;
    if (this.#repeats.length < MAX_EVIDENCE) this.#repeats.push({ ...processing, recordId, times });
  }

  /** A member cannot process a record and goes on behind it. */
  giveUp(recordId: number, how: GivenUp): void {
    if (recordId >= this.#times.length) this.#grow(recordId);
    this.#givenUp[recordId] = how === "skipped" ? 1 : 2;
    if (how === "skipped") this.#skippedCount += 1;
    else this.#deadLetterCount += 1;
  }

  /** How often a record was processed, at most 255. */
  timesProcessed(recordId: number): number {
    return this.#times[recordId] ?? 0;
  }

  /** What was done with a record in place of processing it; undefined when nothing was. */
  givenUp(recordId: number): GivenUp | undefined {
    const how = this.#givenUp[recordId] ?? 0;
    if (how === 0) return undefined;
    return how === 1 ? "skipped" : "dead-lettered";
  }

  #grow(id: number): void {
    const capacity = Math.max(this.#times.length * 2, id + 1);
    const times = new Uint8Array(capacity);
    times.set(this.#times);
    const givenUp = new Uint8Array(capacity);
    givenUp.set(this.#givenUp);
    this.#times = times;
    this.#givenUp = givenUp;
  }
}
