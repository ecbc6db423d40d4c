import type { MachineId } from "../network-links.ts";
import type { TopicPartition } from "../topic-partition.ts";
import type { RecordRun } from "./completed-fetch.ts";
import { type ApplicationEnd, type CommitMode, ConsumerApplication } from "./consumer-application.ts";
import type { ConsumerConfig } from "./consumer-config.ts";
import { type ConsumerOptions, KafkaConsumer } from "./kafka-consumer.ts";
import type { CommitResult } from "./offset-committer.ts";
import type { PositionChange } from "./position-lookup.ts";
import type { FailureHandling, ProcessingModel, UnprocessedRecord } from "./processing-plan.ts";

/** What the members of a group are, and what their applications do. */
export type GroupProgram = {
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly config: ConsumerConfig;
  /** Whether each member has a group.instance.id of its own: its name. */
  readonly isStatic: boolean;
  readonly processing: ProcessingModel;
  readonly commit: CommitMode;
  readonly failures?: FailureHandling | undefined;
};

/**
 * running: it polls or works. stalled: its processing stands still, heartbeats go on. paused: the whole process stands still.
 * crashed: it is gone, and nobody was told. closed: it left in order. stopped: an exception ended it.
 */
export type ProcessState = "running" | "stalled" | "paused" | "crashed" | "closed" | "stopped";

/** What a member's process tells, as it happens. */
export type ProcessListener = {
  delivered(runs: readonly RecordRun[], count: number): void;
  processed(run: RecordRun): void;
  gaveUp(record: UnprocessedRecord): void;
  committed(result: CommitResult): void;
  assigned(partitions: readonly TopicPartition[]): void;
  revoked(partitions: readonly TopicPartition[]): void;
  lost(partitions: readonly TopicPartition[]): void;
  moved(change: PositionChange): void;
  ended(end: ApplicationEnd): void;
};

/** What a process is made of beside its program. */
export type ProcessParts = {
  readonly name: string;
  readonly incarnation: number;
  readonly program: GroupProgram;
  readonly client: Pick<
    ConsumerOptions,
    "machineId" | "brokerIds" | "network" | "directory" | "catalogue" | "seed" | "metadata"
  >;
  readonly listener: ProcessListener;
};

/**
 * One run of one member's process: a consumer and the application that polls it, on a machine of their own.
 *
 * Invariant: after it has crashed, closed or stopped nothing here acts any more.
 */
export class GroupProcess {
  readonly consumer: KafkaConsumer;
  readonly #parts: ProcessParts;
  readonly #application: ConsumerApplication;
  #state: ProcessState = "running";

  constructor(parts: ProcessParts) {
    this.#parts = parts;
    const { client, incarnation, listener, name, program } = parts;
    const { commit, config, failures, groupId, isStatic, processing, topics } = program;
    this.consumer = new KafkaConsumer({
      ...client,
      clientId: name,
      incarnation,
      config: {
        ...config,
        isAutoCommitEnabled: commit === "auto",
        groupInstanceId: isStatic ? name : undefined,
      },
      group: {
        groupId,
        topics,
        assigned: (partitions) => listener.assigned(partitions),
        revoked: (partitions) => listener.revoked(partitions),
        lost: (partitions) => listener.lost(partitions),
        committed: (result) => listener.committed(result),
      },
      onPositionChange: (change) => listener.moved(change),
    });
    this.#application = new ConsumerApplication({
      consumer: this.consumer,
      scheduler: client.network.scheduler,
      processing,
      commit,
      failures,
      sink: listener,
      onEnd: (end) => this.#end(end),
    });
  }

  get state(): ProcessState {
    return this.#state;
  }

  get machineId(): MachineId {
    return this.#parts.client.machineId;
  }

  /** Does the process exist, whether or not it does anything? */
  get isAlive(): boolean {
    return this.#state === "running" || this.#state === "stalled" || this.#state === "paused";
  }

  start(): void {
    this.#application.start();
  }

  /** Nobody caught the exception: the process exits without a word to the group. */
  #end(end: ApplicationEnd): void {
    this.#stop("stopped");
    this.#parts.listener.ended(end);
  }

  /** The process is killed. */
  crash(): void {
    if (this.isAlive) this.#stop("crashed");
  }

  #stop(state: ProcessState): void {
    this.#state = state;
    this.#application.kill();
    this.consumer.kill();
    this.#parts.client.network.killProcess(this.machineId);
  }

  /** Closed in order, after the work of the present poll; `onClosed` runs when it has said that it leaves. */
  close(onClosed: () => void): void {
    if (this.#state !== "running") return;
    this.#application.shutdown(() =>
      this.consumer.close(() => {
        this.#state = "closed";
        onClosed();
      }),
    );
  }

  /** The application stands still; the consumer's heartbeats go on. */
  stall(): void {
    if (this.#state !== "running") return;
    this.#state = "stalled";
    this.#application.hold();
  }

  /** The whole process stands still. */
  pause(): void {
    if (this.#state !== "running" && this.#state !== "stalled") return;
    this.#state = "paused";
    this.#application.hold();
    this.consumer.suspend();
  }

  /** It goes on where it stood. */
  resume(): void {
    if (this.#state !== "stalled" && this.#state !== "paused") return;
    const wasPaused = this.#state === "paused";
    this.#state = "running";
    if (wasPaused) this.consumer.resume();
    this.#application.release();
  }
}
