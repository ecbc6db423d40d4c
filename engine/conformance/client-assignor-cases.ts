import type {
  ClientAssignor,
  GroupAssignment,
  MemberSubscription,
} from "../log/kafka/group/assignor/client-assignor.ts";
import { CLIENT_ASSIGNORS } from "../log/kafka/group/assignor/client-assignors.ts";
import { stickyAssign } from "../log/kafka/group/assignor/sticky-assignor.ts";
import {
  entriesOf,
  optionalTextOf,
  partitionCountsOf,
  partitionNameOf,
  partitionsAsSet,
  textsOf,
  withoutExtras,
} from "./assignment-facts.ts";
import { type Adapter, type CaseRun, observed, prose } from "./case-outcome.ts";
import { field, integerOf, isRecord, type Located, listOf, objectOf, optionalField, textOf } from "./read-case.ts";

/** Cases of range-assignor.json: who gets which partitions. */
export const runRangeAssignorCase: Adapter = (testCase) => runPlainCase(CLIENT_ASSIGNORS.range, testCase);

/** Cases of roundrobin-assignor.json: who gets which partitions. */
export const runRoundRobinAssignorCase: Adapter = (testCase) => runPlainCase(CLIENT_ASSIGNORS.roundrobin, testCase);

function runPlainCase(assignor: ClientAssignor, testCase: Located): CaseRun {
  const input = field(testCase, "input");
  const assignment = assignor.assign(partitionCountsOf(field(input, "partitionsPerTopic")), membersOf(input));
  return observed(assignmentFacts(field(testCase, "expected").value, assignment));
}

function membersOf(input: Located): readonly MemberSubscription[] {
  return entriesOf(field(input, "members")).map(([memberId, member]) => {
    const owned = optionalField(member, "owned");
    const generation = optionalField(member, "generation");
    return {
      memberId,
      instanceId: optionalTextOf(member, "instanceId"),
      topics: textsOf(field(member, "topics")),
      ownedPartitions: owned === undefined ? [] : listOf(owned).map(partitionNameOf),
      generation: generation === undefined ? -1 : integerOf(generation),
    };
  });
}

/** By member, its partitions as text. */
function assignmentFacts(expected: unknown, assignment: GroupAssignment): Readonly<Record<string, unknown>> {
  const stated = isRecord(expected) ? expected : {};
  return Object.fromEntries(
    [...assignment].map(([memberId, partitions]) => [memberId, partitionsAsSet(stated[memberId], partitions)]),
  );
}

/** Cases of sticky-assignor.json: the eager result, what changes hands, and the first round of the cooperative one. */
export function runStickyAssignorCase(testCase: Located): CaseRun {
  const input = field(testCase, "input");
  const expected = field(testCase, "expected");
  const counts = partitionCountsOf(field(input, "partitionsPerTopic"));
  const members = membersOf(input);
  const { partitionsTransferringOwnership } = stickyAssign(counts, members);
  const eager = CLIENT_ASSIGNORS.sticky.assign(counts, members);
  const properties = optionalField(expected, "properties");
  const stated = properties === undefined ? [] : listOf(properties).map(textOf);
  const isOnlyProse = stated.length > 0 && stated.every((text) => readProperty(text) === undefined);
  if (isOnlyProse && Object.keys(objectOf(expected)).length === 1) return prose("nothing here reads these sentences");
  const transferring = Object.fromEntries(
    partitionsTransferringOwnership.map(({ partition, to }) => [`${partition.topic}-${partition.partition}`, to]),
  );
  return observed({
    eager: assignmentFacts(optionalField(expected, "eager")?.value, eager),
    partitionsTransferringOwnership: withoutExtras(
      optionalField(expected, "partitionsTransferringOwnership")?.value,
      transferring,
    ),
    cooperativeFirstRound: assignmentFacts(
      optionalField(expected, "cooperativeFirstRound")?.value,
      CLIENT_ASSIGNORS["cooperative-sticky"].assign(counts, members),
    ),
    cooperativeNeedsFollowUpRebalance: partitionsTransferringOwnership.length > 0,
    properties: stated.map((text) => (readProperty(text)?.(eager) === true ? text : `not seen to hold: ${text}`)),
  });
}

type Property = (assignment: GroupAssignment) => boolean;

/** What a sentence about an assignment claims; undefined for one that is not understood. */
function readProperty(text: string): Property | undefined {
  const each = /^each member has exactly (\d+) partitions?\b/.exec(text);
  if (each !== null) return (assignment) => sizesOf(assignment).every((size) => size === Number(each[1]));
  const total = /^(\d+) partitions assigned to the only member\b/.exec(text);
  if (total !== null) return (assignment) => assignment.size === 1 && sizesOf(assignment)[0] === Number(total[1]);
  const example = /^javadoc example result: (.+)$/.exec(text);
  if (example === null) return undefined;
  const wanted = (example[1] ?? "").split(";").map((part) => part.trim().split(/\s+/).slice(1).sort().join(" "));
  return (assignment) => {
    const found = [...assignment.values()].map((partitions) =>
      partitionsAsSet(undefined, partitions).toSorted().join(" "),
    );
    return found.toSorted().join(";") === wanted.toSorted().join(";");
  };
}

function sizesOf(assignment: GroupAssignment): readonly number[] {
  return [...assignment.values()].map((partitions) => partitions.length);
}
