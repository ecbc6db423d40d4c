import { LeaderEpochCache } from "../log/kafka/leader-epoch-cache.ts";
import { type CaseRun, observed } from "./case-outcome.ts";
import { field, integerOf, type Located, listOf, malformed, objectOf, pairsOf, textOf } from "./read-case.ts";

/** Cases of leader-epoch.json: assignments, then truncation and queries in the order in which the case lists them. */
export function runLeaderEpochCase(testCase: Located): CaseRun {
  const input = field(testCase, "input");
  const cache = new LeaderEpochCache();
  const endOffsets: { epoch: number; offset: number }[] = [];
  for (const step of Object.keys(objectOf(input))) {
    const argument = field(input, step);
    if (step === "assign") assignAll(cache, argument);
    else if (step === "then") truncateAll(cache, argument);
    else if (step === "endOffsetFor") endOffsets.push(...queryAll(cache, argument));
    else throw malformed(argument, "one of the steps assign, then, endOffsetFor");
  }
  return observed({
    entries: cache.entries.map((entry) => [entry.epoch, entry.startOffset]),
    endOffsets,
    latestEpoch: cache.latestEpoch ?? null,
  });
}

function assignAll(cache: LeaderEpochCache, from: Located): void {
  for (const [epoch, startOffset] of pairsOf(from)) {
    if (epoch < 0 || startOffset < 0) throw malformed(from, "pairs of numbers that are not negative");
    cache.assign(epoch, startOffset);
  }
}

function truncateAll(cache: LeaderEpochCache, from: Located): void {
  for (const step of Array.isArray(from.value) ? listOf(from) : [from]) {
    const operation = field(step, "op");
    const offset = integerOf(field(step, "offset"));
    if (textOf(operation) === "truncateFromEnd") cache.truncateFromEnd(offset);
    else if (textOf(operation) === "truncateFromStart") cache.truncateFromStart(offset);
    else throw malformed(operation, "truncateFromEnd or truncateFromStart");
  }
}

function queryAll(cache: LeaderEpochCache, from: Located): { epoch: number; offset: number }[] {
  return listOf(from).map((query) => {
    const end = cache.endOffsetFor(integerOf(field(query, "requestedEpoch")), integerOf(field(query, "logEndOffset")));
    return { epoch: end.epoch, offset: end.endOffset };
  });
}
