/**
 * What is wrong with a file: a sentence for people that says where. Thrown within this room only, by code deep inside a
 * format; `decodeDataset` makes a Result of it.
 */
export class DecodeFailure extends Error {
  override readonly name = "DecodeFailure";
}

/** Refuses the file when a person's data, not a bug, has made `condition` false. */
export function demand(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new DecodeFailure(sentence);
}

/** Returns a part of the file, or refuses the file when it is not there. */
export function demandPart<T>(part: T | undefined, sentence: string): T {
  if (part === undefined) throw new DecodeFailure(sentence);
  return part;
}
