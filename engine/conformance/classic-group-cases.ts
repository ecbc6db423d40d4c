import { kafkaError } from "../log/kafka/kafka-error.ts";
import { inOrderOf } from "./assignment-facts.ts";
import { type CaseRun, observed, prose } from "./case-outcome.ts";
import { ClassicGroupScene, type SceneTimings } from "./classic-group-scene.ts";
import {
  countOf,
  field,
  hasField,
  integersOf,
  type Located,
  listOf,
  malformed,
  objectOf,
  optionalField,
  textOf,
} from "./read-case.ts";

const US_PER_MS = 1_000;
const LONG: SceneTimings = { rebalanceTimeoutMs: 10_000, sessionTimeoutMs: 30_000 };

/** Cases of consumer-group.json about the classic protocol; undefined for those about something else. */
export function runClassicGroupCase(testCase: Located): CaseRun | undefined {
  const input = field(testCase, "input");
  const expected = field(testCase, "expected");
  if (hasField(input, "group.initial.rebalance.delay.ms")) return runInitialDelay(input, expected);
  if (hasField(input, "heartbeatsAt")) return runHeartbeats(input);
  if (hasField(input, "generation")) return runGeneration(field(input, "generation"));
  if (hasField(input, "who")) return runRejoin(input);
  if (hasField(input, "join")) return runStaticReplacement(input, expected);
  if (hasField(input, "events") && hasField(input, "rebalanceTimeoutMs")) return runMissedRebalance(input, expected);
  if (hasField(input, "events") && hasField(expected, "rebalance")) return runPendingMember(input);
  return undefined;
}

/** When the first join phase completes: `completeAt` in pairs, or `joinCompleteAt1500` by time. */
function runInitialDelay(input: Located, expected: Located): CaseRun {
  const delayMs = countOf(field(input, "group.initial.rebalance.delay.ms"));
  const timeout = optionalField(input, "rebalanceTimeoutMs");
  const timings = { ...LONG, rebalanceTimeoutMs: timeout === undefined ? LONG.rebalanceTimeoutMs : countOf(timeout) };
  const scene = new ClassicGroupScene(timings, { initialRebalanceDelayUs: delayMs * US_PER_MS });
  const joins = listOf(field(input, "events")).flatMap((event) => {
    const [at, what] = listOf(event);
    if (at === undefined || what === undefined) throw malformed(event, "a time and what happens");
    return joinersOf(what).map((name) => ({ atMs: countOf(at), name }));
  });
  const pairs = optionalField(expected, "completeAt");
  const asked =
    pairs === undefined ? [] : listOf(pairs).map((pair) => countOf({ value: firstOf(pair), path: pair.path }));
  const named = Object.keys(objectOf(expected)).flatMap((key) => {
    const match = /^joinCompleteAt(\d{1,9})$/.exec(key);
    return match === null ? [] : [{ key, atMs: Number(match[1]) }];
  });
  const completeAt = new Map<number, boolean>();
  const times = [...joins.map(({ atMs }) => atMs), ...asked, ...named.map(({ atMs }) => atMs)];
  for (const atMs of [...new Set(times)].sort((a, b) => a - b)) {
    scene.advanceTo(atMs);
    for (const join of joins) if (join.atMs === atMs) scene.join(join.name);
    completeAt.set(atMs, scene.group.state === "COMPLETING_REBALANCE");
  }
  return observed({
    completeAt: asked.map((atMs) => [atMs, completeAt.get(atMs)]),
    ...Object.fromEntries(named.map(({ key, atMs }) => [key, completeAt.get(atMs)])),
  });
}

function firstOf(pair: Located): unknown {
  return listOf(pair)[0]?.value;
}

/** "member 2 joins", "members 1 and 2 join", "first member joins an empty group". */
function joinersOf(event: Located): readonly string[] {
  const text = textOf(event);
  if (/^(?:the )?first member joins\b/.test(text)) return ["1"];
  const match = /^members? (\d+(?:(?:,| and) ?\d+)*) joins?\b/.exec(text);
  if (match === null) throw malformed(event, "members that join");
  return [...(match[1] ?? "").matchAll(/\d+/g)].map(([number]) => number);
}

function runHeartbeats(input: Located): CaseRun {
  const sessionTimeoutMs = countOf(field(input, "sessionTimeoutMs"));
  const scene = new ClassicGroupScene({ rebalanceTimeoutMs: 10_000, sessionTimeoutMs });
  scene.stabilise(["member"], false);
  let atMs = 0;
  const errors = integersOf(field(input, "heartbeatsAt")).map((nextMs) => {
    scene.advanceBy(nextMs - atMs);
    atMs = nextMs;
    return scene.heartbeat("member");
  });
  return observed({ errors });
}

/** A heartbeat in a generation: a number, or `current` with what is added. */
function runGeneration(generation: Located): CaseRun {
  const scene = new ClassicGroupScene(LONG);
  scene.stabilise(["member"], false);
  const match =
    typeof generation.value === "string" ? /^current(?: ?([+-]) ?(\d+))?$/.exec(generation.value) : undefined;
  if (match === null) throw malformed(generation, "a generation like current+1");
  const change = match === undefined ? 0 : Number(`${match[1] ?? "+"}${match[2] ?? "0"}`);
  const asked = match === undefined ? countOf(generation) : scene.group.generationId + change;
  return observed({ error: errorFact(scene.heartbeat("member", asked)) });
}

