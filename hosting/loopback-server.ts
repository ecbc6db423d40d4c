import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { assert } from "../engine/base/assert.ts";
import { contentTypeOf, SECURITY_HEADERS } from "./response-headers.ts";
import { type FindServed, listServedFiles, readListed } from "./served-files.ts";

/** A server on the loopback interface for one page: the files of a folder, and bytes under addresses nobody can guess. */
export type LoopbackServer = {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly origin: string;
  /** Offers bytes; the answer is their path on this server. */
  offer(bytes: Uint8Array): string;
  /** Takes back everything that was offered. */
  withdraw(): void;
  close(): Promise<void>;
};

/** Serves the files that lie under `folder` now, on a free port. */
export function serveFolder(folder: string): Promise<LoopbackServer> {
  const files = listServedFiles(folder);
  return serveOnLoopback((address) => readListed(files, address === "/" ? "/index.html" : address));
}

/** Serves what `find` knows on `port`, 0 for a free one. Other hosts' names for this address are refused (DNS rebinding). */
export async function serveOnLoopback(find: FindServed, port = 0): Promise<LoopbackServer> {
  const offers = new Map<string, Uint8Array>();
  const token = randomBytes(24).toString("base64url");
  let host = "";
  const server = createServer((request, response) => {
    const answer = planAnswer(request, host, (path) => offers.get(path) ?? find(path));
    send(response, answer, request.method === "HEAD");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  assert(typeof address === "object" && address !== null, "a server that listens on a port has an address");
  host = `127.0.0.1:${address.port}`;
  return {
    origin: `http://${host}`,
    offer(bytes) {
      const path = `/data/${token}/${offers.size}`;
      offers.set(path, bytes);
      return path;
    },
    withdraw: () => offers.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Answer = { readonly status: number; readonly type: string; readonly body: Uint8Array | string };

const PLAIN_TEXT = "text/plain; charset=utf-8";

/** What a request gets; `find` knows every path there is. */
function planAnswer({ headers, method, url = "/" }: IncomingMessage, host: string, find: FindServed): Answer {
  const refuse = (status: number, why: string): Answer => ({ status, type: PLAIN_TEXT, body: why });
  if (headers.host !== host) return refuse(421, "another host's name");
  if (method !== "GET" && method !== "HEAD") return refuse(405, "only GET and HEAD");
  const path = url.split("?", 1)[0] ?? "/";
  const body = find(path);
  if (body === undefined) return refuse(404, "nothing here");
  return { status: 200, type: contentTypeOf(path === "/" ? "/index.html" : path), body };
}

function send(response: ServerResponse, { status, type, body }: Answer, isHead: boolean): void {
  response.writeHead(status, { ...SECURITY_HEADERS, "Content-Type": type, "Content-Length": Buffer.byteLength(body) });
  response.end(isHead ? undefined : body);
}
