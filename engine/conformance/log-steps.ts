import { CASE_NOW_US, CaseLog } from "./case-log.ts";
import { countOf, field, type Located, listOf, malformed, optionalField, textOf } from "./read-case.ts";

/** What the steps of the cases that are written as sentences do. */
const STEPS: readonly (readonly [RegExp, (scene: CaseLog, count: number) => unknown])[] = [
  [/^append (\d+)(?: as leader)?(?: \(.*\))?$/u, (scene, count) => scene.append({ keys: keysOf(count) })],
  [/^append (\d+) as producer$/u, (scene, count) => produce(scene, count)],
  [/^append (\d+) as follower(?: \(.*\))?$/u, (scene, count) => follow(scene, count)],
  [/^maybeIncrementHighWatermark (\d+)$/u, ({ log }, offset) => log.maybeIncrementHighWatermark(offset)],
  [/^updateHighWatermark (\d+)$/u, ({ log }, offset) => log.maybeIncrementHighWatermark(offset)],
  [/^HW=(\d+)$/u, ({ log }, offset) => log.maybeIncrementHighWatermark(offset)],
  [/^truncateTo (\d+)$/u, ({ log }, offset) => log.truncateTo(offset)],
  [/^truncateFullyAndStartAt (\d+)$/u, ({ log }, offset) => log.truncateFullyAndStartAt(offset)],
  [/^()roll$/u, ({ log }) => log.roll(CASE_NOW_US)],
];

function keysOf(count: number): readonly number[] {
  return Array.from({ length: count }, () => -1);
}

/** The only producer with an id in these cases. */
const PRODUCER_ID = 1;

function lastSequenceOf({ log }: CaseLog): number | null {
  return log.producers.entryOf(PRODUCER_ID)?.batches.at(-1)?.lastSequence ?? null;
}

function produce(scene: CaseLog, count: number): void {
  const baseSequence = (lastSequenceOf(scene) ?? -1) + 1;
  const lastSequence = baseSequence + count - 1;
  scene.append({ keys: keysOf(count), producerId: PRODUCER_ID, producerEpoch: 0, baseSequence, lastSequence });
}

/** What another replica's leader would have placed at the end of this log. */
function follow({ log }: CaseLog, count: number): void {
  const leader = new CaseLog();
  leader.log.truncateFullyAndStartAt(log.logEndOffset);
  leader.append({ keys: keysOf(count) });
  for (const batch of leader.log.batches) log.appendAsFollower(batch);
}

/** Runs the steps; after each of them the ends of the log, and what a consumer reads from where the case asks. */
export function stepFacts(steps: Located, expected: Located): Readonly<Record<string, unknown>> {
  const scene = new CaseLog();
  const questions = optionalField(expected, "consumerReadFrom");
  const offsets = questions === undefined ? [] : listOf(questions).map((each) => countOf(field(each, "offset")));
  const highWatermarkAfterStep: number[] = [];
  const logEndOffsetAfterStep: number[] = [];
  const lastSequenceAfterStep: (number | null)[] = [];
  const consumerReadFrom: { offset: number; got: readonly number[] }[] = [];
  for (const [index, step] of listOf(steps).entries()) {
    perform(scene, step);
    highWatermarkAfterStep.push(scene.log.highWatermark);
    logEndOffsetAfterStep.push(scene.log.logEndOffset);
    lastSequenceAfterStep.push(lastSequenceOf(scene));
    const offset = offsets[index];
    if (offset !== undefined) consumerReadFrom.push({ offset, got: scene.offsets(offset, scene.log.highWatermark) });
  }
  return { highWatermarkAfterStep, logEndOffsetAfterStep, lastSequenceAfterStep, consumerReadFrom };
}

function perform(scene: CaseLog, step: Located): void {
  for (const [form, act] of STEPS) {
    const match = form.exec(textOf(step));
    if (match === null) continue;
    act(scene, countOf({ value: Number(match[1]), path: step.path }));
    return;
  }
  throw malformed(step, "a step of a log");
}
