import type { Scheduler } from "../../base/scheduler.ts";
import type { MachineId } from "./network-links.ts";

/** What a message is: the API in Kafka's protocol, whether it answers a request, and the error in the answer. */
export type MessageName = { readonly api: string; readonly isAnswer?: boolean; readonly error?: string | undefined };

/** What became of a message. */
export type MessageOutcome = "under-way" | "delivered" | "lost";

/** A message from one machine to another. */
export type SeenMessage = MessageName & {
  readonly sentUs: number;
  readonly from: MachineId;
  readonly to: MachineId;
  /** When it arrived, or came to nothing; undefined while it is under way. */
  settledUs: number | undefined;
  outcome: MessageOutcome;
};

/** Sees the messages that control a cluster. Whoever looks cannot change anything. */
export interface MessageSight {
  /** A message was sent; its outcome changes when it arrives, or does not. */
  sent(message: SeenMessage): void;
}

/** Shows the messages of a network to whoever looks, if anybody does. */
export class MessageWatch {
  readonly #scheduler: Scheduler;
  readonly #sight: MessageSight | undefined;

  constructor(scheduler: Scheduler, sight: MessageSight | undefined) {
    this.#scheduler = scheduler;
    this.#sight = sight;
  }

  /** A message is sent; undefined when nobody looks. */
  show(name: MessageName, from: MachineId, to: MachineId): SeenMessage | undefined {
    if (this.#sight === undefined) return undefined;
    const sentUs = this.#scheduler.now();
    const message: SeenMessage = { ...name, from, to, sentUs, settledUs: undefined, outcome: "under-way" };
    this.#sight.sent(message);
    return message;
  }

  /** A message that was shown has arrived, or came to nothing. */
  settle(message: SeenMessage | undefined, isDelivered: boolean): void {
    if (message === undefined) return;
    message.settledUs = this.#scheduler.now();
    message.outcome = isDelivered ? "delivered" : "lost";
  }
}

/** Data and its replication are most of a run and control nothing. */
const DATA_APIS: ReadonlySet<string> = new Set(["Fetch", "Produce"]);

/** The name of a request for the sight; undefined for one that only carries data. */
export function requestName(api: string): MessageName | undefined {
  return DATA_APIS.has(api) ? undefined : { api };
}

/** The name of an answer; where the answer itself has an `error`, that is told. */
export function answerName(api: string, response: unknown): MessageName | undefined {
  if (DATA_APIS.has(api)) return undefined;
  const error =
    typeof response === "object" && response !== null && "error" in response && typeof response.error === "string"
      ? response.error
      : undefined;
  return { api, isAnswer: true, error };
}
