import { BATCH_PLACES } from "./client-faults.ts";
import type { Outline } from "./outline.ts";
import type { Finding, ScenarioPath } from "./problem.ts";
import { brokerCount, mustBeGroup, mustBeginInTime, mustBeOneOf, WRITTEN_KINDS } from "./references.ts";

/** Whatever a fault names that is not there, and when it would begin too late. */
export function checkChaos(outline: Outline): Finding[] {
  const brokers = brokersOf(outline);
  return outline.list(["chaos"]).flatMap((path) => {
    const fault = outline.text([...path, "fault"]) ?? "";
    const named = (key: string, kind: string, what: string) =>
      mustBeOneOf([...path, key], outline.text([...path, key]), outline.idsOf(kind), what);
    return [
      ...(fault === "add-broker" ? mustBeNew(outline, path) : []),
      ...brokerPaths(outline, path, fault).flatMap((at) => mustBeBroker(outline, at, brokers)),
      ...named("job", "micro-batch", "a micro-batch node"),
      ...named("source", "source", "a source node"),
      ...named("topic", "topic", "a topic node"),
      ...named("stream", "kinesis-stream", "a kinesis-stream node"),
      ...named("application", "kcl-application", "a kcl-application node"),
      ...mustBeProvisioned(outline, path),
      ...mustBeWorker(outline, path),
      ...mustBeGroup(outline, path),
      ...mustBePartition(outline, path, fault),
      ...checkBatchPlace(outline, [...path, "at", "after"]),
      ...mustBeginInTime(outline, [...path, "at"], "the fault would begin"),
    ];
  });
}

/** Every number that stands for a broker in a fault. */
function brokerPaths(outline: Outline, path: ScenarioPath, fault: string): ScenarioPath[] {
  if (fault === "add-broker") return [];
  const ends = ["from", "to"].map((key) => [...path, key]);
  return [
    [...path, "broker"],
    ...outline.list([...path, "brokers"]),
    ...outline.list([...path, "replicas"]),
    ...(fault === "slow-link" ? ends : ends.flatMap((end) => outline.list(end))),
  ];
}

/** Brokers that are there at some time: those of the start and those that are added. */
function brokersOf(outline: Outline): number {
  return outline.list(["chaos"]).reduce((most, path) => {
    const added = outline.text([...path, "fault"]) === "add-broker" ? outline.whole([...path, "broker"]) : undefined;
    return Math.max(most, added ?? 0);
  }, brokerCount(outline));
}

function mustBeBroker(outline: Outline, path: ScenarioPath, brokers: number): Finding[] {
  const broker = outline.whole(path);
  if (broker === undefined || broker < 1 || broker <= brokers) return [];
  return [
    {
      path,
      message: `there is no broker ${broker}`,
      found: String(broker),
      allowed: `1 to ${brokers}`,
      code: "unknown-reference",
    },
  ];
}

/** Brokers are numbered without a gap, in the order in which the file adds them. */
function mustBeNew(outline: Outline, path: ScenarioPath): Finding[] {
  const added = outline.list(["chaos"]).filter((other) => outline.text([...other, "fault"]) === "add-broker");
  const next = brokerCount(outline) + 1 + added.findIndex((other) => other[1] === path[1]);
  const broker = outline.whole([...path, "broker"]);
  if (broker === undefined || broker === next) return [];
  return [
    {
      path: [...path, "broker"],
      message: "brokers are numbered without a gap, in the order in which they are added",
      found: String(broker),
      allowed: String(next),
      code: "out-of-range",
    },
  ];
}

function mustBePartition(outline: Outline, path: ScenarioPath, fault: string): Finding[] {
  const topic = outline.nodes.find(({ kind, id }) => kind === "topic" && id === outline.text([...path, "topic"]));
  if (topic === undefined) return [];
  const partitions = outline.whole([...topic.path, "partitions"]) ?? 1;
  const isGrowth = fault === "add-partitions";
  const at = [...path, isGrowth ? "partitions" : "partition"];
  const asked = outline.whole(at);
  if (asked === undefined || (isGrowth ? asked > partitions : asked < partitions)) return [];
  return [
    {
      path: at,
      message: isGrowth ? "a topic never loses partitions" : `${topic.id} has no partition ${asked}`,
      found: String(asked),
      allowed: isGrowth ? `more than ${partitions}, which it has` : `0 to ${partitions - 1}`,
      code: "out-of-range",
    },
  ];
}

function nodeOf(outline: Outline, kind: string, id: string | undefined): ScenarioPath | undefined {
  return outline.nodes.find((node) => node.kind === kind && node.id === id)?.path;
}

/** Kinesis itself sets the shards of an on-demand stream. */
function mustBeProvisioned(outline: Outline, path: ScenarioPath): Finding[] {
  const id = outline.text([...path, "stream"]);
  const stream = nodeOf(outline, "kinesis-stream", id);
  if (stream === undefined || outline.text([...stream, "mode"]) !== "ON_DEMAND") return [];
  return [
    {
      path: [...path, "stream"],
      message: "Kinesis itself sets the shards of an on-demand stream",
      found: `"${id}"`,
      allowed: "a stream with mode: PROVISIONED",
      code: "conflict",
    },
  ];
}

function mustBeWorker(outline: Outline, path: ScenarioPath): Finding[] {
  const id = outline.text([...path, "application"]);
  const application = nodeOf(outline, "kcl-application", id);
  const worker = outline.whole([...path, "worker"]);
  if (application === undefined || worker === undefined) return [];
  const workers = outline.whole([...application, "workers"]) ?? 1;
  if (worker <= workers) return [];
  return [
    {
      path: [...path, "worker"],
      message: `${id} has no worker ${worker}`,
      found: String(worker),
      allowed: `1 to ${workers}`,
      code: "unknown-reference",
    },
  ];
}

function checkBatchPlace(outline: Outline, path: ScenarioPath): Finding[] {
  const places = [...BATCH_PLACES, ...outline.idsOf(...WRITTEN_KINDS)];
  return mustBeOneOf(path, outline.text(path), places, "a place inside a batch: a step, or a table of this pipeline");
}
