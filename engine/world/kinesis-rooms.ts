import { assertDefined } from "../base/assert.ts";
import type { Probe } from "../base/probe.ts";
import type { Result } from "../base/result.ts";
import type { RunDigest } from "../base/run-digest.ts";
import type { Scheduler } from "../base/scheduler.ts";
import { type TimeUs, timeUs } from "../base/time.ts";
import type { KinesisTargets } from "../chaos/fault-holds.ts";
import type { Ledger } from "../check/ledger.ts";
import { DEFAULT_KINESIS_TIMING } from "../log/kinesis/kinesis-config.ts";
import type { KinesisError } from "../log/kinesis/kinesis-error.ts";
import { KinesisService } from "../log/kinesis/kinesis-service.ts";
import type { KinesisProducer } from "../log/kinesis/producer/kinesis-producer.ts";
import type { KinesisPlan } from "../pipeline/plan-pipeline.ts";
import type { SourceNode } from "../scenario/scenario.ts";
import type { RecordStore } from "../source/record-store.ts";
import { DeliveryBook } from "./delivery-book.ts";
import { KinesisApplication } from "./kinesis-application.ts";
import { kinesisProducerConfigOf, streamSpecOf } from "./kinesis-settings.ts";
import type { Recorder } from "./recorder.ts";

/** What there is of Kinesis in a run. */
export type KinesisRooms = {
  readonly plan: KinesisPlan;
  readonly service: KinesisService;
  /** By stream: what its producers were told. */
  readonly ledgers: ReadonlyMap<string, Ledger>;
  /** By application. */
  readonly applications: ReadonlyMap<string, KinesisApplication>;
};

/** What Kinesis is wired with. */
export type KinesisGround = {
  readonly plan: KinesisPlan;
  readonly seed: number;
  readonly clock: Scheduler;
  readonly recorder: Recorder;
  readonly records: RecordStore;
  /** By topic and by stream. */
  readonly ledgers: ReadonlyMap<string, Ledger>;
};

/** Makes the streams and the applications; nothing of it does anything in a run without them. */
export function wireKinesis({ plan, seed, clock, recorder, records, ledgers }: KinesisGround): KinesisRooms {
  const service = new KinesisService({
    timing: DEFAULT_KINESIS_TIMING,
    scheduler: clock,
    probe: recorder,
    seed,
    records,
  });
  for (const stream of plan.streams) service.createStream(streamSpecOf(stream));
  const rooms = { service, records, probe: recorder, now: () => clock.now() };
  return {
    plan,
    service,
    ledgers: new Map(plan.streams.map(({ id }) => [id, assertDefined(ledgers.get(id), `${id} has a ledger`)])),
    applications: new Map(
      plan.applications.map((planned) => [planned.node.id, new KinesisApplication(planned, rooms)]),
    ),
  };
}

/** The producer of a source that writes to a stream, and the book of what it was told. */
export function wireStreamProducer(
  { service, ledgers }: KinesisRooms,
  { node, stream }: { readonly node: SourceNode; readonly stream: { readonly id: string } },
  { records, recorder }: Pick<KinesisGround, "records" | "recorder">,
): { readonly producer: KinesisProducer; readonly book: DeliveryBook } {
  const ledger = assertDefined(ledgers.get(stream.id), `${stream.id} has a ledger`);
  // A producer of the library always learns what became of its records.
  const book = new DeliveryBook({ topic: stream.id, acks: -1 }, ledger, records, recorder);
  const config = kinesisProducerConfigOf(node);
  return { producer: service.createProducer({ clientId: node.id, stream: stream.id, config, listener: book }), book };
}

/** The workers start when the scenario says. */
export function startKinesis({ applications }: KinesisRooms, clock: Scheduler): void {
  for (const { node, application } of applications.values()) {
    clock.at(timeUs(node.startAt), () => application.start());
  }
}

/** Is everything processed that is in the streams, and is no stream being resharded? */
export function isKinesisDone({ plan, service, applications }: KinesisRooms): boolean {
  return (
    plan.streams.every(({ id }) => service.stream(id).describe().streamStatus === "ACTIVE") &&
    [...applications.values()].every(({ application }) => application.isStarted && application.isCaughtUp)
  );
}

/** Adds to the digest of a run what its streams hold in the end. */
export function digestKinesis({ plan, service, ledgers }: KinesisRooms, digest: RunDigest, recordCount: number): void {
  for (const { id } of plan.streams) {
    digest.add("ledger", id, ledgers.get(id)?.fingerprint(recordCount) ?? "");
    for (const { shardId, isClosed, trimHorizon, endSequenceNumber } of service.stream(id).describe().shards) {
      digest.add("shard", id, shardId, isClosed, trimHorizon, endSequenceNumber);
    }
  }
}

/** Who tells of what Kinesis refuses. */
type Witness = { readonly probe: Probe; now(): TimeUs };

/** What the faults of a recipe do to streams and applications. */
export function kinesisTargets({ service, applications }: KinesisRooms, { probe, now }: Witness): KinesisTargets {
  const applicationOf = (id: string) =>
    assertDefined(applications.get(id), `no KCL application is called ${id}`).application;
  /** What Kinesis refuses is no mistake of the scenario: a stream can be busy with another change. */
  const tell = (id: string, outcome: Result<void, KinesisError>): void => {
    if (outcome.ok) return;
    const { name, message } = outcome.error;
    probe.event({
      kind: "reshard-refused",
      atUs: now(),
      subject: id,
      severity: "warning",
      message: `Stream ${id} refuses to be resharded: ${name}, ${message}`,
      fields: { error: name },
    });
  };
  return {
    stopWorker: (id, worker, stop) =>
      stop === "crash" ? applicationOf(id).crashWorker(worker) : applicationOf(id).pauseWorker(worker),
    startWorker: (id, worker, stop) =>
      stop === "crash" ? applicationOf(id).restartWorker(worker) : applicationOf(id).resumeWorker(worker),
    updateShardCount: (id, shards) => tell(id, service.stream(id).updateShardCount(shards)),
    splitShard: (id, shard) => tell(id, service.stream(id).splitShard(shard)),
  };
}
