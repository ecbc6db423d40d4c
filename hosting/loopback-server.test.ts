import { mkdirSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeFolder } from "../engine/testing/command-line.ts";
import { type LoopbackServer, serveFolder } from "./loopback-server.ts";

let outer: ReturnType<typeof makeFolder>;
let server: LoopbackServer;

beforeAll(async () => {
  outer = makeFolder({ "secret.txt": "secret" });
  const folder = join(outer.path, "bundle");
  mkdirSync(join(folder, "assets"), { recursive: true });
  writeFileSync(join(folder, "index.html"), "<p>engine</p>");
  writeFileSync(join(folder, "assets/engine.wasm"), new Uint8Array([0, 97, 115, 109]));
  writeFileSync(join(folder, "assets/engine.js"), "1");
  server = await serveFolder(folder);
});

afterAll(async () => {
  await server.close();
  outer.remove();
});

type Reply = { readonly status: number; readonly headers: NodeJS.Dict<string | string[]>; readonly body: string };

/** Asks for a path exactly as written, which fetch would tidy first. */
function ask(path: string, { method = "GET", host = "" } = {}): Promise<Reply> {
  const { hostname, port } = new URL(server.origin);
  const headers = host === "" ? {} : { host };
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    asked.on("error", reject).end();
  });
}

test("serves its files with their types", async () => {
  expect(await ask("/")).toMatchObject({ status: 200, body: "<p>engine</p>" });
  expect((await ask("/")).headers["content-type"]).toBe("text/html; charset=utf-8");
  expect((await ask("/assets/engine.wasm")).headers["content-type"]).toBe("application/wasm");
  expect((await ask("/assets/engine.js?v=1")).headers["content-type"]).toBe("text/javascript; charset=utf-8");
  expect(await ask("/", { method: "HEAD" })).toMatchObject({ status: 200, body: "" });
});

test("every answer is isolated from other origins, refusals too", async () => {
  for (const reply of [await ask("/"), await ask("/gone"), await ask("/", { host: "evil.example" })]) {
    expect(reply.headers).toMatchObject({
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
    });
    expect(reply.headers["content-security-policy"]).toContain("script-src 'self' 'wasm-unsafe-eval';");
  }
});

test.each(["/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "//secret.txt", "/assets", "/data/0"])(
  "no path leads out of the folder: %s",
  async (path) => {
    expect((await ask(path)).status).toBe(404);
  },
);

test("another name for this address is refused, and so is writing", async () => {
  const { port } = new URL(server.origin);
  expect((await ask("/", { host: `evil.example:${port}` })).status).toBe(421);
  expect((await ask("/", { host: "127.0.0.1" })).status).toBe(421);
  expect((await ask("/", { method: "POST" })).status).toBe(405);
});

test("offered bytes lie under a path nobody can guess, until they are withdrawn", async () => {
  const path = server.offer(new TextEncoder().encode("rows"));
  expect(path).toMatch(/^\/data\/[\w-]{32}\/0$/u);
  expect(await ask(path)).toMatchObject({ status: 200, body: "rows" });
  server.withdraw();
  expect((await ask(path)).status).toBe(404);
});
