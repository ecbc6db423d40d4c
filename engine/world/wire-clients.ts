import { assertDefined } from "../base/assert.ts";
import type { VirtualClock } from "../base/scheduler.ts";
import type { Ledger } from "../check/ledger.ts";
import type { KafkaCluster } from "../log/kafka/cluster.ts";
import { DEFAULT_PRODUCER_CONFIG } from "../log/kafka/kafka-config.ts";
import type { KafkaProducer } from "../log/kafka/producer/kafka-producer.ts";
import { TransactionalApplication } from "../log/kafka/producer/transactional-application.ts";
import type { PipelinePlan } from "../pipeline/plan-pipeline.ts";
import type { SourceNode } from "../scenario/scenario.ts";
import type { RecordStore } from "../source/record-store.ts";
import { wireHeadOf } from "../source/wire-format.ts";
import { DeliveryBook } from "./delivery-book.ts";
import { GroupRun } from "./group-run.ts";
import { producerConfigOf, transactionsOf } from "./kafka-settings.ts";
import { type KinesisRooms, wireStreamProducer } from "./kinesis-rooms.ts";
import { PlainApplication } from "./plain-application.ts";
import type { PreparedSource } from "./prepare-sources.ts";
import { ProducerApp } from "./producer-app.ts";
import type { Recorder } from "./recorder.ts";

/** What the clients of a run are wired from. */
export type ClientGround = {
  readonly plan: PipelinePlan;
  readonly cluster: KafkaCluster;
  readonly records: RecordStore;
  readonly recorder: Recorder;
  readonly clock: VirtualClock;
  /** By topic: what its producers are told. */
  ledgerOf(topic: string): Ledger;
};

/** The process of a source's application: with or without transactions. */
export type SourceProcess = PlainApplication | TransactionalApplication;

/** What sends records, by source. */
export type WiredSources = {
  readonly apps: ReadonlyMap<string, ProducerApp>;
  readonly producers: Map<string, Pick<KafkaProducer, "pendingRecords">>;
  readonly processes: ReadonlyMap<string, SourceProcess>;
  readonly deliveries: Map<string, DeliveryBook>;
};

/** The applications of the sources and their producers, to topics and to streams. */
export function wireSources(
  { plan, cluster, ledgerOf, records, recorder, clock, kinesis }: ClientGround & { readonly kinesis: KinesisRooms },
  sources: ReadonlyMap<string, PreparedSource>,
): WiredSources {
  const apps = new Map<string, ProducerApp>();
  const producers = new Map<string, Pick<KafkaProducer, "pendingRecords">>();
  const deliveries = new Map<string, DeliveryBook>();
  const processes = new Map<string, SourceProcess>();
  for (const { node, topic } of plan.sources) {
    const source = assertDefined(sources.get(node.id), `${node.id} is prepared`);
    const config = producerConfigOf(node);
    const place = { topic: topic.id, acks: config.acks };
    const listener = new DeliveryBook(place, ledgerOf(topic.id), records, recorder);
    const client = { clientId: node.id, topic: topic.id, config, listener };
    const producer =
      config.transactionalId === undefined
        ? new PlainApplication(cluster, client, clock)
        : new TransactionalApplication({ cluster, client, scheduler: clock, probe: recorder, ...transactionsOf(node) });
    producers.set(node.id, producer);
    processes.set(node.id, producer);
    deliveries.set(node.id, listener);
    apps.set(node.id, new ProducerApp(source, { sink: producer, scheduler: clock, records }, headOf(node)));
  }
  for (const planned of plan.kinesis.sources) {
    const { node } = planned;
    const source = assertDefined(sources.get(node.id), `${node.id} is prepared`);
    const { producer, book } = wireStreamProducer(kinesis, planned, { records, recorder });
    producers.set(node.id, producer);
    deliveries.set(node.id, book);
    apps.set(node.id, new ProducerApp(source, { sink: producer, scheduler: clock, records }, headOf(node)));
  }
  return { apps, producers, processes, deliveries };
}

/** The groups, and for their dead letters producers of their own, which count like those of sources. */
export function wireGroups(
  { plan, cluster, ledgerOf, records, recorder }: ClientGround,
  { producers, deliveries }: Pick<WiredSources, "producers" | "deliveries">,
): ReadonlyMap<string, GroupRun> {
  return new Map(
    plan.groups.map((group) => {
      const { node, deadLetters } = group;
      const rooms = { cluster, records };
      if (deadLetters === undefined) return [node.id, new GroupRun(group, { ...rooms, deadLetters: undefined })];
      const place = { topic: deadLetters.id, acks: DEFAULT_PRODUCER_CONFIG.acks };
      const listener = new DeliveryBook(place, ledgerOf(deadLetters.id), records, recorder);
      const clientId = `${node.id}-dead-letters`;
      const producer = cluster.createProducer({
        clientId,
        topic: deadLetters.id,
        config: DEFAULT_PRODUCER_CONFIG,
        listener,
      });
      producers.set(clientId, producer);
      deliveries.set(clientId, listener);
      return [node.id, new GroupRun(group, { ...rooms, deadLetters: producer })];
    }),
  );
}

function headOf({ wireFormat }: SourceNode): Uint8Array | undefined {
  return wireFormat === undefined ? undefined : wireHeadOf(wireFormat.schemaId);
}
