import fc from "fast-check";
import type { ClientAssignorName } from "../log/kafka/group/assignor/client-assignor.ts";
import { GroupScene } from "./group-scene.ts";

/** How long faults may happen, and how long the group then has to come to rest; in seconds. */
const FAULTS_UNTIL = 60;
const REST = 130;
/** Longer than any session of a member. */
const SESSION = 50;

const MEMBERS = 3;
const MEMBER_ACTS = ["crash", "restart", "stall", "pause", "resume", "close"] as const;

/** Something that happens to a member (1 to 3), to the group, or to a broker, which is back 12 s later. */
export type GroupFault =
  | {
      readonly kind: "member";
      readonly act: (typeof MEMBER_ACTS)[number];
      readonly member: number;
      readonly at: number;
    }
  | { readonly kind: "join"; readonly at: number }
  | { readonly kind: "broker"; readonly broker: number; readonly at: number };

/** A group, what happens to it, and by which protocol it lives. */
export type GroupSchedule = {
  readonly seed: number;
  readonly groupProtocol: "classic" | "consumer";
  readonly assignor: ClientAssignorName;
  readonly isStatic: boolean;
  readonly commit: "auto" | "after-processing" | "after-processing-async";
  readonly faults: readonly GroupFault[];
};

const instant = fc.integer({ min: 50, max: FAULTS_UNTIL * 10 }).map((tenths) => tenths / 10);

const fault: fc.Arbitrary<GroupFault> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("member" as const),
      act: fc.constantFrom(...MEMBER_ACTS),
      member: fc.integer({ min: 1, max: MEMBERS }),
      at: instant,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("join" as const), at: instant }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("broker" as const), broker: fc.integer({ min: 1, max: 3 }), at: instant }),
  },
);

/** Random schedules of one protocol. */
export function groupSchedules(groupProtocol: "classic" | "consumer"): fc.Arbitrary<GroupSchedule> {
  return fc.record({
    seed: fc.integer({ min: 0, max: 1_000_000 }),
    groupProtocol: fc.constant(groupProtocol),
    assignor: fc.constantFrom("range", "roundrobin", "sticky", "cooperative-sticky"),
    isStatic: fc.boolean(),
    commit: fc.constantFrom("auto", "after-processing", "after-processing-async"),
    faults: fc.array(fault, { minLength: 1, maxLength: 12 }),
  });
}

/** Plays a schedule; afterwards everything is mended and the group has had time to come to rest. */
export function playGroupSchedule(schedule: GroupSchedule): GroupScene {
  const { assignor, commit, groupProtocol, isStatic, seed } = schedule;
  const scene = new GroupScene({
    seed,
    topic: { partitions: 5 },
    members: MEMBERS,
    isStatic,
    commit,
    processing: { perRecordUs: 2_000 },
    consumer: {
      groupProtocol,
      partitionAssignmentStrategy: [assignor],
      sessionTimeoutUs: 10_000_000,
      maxPollIntervalUs: 15_000_000,
    },
  });
  // What comes after the faults lets members commit again whose last commit a rebalance refused.
  scene.stream(0, FAULTS_UNTIL + REST / 2, 100, 4);
  let brokerBackAt = 0;
  for (const one of schedule.faults.toSorted((a, b) => a.at - b.at)) {
    if (one.kind === "broker") {
      // One broker at a time: the groups' state has three replicas and commits with one of them in sync.
      if (one.at < brokerBackAt) continue;
      brokerBackAt = one.at + 25;
      scene.at(one.at, () => scene.cluster.crashBroker(one.broker, "process-kill"));
      scene.at(one.at + 12, () => scene.cluster.restartBroker(one.broker));
    } else scene.at(one.at, () => act(scene, one));
  }
  scene.at(FAULTS_UNTIL + 1, () => mend(scene));
  // A static member that comes back within the session of its dead process is refused for good (UNRELEASED_INSTANCE_ID).
  scene.at(FAULTS_UNTIL + 1 + SESSION, () => mend(scene));
  scene.runTo(FAULTS_UNTIL + REST);
  return scene;
}

function act({ group }: GroupScene, one: Exclude<GroupFault, { kind: "broker" }>): void {
  if (one.kind === "join") {
    group.addMembers(1);
    return;
  }
  const { act: what, member } = one;
  if (what === "crash") group.crashMember(member);
  else if (what === "restart") group.restartMember(member);
  else if (what === "stall") group.stallMember(member);
  else if (what === "pause") group.pauseMember(member);
  else if (what === "resume") group.resumeMember(member);
  else group.closeMember(member);
}

/** Who stands still goes on, who is gone comes back. */
function mend({ group }: GroupScene): void {
  for (let member = 1; member <= group.memberCount; member++) {
    group.resumeMember(member);
    group.restartMember(member);
  }
}
