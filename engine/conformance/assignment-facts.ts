import type { PartitionName } from "../log/kafka/group/assignor/partition-index.ts";
import { integersOf, isRecord, type Located, listOf, malformed, objectOf, optionalField, textOf } from "./read-case.ts";

/** The members of an object with where they stand, in the object's own order. */
export function entriesOf(from: Located): readonly (readonly [string, Located])[] {
  return Object.entries(objectOf(from)).map(([key, value]) => [key, { value, path: `${from.path}.${key}` }] as const);
}

/** How many partitions each topic has, from `{"topic": 3}`. */
export function partitionCountsOf(from: Located): ReadonlyMap<string, number> {
  return new Map(
    entriesOf(from).map(([topic, count]) => {
      const value = count.value;
      const isCount = typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= 100_000;
      if (!isCount) throw malformed(count, "a number of partitions from 0 to 100000");
      return [topic, value] as const;
    }),
  );
}

/** A partition written as `topic-3`; the topic may hold hyphens itself. */
export function partitionNameOf(from: Located): PartitionName {
  const match = /^(.+)-(\d{1,6})$/.exec(textOf(from));
  if (match === null) throw malformed(from, "a partition like topic-3");
  return { topic: match[1] ?? "", partition: Number(match[2]) };
}

/** Partitions written as `{"topic": [0, 1]}`. */
export function topicPartitionsOf(from: Located): ReadonlyMap<string, readonly number[]> {
  return new Map(entriesOf(from).map(([topic, partitions]) => [topic, integersOf(partitions)] as const));
}

/** Texts of an array. */
export function textsOf(from: Located): readonly string[] {
  return listOf(from).map(textOf);
}

/** The text of a member that may be missing or null. */
export function optionalTextOf(from: Located, key: string): string | undefined {
  const found = optionalField(from, key);
  return found === undefined || found.value === null ? undefined : textOf(found);
}

/** Partitions as text, in the order of `expected` where that holds the same ones: they are compared as sets. */
export function partitionsAsSet(expected: unknown, observed: readonly PartitionName[]): readonly string[] {
  return inOrderOf(
    expected,
    observed.map(({ topic, partition }) => `${topic}-${partition}`),
  );
}

/** The observed values in the order of `expected` when both hold the same ones. */
export function inOrderOf<T>(expected: unknown, observed: readonly T[]): readonly T[] {
  if (!Array.isArray(expected) || expected.length !== observed.length) return observed;
  const wanted: readonly unknown[] = expected;
  const isSame = new Set(wanted).size === wanted.length && observed.every((value) => wanted.includes(value));
  return isSame ? wanted.flatMap((value) => observed.filter((one) => one === value)) : observed;
}

/** The observed object as it is, or as text when it holds more than `expected` does: nothing may go unmentioned. */
export function withoutExtras(expected: unknown, observed: Readonly<Record<string, unknown>>): unknown {
  if (!isRecord(expected)) return observed;
  const extras = Object.keys(observed).filter((key) => !Object.hasOwn(expected, key));
  return extras.length === 0 ? observed : JSON.stringify(observed);
}
