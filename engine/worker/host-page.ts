import { answerWith, PortSession } from "../port/port-session.ts";
import type {
  CommandMessage,
  CommandName,
  LoadRequest,
  ReplyMessage,
  ReplyOf,
  RequestOf,
} from "../protocol/messages.ts";

/** A load whose datasets the page fetches itself, from the server it came from. */
export type PageLoadRequest = Omit<LoadRequest, "datasets"> & {
  readonly datasets: readonly { readonly name: string; readonly address: string }[];
};

/** What the page offers to the program that opened it, as `globalThis.spillway`. Every answer is a ReplyMessage. */
export type HostPage = {
  /** The answer as JSON text, which crosses to the driver much faster than a large structure. */
  askForText<Name extends CommandName>(name: Name, request: RequestOf<Name>): Promise<string>;
  /** The answer as it is, typed arrays included. */
  ask<Name extends CommandName>(name: Name, request: RequestOf<Name>): Promise<ReplyMessage>;
  load(request: PageLoadRequest): Promise<string>;
};

const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
const session = new PortSession({
  post: (message: CommandMessage, transfer) => worker.postMessage(message, [...transfer]),
  close: async () => worker.terminate(),
});
worker.addEventListener("message", (event: MessageEvent<ReplyMessage>) => session.receive(event.data));
worker.addEventListener("messageerror", () => session.breakDown(new Error("a message of the engine cannot be read")));
worker.addEventListener("error", (event) => {
  session.breakDown(new Error(`the engine's worker failed: ${event.message || "it could not be started"}`));
});

function ask<Name extends CommandName>(name: Name, request: RequestOf<Name>): Promise<ReplyMessage> {
  return answerWith(0, () => session.ask(name, request));
}

async function fetchBytes(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function load({ datasets, ...rest }: PageLoadRequest): Promise<ReplyOf<"load">> {
  const fetched = await Promise.all(
    datasets.map(async ({ name, address }) => ({ name, bytes: await fetchBytes(address) })),
  );
  return session.ask("load", { ...rest, datasets: fetched });
}

const page: HostPage = {
  ask,
  askForText: async (name, request) => JSON.stringify(await ask(name, request)),
  load: async (request) => JSON.stringify(await answerWith(0, () => load(request))),
};
Object.assign(globalThis, { spillway: page });
