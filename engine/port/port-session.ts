import type {
  CommandMessage,
  CommandName,
  EngineSession,
  ReplyMessage,
  ReplyOf,
  RequestOf,
} from "../protocol/messages.ts";

/** How an engine behind a port is reached and let go. */
export type EnginePort = {
  /** Sends a message; the buffers move with it instead of being copied. */
  readonly post: (message: CommandMessage, transfer: readonly ArrayBuffer[]) => void;
  readonly close: () => Promise<void>;
};

type Waiting = { readonly resolve: (reply: unknown) => void; readonly reject: (error: Error) => void };

/** An internal error of the engine, thrown on the other side of a port. */
export class RemoteEngineError extends Error {
  override readonly name = "RemoteEngineError";
}

/** The asking end of an engine that runs in a worker or a thread. Replies come in any order and find their question by its id. */
export class PortSession implements EngineSession {
  readonly #port: EnginePort;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #broken: Error | undefined;

  constructor(port: EnginePort) {
    this.#port = port;
  }

  ask<Name extends CommandName>(name: Name, request: RequestOf<Name>): Promise<ReplyOf<Name>> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      // The map of messages pairs each name with its reply; the port carries them as unknown.
      this.#waiting.set(id, { resolve: (reply) => resolve(reply as ReplyOf<Name>), reject });
      const message = { id, name, request } as CommandMessage;
      this.#port.post(message, buffersOf(message));
    });
  }

  /** Takes a message from the other side. */
  receive(message: ReplyMessage): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === "reply") {
      waiting?.resolve(message.reply);
      return;
    }
    const error = new RemoteEngineError(message.message);
    if (message.stack !== undefined) error.stack = message.stack;
    waiting?.reject(error);
  }

  /** The other side is gone: everything asked so far and from here on is answered with this error. */
  breakDown(error: Error): void {
    this.#broken ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#broken);
    this.#waiting.clear();
  }

  async close(): Promise<void> {
    this.breakDown(new Error("the session is closed"));
    await this.#port.close();
  }
}

/** The answering end: one command in, the message that goes back out. Never rejects. */
export function answerCommand(session: EngineSession, { id, name, request }: CommandMessage): Promise<ReplyMessage> {
  return answerWith(id, () => session.ask(name, request));
}

/** What some work comes to, as a message. Never rejects. */
export async function answerWith(id: number, work: () => Promise<unknown>): Promise<ReplyMessage> {
  try {
    return { id, kind: "reply", reply: await work() };
  } catch (error) {
    if (!(error instanceof Error)) return { id, kind: "error", message: String(error) };
    return { id, kind: "error", message: error.message, ...(error.stack === undefined ? {} : { stack: error.stack }) };
  }
}

/** The bytes of datasets are large and nobody here needs them again. */
function buffersOf(message: CommandMessage): readonly ArrayBuffer[] {
  if (message.name !== "load") return [];
  return message.request.datasets.flatMap(({ bytes }) =>
    bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength ? [bytes.buffer] : [],
  );
}
