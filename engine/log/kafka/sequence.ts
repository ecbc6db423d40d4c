/** Sequence numbers are signed 32-bit: after the largest comes 0. */
const MAX_SEQUENCE = 2_147_483_647;

/** A batch that no idempotent producer wrote. */
export const NO_SEQUENCE = -1;
export const NO_PRODUCER_ID = -1;
export const NO_PRODUCER_EPOCH = -1;

/** The sequence number `increment` records after `sequence`. As Kafka's DefaultRecordBatch.incrementSequence. */
export function incrementSequence(sequence: number, increment: number): number {
  const next = sequence + increment;
  return next > MAX_SEQUENCE ? next - MAX_SEQUENCE - 1 : next;
}

/** How many records the numbers from `first` to `last` are, over the wrap-around too. */
export function sequenceCount(first: number, last: number): number {
  return last >= first ? last - first + 1 : MAX_SEQUENCE - first + 1 + last + 1;
}

/** Does `next` follow `last` directly? */
export function isInSequence(last: number, next: number): boolean {
  return next === incrementSequence(last, 1);
}
