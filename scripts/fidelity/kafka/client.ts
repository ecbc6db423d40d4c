import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { killChild, startChild } from "./children.ts";
import type { Installation } from "./installation.ts";

/** Settings of a Kafka client by their own names. */
export type Settings = Readonly<Record<string, string | number | boolean>>;

/** A record to send; without a partition the producer's partitioner decides. */
export type OutgoingRecord = { readonly value: string; readonly key?: string; readonly partition?: number };

/** What became of a record; wall-clock milliseconds. */
export type SendResult = {
  readonly value: string;
  readonly sentMs: number;
  readonly doneMs: number;
  readonly partition?: number;
  readonly offset?: number;
  readonly error?: string;
};

/** A partition as the admin client describes it; leader -1 is none. */
export type PartitionView = {
  readonly leader: number;
  readonly isr: readonly number[];
  readonly elr: readonly number[];
};

/** Offsets of a partition: `stable` is the last stable one. */
export type OffsetView = {
  readonly earliest: number;
  readonly latest: number;
  readonly stable: number;
  readonly leaderEpoch: number;
};

/** What a consumer was given, and where it stood at the end, unless an error ended it. */
export type ReadResult = {
  readonly records: readonly { readonly offset: number; readonly value: string }[];
  readonly position?: number;
  readonly error?: string;
};

/** A callback of a member's rebalance listener. */
export type RebalanceEvent = {
  readonly event: "assigned" | "revoked" | "lost";
  readonly member: string;
  readonly atMs: number;
  readonly partitions: readonly number[];
};

type InPartition = { readonly topic: string; readonly partition: number };

/** Every call of the Java client: what goes in, what comes out. */
export type ClientCalls = {
  createTopic: (args: {
    readonly topic: string;
    readonly assignments: readonly (readonly number[])[];
    readonly configs: Settings;
  }) => true;
  describeTopic: (args: { readonly topic: string }) => readonly PartitionView[];
  offsets: (args: InPartition) => OffsetView;
  brokers: (args: Record<string, never>) => readonly number[];
  activeController: (args: Record<string, never>) => number;
  describeGroup: (args: { readonly group: string }) => {
    readonly state: string;
    readonly members: Readonly<Record<string, readonly number[]>>;
  };
  openProducer: (args: { readonly producer: string; readonly topic: string; readonly settings: Settings }) => true;
  send: (args: {
    readonly producer: string;
    readonly topic: string;
    readonly records: readonly OutgoingRecord[];
  }) => readonly SendResult[];
  startStream: (args: { readonly producer: string; readonly topic: string; readonly everyMs: number }) => true;
  stopStream: (args: { readonly producer: string }) => readonly SendResult[];
  transact: (args: { readonly producer: string; readonly step: "begin" | "commit" | "abort" }) => true;
  closeProducer: (args: { readonly producer: string }) => true;
  join: (args: {
    readonly member: string;
    readonly group: string;
    readonly topic: string;
    readonly settings: Settings;
  }) => true;
  leave: (args: { readonly member: string }) => true;
  read: (args: InPartition & { readonly from: number; readonly settings: Settings }) => ReadResult;
};

type Answer = { readonly id: number; readonly result?: unknown; readonly error?: string; readonly message?: string };

/** An answer of the client that is an error: its name is the protocol's. */
export class ClientError extends Error {
  readonly errorName: string;

  constructor(errorName: string, message: string) {
    super(`${errorName}: ${message}`);
    this.errorName = errorName;
  }
}

/** A Java process with Kafka's own client in it, driven by JSON lines. */
export class JavaClient {
  /** Every callback of every member's listener, in the order that they came. */
  readonly rebalances: RebalanceEvent[] = [];
  readonly #child: ChildProcess;
  readonly #open = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  #nextId = 1;

  constructor({ classPath }: Installation, bootstrap: string, log: number) {
    this.#child = startChild(
      "java",
      ["-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classPath, "Main", bootstrap],
      { stdio: ["pipe", "pipe", log] },
    );
    this.#child.once("exit", () => {
      for (const { reject } of this.#open.values()) reject(new Error("the client's process has ended"));
      this.#open.clear();
    });
    const { stdout } = this.#child;
    if (stdout === null) throw new Error("the client has no output");
    createInterface({ input: stdout }).on("line", (line) => this.#hear(JSON.parse(line) as Answer | RebalanceEvent));
  }

  #hear(message: Answer | RebalanceEvent): void {
    if ("event" in message) {
      this.rebalances.push(message);
      return;
    }
    const waiting = this.#open.get(message.id);
    this.#open.delete(message.id);
    if (message.error === undefined) waiting?.resolve(message.result as never);
    else waiting?.reject(new ClientError(message.error, message.message ?? ""));
  }

  /** Calls the client; the promise rejects with a ClientError where Kafka answered with an error. */
  call<Name extends keyof ClientCalls>(
    call: Name,
    args: Parameters<ClientCalls[Name]>[0],
  ): Promise<ReturnType<ClientCalls[Name]>> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject });
      this.#child.stdin?.write(`${JSON.stringify({ id, call, arguments: args })}\n`);
    });
  }

  /** kill -9: the client says goodbye to nobody. Returns when that was, by the wall clock. */
  async kill(): Promise<number> {
    const atMs = Date.now();
    await killChild(this.#child);
    return atMs;
  }
}
