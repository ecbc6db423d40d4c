import type { Page } from "@playwright/test";
import { RemoteEngineError } from "../../engine/port/port-session.ts";
import type { CommandName, EngineSession, ReplyMessage, ReplyOf, RequestOf } from "../../engine/protocol/messages.ts";
import type { HostPage } from "../../engine/worker/host-page.ts";
import type { LoopbackServer } from "../../hosting/loopback-server.ts";
import { EnvironmentError } from "../failure.ts";

/** The error that stands for a browser that is gone. */
export function browserLost(how: string): EnvironmentError {
  return new EnvironmentError(
    `the browser was lost: ${how}, perhaps for want of memory; close other programs, or try --host node`,
  );
}

/** The page, as the code that runs inside it sees it. */
type PageGlobal = { readonly spillway: HostPage };

/** An engine in a browser's page: commands go in through the page's own `spillway`, datasets through the server it came from. */
export class PageSession implements EngineSession {
  readonly #page: Page;
  readonly #server: LoopbackServer;
  readonly #closeAll: () => Promise<void>;
  readonly #broken: Promise<never>;
  #break: (error: Error) => void = () => undefined;

  constructor(page: Page, server: LoopbackServer, closeAll: () => Promise<void>) {
    this.#page = page;
    this.#server = server;
    this.#closeAll = closeAll;
    this.#broken = new Promise((_, reject) => {
      this.#break = reject;
    });
    // Whoever asks next hears of it; nobody asking is no error.
    this.#broken.catch(() => undefined);
  }

  async ask<Name extends CommandName>(name: Name, request: RequestOf<Name>): Promise<ReplyOf<Name>> {
    const message = await Promise.race([this.#sendOrExplain(name, request), this.#broken]);
    // The map of messages pairs each name with its reply; the page carries them as unknown.
    if (message.kind === "reply") return message.reply as ReplyOf<Name>;
    const error = new RemoteEngineError(message.message);
    if (message.stack !== undefined) error.stack = message.stack;
    throw error;
  }

  /** The browser is gone: what is being asked, and everything after it, is answered with this error. */
  breakDown(error: Error): void {
    this.#break(error);
  }

  async close(): Promise<void> {
    this.breakDown(new Error("the session is closed"));
    await this.#closeAll();
  }

  /** The driver may hear of the browser's end from the question before anybody tells the session. */
  async #sendOrExplain<Name extends CommandName>(name: Name, request: RequestOf<Name>): Promise<ReplyMessage> {
    try {
      return await this.#send(name, request);
    } catch (error) {
      throw this.#page.isClosed() ? browserLost("it ended") : error;
    }
  }

  async #send<Name extends CommandName>(name: Name, request: RequestOf<Name>): Promise<ReplyMessage> {
    if (name === "load") return JSON.parse(await this.#load(request as RequestOf<"load">));
    if (name === "exportTable")
      return this.#page.evaluate(
        (table) => (globalThis as unknown as PageGlobal).spillway.ask("exportTable", table),
        request as RequestOf<"exportTable">,
      );
    const text = await this.#page.evaluate(
      (call) => (globalThis as unknown as PageGlobal).spillway.askForText(call.name, call.request),
      { name, request } as { name: "report"; request: RequestOf<"report"> },
    );
    return JSON.parse(text);
  }

  async #load({ datasets, ...rest }: RequestOf<"load">): Promise<string> {
    const offered = datasets.map(({ name, bytes }) => ({ name, address: this.#server.offer(bytes) }));
    try {
      return await this.#page.evaluate((load) => (globalThis as unknown as PageGlobal).spillway.load(load), {
        ...rest,
        datasets: offered,
      });
    } finally {
      this.#server.withdraw();
    }
  }
}