/** An error as the cases write it: name and code. */
export function errorFact(name: string): string {
  const known = kafkaError(name as Parameters<typeof kafkaError>[0], "");
  return name === "NONE" ? name : `${name} (${known.code})`;
}

/** A member joins again, with the same or with other metadata. */
function runRejoin(input: Located): CaseRun {
  const scene = new ClassicGroupScene(LONG);
  scene.stabilise(["leader", "follower"], false);
  const state = textOf(field(input, "state"));
  if (state === "COMPLETING_REBALANCE") {
    scene.join("leader");
    scene.join("follower");
  } else if (state !== "STABLE") throw malformed(field(input, "state"), "STABLE or COMPLETING_REBALANCE");
  const who = field(input, "who");
  if (who.value !== "leader" && who.value !== "follower") throw malformed(who, "leader or follower");
  const isChanged = field(input, "metadataChanged").value === true;
  scene.join(who.value, { topics: isChanged ? ["topic", "other"] : ["topic"] });
  return observed({ rebalance: scene.group.state === "PREPARING_REBALANCE", state: scene.group.state });
}

/** A static member comes back without its member id. */
function runStaticReplacement(input: Located, expected: Located): CaseRun {
  const join = field(input, "join");
  const state = field(input, "state");
  if (state.value !== "STABLE") throw malformed(state, "STABLE");
  if (field(join, "memberId").value !== "" || field(join, "groupInstanceId").value !== "known") {
    throw malformed(join, "a known instance without a member id");
  }
  if (field(input, "sameSelectedProtocol").value !== true) return prose("only a join with the same protocol is played");
  const scene = new ClassicGroupScene(LONG);
  scene.stabilise(["member"], true);
  const client = scene.clients.get("member");
  const before = { memberId: client?.memberId, generationId: scene.group.generationId };
  if (client !== undefined) client.memberId = "";
  const { joined, memberId } = scene.join("member", { isStatic: true });
  return observed({
    rebalance: scene.group.state === "PREPARING_REBALANCE",
    generation: scene.group.generationId,
    newMemberId: memberId !== before.memberId,
    members: scene.group.memberIds.length,
    state: scene.group.state,
    skipAssignment: asStated(optionalField(expected, "skipAssignment")?.value, joined?.skipAssignment),
  });
}

/** The sentence of the case when it begins with what was observed. */
function asStated(expected: unknown, fact: unknown): unknown {
  return typeof expected === "string" && expected.startsWith(`${String(fact)} `) ? expected : fact;
}

/** A static group of a leader and a follower; somebody new joins, and one of the two does not rejoin. */
function runMissedRebalance(input: Located, expected: Located): CaseRun {
  const scene = new ClassicGroupScene({
    rebalanceTimeoutMs: countOf(field(input, "rebalanceTimeoutMs")),
    sessionTimeoutMs: countOf(field(input, "sessionTimeoutMs")),
  });
  scene.stabilise(["leader", "follower"], true);
  const before = { generationId: scene.group.generationId, leader: scene.group.leader };
  for (const event of listOf(field(input, "events"))) {
    const text = textOf(event);
    const rejoins = /^(\w+) rejoins$/.exec(text);
    const waits = /^\w+ does not rejoin for (\d{1,9}) ms$/.exec(text);
    if (/^new (static )?member joins$/.test(text)) scene.join("new", { isStatic: text.includes("static") });
    else if (rejoins !== null && scene.clients.has(rejoins[1] ?? "")) scene.join(rejoins[1] ?? "");
    else if (waits !== null) scene.advanceBy(Number(waits[1]));
    else throw malformed(event, "a member that joins, rejoins or does not rejoin");
  }
  const isThere = (memberId: string) => scene.group.memberIds.includes(memberId);
  const members = [...scene.clients.values()].filter(({ memberId }) => isThere(memberId)).map(({ name }) => name);
  const change = scene.group.generationId - before.generationId;
  const isSameLeader = scene.group.leader === before.leader;
  return observed({
    membersInNewGeneration: inOrderOf(optionalField(expected, "membersInNewGeneration")?.value, members),
    generation: change === 0 ? "unchanged" : `+${change}`,
    leader: isSameLeader ? "the same member" : "another member",
  });
}

/** A stable group, and a client that does not come back with the member id that it was given. */
function runPendingMember(input: Located): CaseRun {
  let sessionTimeoutMs = LONG.sessionTimeoutMs;
  const events = listOf(field(input, "events")).map((event) => {
    const text = textOf(event);
    const stable = /^stable group of (\d{1,3})$/.exec(text);
    const pending = /^dynamic member gets MEMBER_ID_REQUIRED and never returns for (\d{1,9}) ms$/.exec(text);
    if (stable === null && pending === null) throw malformed(event, "a stable group, or a member that never returns");
    return { stable: Number(stable?.[1] ?? 0), pendingMs: pending === null ? undefined : Number(pending[1]) };
  });
  for (const { pendingMs } of events) sessionTimeoutMs = Math.max(sessionTimeoutMs, (pendingMs ?? 0) + 1);
  const scene = new ClassicGroupScene({ ...LONG, sessionTimeoutMs });
  for (const { stable, pendingMs } of events) {
    if (stable > 0)
      scene.stabilise(
        Array.from({ length: stable }, (_, index) => `member-${index}`),
        false,
      );
    if (pendingMs !== undefined) {
      scene.joinHalf("pending");
      scene.advanceBy(pendingMs);
    }
  }
  const { state, generationId, memberIds } = scene.group;
  return observed({ rebalance: state !== "STABLE", state, members: memberIds.length, generation: generationId });
}
