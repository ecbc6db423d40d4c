import {
  LATEST_PRODUCTION,
  type MetadataVersion,
  parseMetadataVersion,
} from "../log/kafka/controller/metadata-version.ts";
import {
  buildPartitionChange,
  type Election,
  electLeader,
  type PartitionChangeRequest,
} from "../log/kafka/controller/partition-change.ts";
import {
  applyPartitionChange,
  newPartition,
  type PartitionRegistration,
} from "../log/kafka/controller/partition-registration.ts";
import { effectiveMinIsr, isUnderMinIsr } from "../log/kafka/isr-state.ts";
import { type CaseRun, notSupported, observed, prose } from "./case-outcome.ts";
import { runFetchDivergence } from "./fetch-divergence-cases.ts";
import { runListOffsetsIsolation } from "./list-offsets-cases.ts";
import {
  countOf,
  field,
  hasField,
  integerOf,
  integersOf,
  type Located,
  listOf,
  malformed,
  objectOf,
  optionalField,
  textOf,
} from "./read-case.ts";

/** Cases of isr-election.json, by their `kind`. */
export function runIsrElectionCase(testCase: Located): CaseRun {
  const kind = textOf(field(testCase, "kind"));
  const input = field(testCase, "input");
  if (kind === "leaderReplicaState") return runLeaderReplicaState(input);
  if (kind === "followerFetchDivergence") return runFetchDivergence(input);
  if (kind === "electLeader") return runElectLeader(input);
  if (kind === "leaderEpochBump") return runLeaderEpochBump(input);
  if (kind === "partitionChange") return runPartitionChange(testCase, input);
  return notSupported(`no adapter for cases of kind "${kind}"`);
}

function runElectLeader(input: Located): CaseRun {
  const { leader, isUnclean } = electLeader(requestOf(input));
  return observed({ leader, unclean: isUnclean });
}

function runLeaderEpochBump(input: Located): CaseRun {
  const request = requestOf(input);
  const bumps = listOf(field(input, "metadataVersions")).map((version) => {
    const change = buildPartitionChange({ ...request, metadataVersion: metadataVersionOf(version) });
    const after = change === undefined ? request.partition : applyPartitionChange(request.partition, change);
    return after.leaderEpoch > request.partition.leaderEpoch;
  });
  const first = bumps[0];
  if (first === undefined) throw malformed(field(input, "metadataVersions"), "at least one version");
  return observed({ leaderEpochBumped: bumps.every((bumped) => bumped === first) ? first : bumps });
}

function metadataVersionOf(from: Located): MetadataVersion {
  const version = parseMetadataVersion(textOf(from));
  if (version === undefined) throw malformed(from, "a metadata version such as 3.6-IV0");
  return version;
}

/** "unchanged" in an expectation stands for what the partition had before. */
function runPartitionChange(testCase: Located, input: Located): CaseRun {
  const request = requestOf(input);
  const before = request.partition;
  const change = buildPartitionChange(request);
  const after = change === undefined ? before : applyPartitionChange(before, change);
  const expected = objectOf(field(testCase, "expected"));
  const shown = (key: string, value: unknown, isChanged: boolean) =>
    expected[key] === "unchanged" && !isChanged ? "unchanged" : value;
  return observed({
    change: change ?? null,
    isr: shown("isr", after.isr, change?.isr !== undefined),
    leader: shown("leader", after.leader, after.leader !== before.leader),
    leaderRecoveryState: shown(
      "leaderRecoveryState",
      after.leaderRecoveryState,
      change?.leaderRecoveryState !== undefined,
    ),
    leaderEpochBumped: after.leaderEpoch > before.leaderEpoch,
    replicas: shown("replicas", after.replicas, change?.replicas !== undefined),
    elr: shown("elr", after.elr, change?.elr !== undefined),
    lastKnownElr: shown("lastKnownElr", after.lastKnownElr, change?.lastKnownElr !== undefined),
  });
}

function requestOf(input: Located): PartitionChangeRequest {
  const from = field(input, "partition");
  const acceptable = integersOf(field(from, "acceptableBrokers"));
  const targetIsr = optionalField(input, "targetIsr");
  const targetReplicas = optionalField(input, "targetReplicas");
  return {
    partition: partitionOf(from),
    election: electionOf(optionalField(input, "election")),
    isAcceptableLeader: (brokerId) => acceptable.includes(brokerId),
    metadataVersion: LATEST_PRODUCTION,
    minIsr: countOf(field(from, "minIsr")),
    elrRules: {
      isElrEnabled: isTrueOr(false, optionalField(from, "elrEnabled")),
      usesLastKnownLeader: isTrueOr(true, optionalField(input, "useLastKnownLeaderInBalancedRecovery")),
    },
    uncleanShutdownReplicas: integersOr([], optionalField(input, "uncleanShutdownReplicas")),
    ...(targetIsr === undefined ? {} : { targetIsr: integersOf(targetIsr) }),
    ...(targetReplicas === undefined ? {} : { targetReplicas: integersOf(targetReplicas) }),
  };
}

function partitionOf(from: Located): PartitionRegistration {
  return {
    ...newPartition(integersOf(field(from, "replicas"))),
    isr: integersOf(field(from, "isr")),
    elr: integersOr([], optionalField(from, "elr")),
    lastKnownElr: integersOr([], optionalField(from, "lastKnownElr")),
    removingReplicas: integersOr([], optionalField(from, "removingReplicas")),
    addingReplicas: integersOr([], optionalField(from, "addingReplicas")),
    leader: integerOf(field(from, "leader")),
    leaderRecoveryState:
      optionalField(from, "leaderRecoveryState")?.value === "RECOVERING" ? "RECOVERING" : "RECOVERED",
  };
}

function integersOr(otherwise: readonly number[], from: Located | undefined): readonly number[] {
  return from === undefined ? otherwise : integersOf(from);
}

function isTrueOr(otherwise: boolean, from: Located | undefined): boolean {
  if (from === undefined) return otherwise;
  if (typeof from.value !== "boolean") throw malformed(from, "true or false");
  return from.value;
}

function electionOf(from: Located | undefined): Election {
  if (from === undefined) return "online";
  const name = textOf(from);
  if (name === "ONLINE") return "online";
  if (name === "UNCLEAN") return "unclean";
  if (name === "PREFERRED") return "preferred";
  throw malformed(from, "ONLINE, UNCLEAN or PREFERRED");
}

function runLeaderReplicaState(input: Located): CaseRun {
  if (hasField(input, "openTransactionRecords")) return runListOffsetsIsolation(input);
  if (hasField(input, "isrSequence")) return observed({ isUnderMinIsr: underMinIsrOverTime(input) });
  if (hasField(input, "steps"))
    return prose("the steps are English sentences; engine/log/kafka has a named test for each");
  return notSupported("no machine-readable steps of a kind that is known here");
}

function underMinIsrOverTime(input: Located): readonly boolean[] {
  const minIsr = effectiveMinIsr(countOf(field(input, "minInsyncReplicas")), countOf(field(input, "replicas")));
  return listOf(field(input, "isrSequence")).map((size) =>
    isUnderMinIsr({ kind: "committed", isr: Array.from({ length: countOf(size) }, (_, index) => index + 1) }, minIsr),
  );
}
