import { compareText } from "../log/kafka/group/assignor/partition-index.ts";
import type { GroupSpec, ServerMember, TopicPartitions } from "../log/kafka/group/assignor/server-assignor.ts";
import { SERVER_ASSIGNORS } from "../log/kafka/group/assignor/server-assignors.ts";
import {
  entriesOf,
  inOrderOf,
  optionalTextOf,
  partitionCountsOf,
  textsOf,
  topicPartitionsOf,
  withoutExtras,
} from "./assignment-facts.ts";
import { type CaseRun, observed } from "./case-outcome.ts";
import { field, isRecord, type Located, malformed, optionalField } from "./read-case.ts";

/** Cases of kip848-assignors.json: the target assignment of a server-side assignor, or that there is none. */
export function runServerAssignorCase(testCase: Located): CaseRun {
  const input = field(testCase, "input");
  const expected = optionalField(field(testCase, "expected"), "assignment")?.value;
  const name = field(input, "assignor");
  const assignor = name.value === "uniform" || name.value === "range" ? SERVER_ASSIGNORS[name.value] : undefined;
  if (assignor === undefined) throw malformed(name, "uniform or range");
  const spec = specOf(input);
  const result = assignor.assign(spec);
  if (!result.ok) return observed({ error: "PartitionAssignorException" });
  return observed({ assignment: withoutExtras(expected, targetFacts(expected, spec, result.value)) });
}

function specOf(input: Located): GroupSpec {
  const type = field(input, "subscriptionType");
  if (type.value !== "HOMOGENEOUS" && type.value !== "HETEROGENEOUS") {
    throw malformed(type, "HOMOGENEOUS or HETEROGENEOUS");
  }
  const order = optionalField(input, "topicIterationOrder");
  const places = new Map((order === undefined ? [] : textsOf(order)).map((topic, place) => [topic, place] as const));
  const placeOf = (topic: string) => places.get(topic) ?? places.size;
  const members = entriesOf(field(input, "members")).map(([memberId, member]): ServerMember => {
    const topics = textsOf(field(member, "topics"));
    const target = optionalField(member, "currentTarget");
    return {
      memberId,
      instanceId: optionalTextOf(member, "instanceId"),
      topics: topics.toSorted((a, b) => placeOf(a) - placeOf(b) || compareText(a, b)),
      assigned: target === undefined ? new Map() : topicPartitionsOf(target),
    };
  });
  return {
    subscriptionType: type.value,
    members: members.sort((a, b) => compareText(a.memberId, b.memberId)),
    partitionsPerTopic: partitionCountsOf(field(input, "partitionsPerTopic")),
  };
}

/** By member and topic; a member without partitions is there only where the case names it. */
function targetFacts(
  expected: unknown,
  spec: GroupSpec,
  target: ReadonlyMap<string, TopicPartitions>,
): Readonly<Record<string, unknown>> {
  const stated = isRecord(expected) ? expected : {};
  const facts = spec.members.map(({ memberId }) => {
    const wanted = stated[memberId];
    const topics = [...(target.get(memberId) ?? [])].filter(([, partitions]) => partitions.length > 0);
    const byTopic = topics.map(([topic, partitions]) => {
      const sorted = partitions.toSorted((a, b) => a - b);
      return [topic, inOrderOf(isRecord(wanted) ? wanted[topic] : undefined, sorted)] as const;
    });
    return [memberId, withoutExtras(wanted, Object.fromEntries(byTopic)), byTopic.length] as const;
  });
  return Object.fromEntries(
    facts.filter(([memberId, , count]) => count > 0 || Object.hasOwn(stated, memberId)).map(([id, fact]) => [id, fact]),
  );
}
