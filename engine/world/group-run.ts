import { GroupBook } from "../check/group-book.ts";
import type { KafkaCluster } from "../log/kafka/cluster.ts";
import type { ApplicationGroup, GroupListener } from "../log/kafka/consumer/application-group.ts";
import type { PlannedGroup } from "../pipeline/plan-pipeline.ts";
import type { RecordStore } from "../source/record-store.ts";
import { bookKeeper, groupProgramOf } from "./group-app.ts";
import { LagWatch } from "./lag-watch.ts";
import type { RecordSink } from "./producer-app.ts";

/** What a group works with. */
export type GroupRooms = {
  readonly cluster: KafkaCluster;
  readonly records: RecordStore;
  /** Where what cannot be processed goes. */
  readonly deadLetters: RecordSink | undefined;
};

/** A consumer group of the pipeline in a run: its members, its book, and how far it is behind. */
export class GroupRun {
  readonly plan: PlannedGroup;
  readonly book = new GroupBook();
  readonly lag = new LagWatch();
  readonly group: ApplicationGroup;
  readonly #listeners: GroupListener[] = [];
  #isStarted = false;

  constructor(plan: PlannedGroup, { cluster, records, deadLetters }: GroupRooms) {
    this.plan = plan;
    const topics = plan.topics.map(({ id }) => id);
    this.#listeners.push(bookKeeper(this.book, records, deadLetters));
    this.group = cluster.createConsumerGroup(groupProgramOf(plan.node, topics, records), this.#listener());
  }

  get id(): string {
    return this.plan.node.id;
  }

  /** Tells `listener` too of what the members do, from now on. */
  listen(listener: GroupListener): void {
    this.#listeners.push(listener);
  }

  #listener(): GroupListener {
    const listeners = this.#listeners;
    return {
      delivered: (...told) => {
        for (const listener of listeners) listener.delivered?.(...told);
      },
      processed: (...told) => {
        for (const listener of listeners) listener.processed?.(...told);
      },
      gaveUp: (...told) => {
        for (const listener of listeners) listener.gaveUp?.(...told);
      },
      assigned: (...told) => {
        for (const listener of listeners) listener.assigned?.(...told);
      },
      released: (...told) => {
        for (const listener of listeners) listener.released?.(...told);
      },
      ended: (...told) => {
        for (const listener of listeners) listener.ended?.(...told);
      },
    };
  }

  /** Its first members start. */
  start(): void {
    this.#isStarted = true;
    this.group.addMembers(this.plan.node.members);
  }

  get isStarted(): boolean {
    return this.#isStarted;
  }

  /**
   * Has it nothing left to do? Every partition is committed up to its end, or nobody is there to read on: its members were closed,
   * or an exception ended them.
   */
  isDone(highWatermarksOf: (topic: string) => readonly number[]): boolean {
    const { members } = this.group.describeMembers();
    if (members.every(({ state }) => state === "stopped" || state === "closed")) return true;
    return this.plan.topics.every(({ id }) => {
      const committed = this.group.committedOffsets(id);
      const positions = this.group.positions(id);
      return highWatermarksOf(id).every((end, partition) => {
        // Nothing was committed where nothing has been read: a reset to the end of the log.
        return (committed[partition] ?? positions[partition] ?? 0) >= end;
      });
    });
  }
}
