import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, relative, sep } from "node:path";
import { assert } from "../../engine/base/assert.ts";

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  [".html", "text/html; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".mjs", "text/javascript; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".json", "application/json; charset=utf-8"],
  [".wasm", "application/wasm"],
]);

/** The policy of the app (shared with the desktop shell): nothing from elsewhere, no eval but wasm. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
].join("; ");

const HEADERS = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Content-Security-Policy": CONTENT_SECURITY_POLICY,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
};

/** A server on the loopback interface for one page: the files of a folder, and bytes under addresses nobody can guess. */
export type BundleServer = {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly origin: string;
  /** Offers bytes; the answer is their path on this server. */
  offer(bytes: Uint8Array): string;
  /** Takes back everything that was offered. */
  withdraw(): void;
  close(): Promise<void>;
};

/** Serves the files that lie under `folder` now, on a free port. Other hosts' names for this address are refused (DNS rebinding). */
export async function serveBundle(folder: string): Promise<BundleServer> {
  const files = await listFiles(folder);
  const offers = new Map<string, Uint8Array>();
  const token = randomBytes(24).toString("base64url");
  let host = "";
  const server = createServer((request, response) => {
    const answer = planAnswer(request, host, (path) => offers.get(path) ?? readListed(files.get(path)));
    send(response, answer, request.method === "HEAD");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
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
function planAnswer(
  { headers, method, url = "/" }: IncomingMessage,
  host: string,
  find: (path: string) => Uint8Array | undefined,
): Answer {
  const refuse = (status: number, why: string): Answer => ({ status, type: PLAIN_TEXT, body: why });
  if (headers.host !== host) return refuse(421, "another host's name");
  if (method !== "GET" && method !== "HEAD") return refuse(405, "only GET and HEAD");
  const asked = url.split("?", 1)[0] ?? "/";
  const path = asked === "/" ? "/index.html" : asked;
  const body = find(path);
  if (body === undefined) return refuse(404, "nothing here");
  return { status: 200, type: CONTENT_TYPES.get(extname(path)) ?? "application/octet-stream", body };
}

function send(response: ServerResponse, { status, type, body }: Answer, isHead: boolean): void {
  response.writeHead(status, { ...HEADERS, "Content-Type": type, "Content-Length": Buffer.byteLength(body) });
  response.end(isHead ? undefined : body);
}

/** Paths on the server to paths on the disk: a request can name only what is listed here, so none can climb out. */
async function listFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [`/${relative(folder, path).split(sep).join("/")}`, path]));
}

function readListed(path: string | undefined): Uint8Array | undefined {
  return path === undefined ? undefined : readFileSync(path);
}
