import { expect, test } from "vitest";
import { CONTENT_SECURITY_POLICY } from "../../hosting/response-headers.ts";
import { answerAppRequest } from "./app-protocol.ts";

const files = new Map<string, string>([
  ["/", "<p>app</p>"],
  ["/a.js", "1"],
  ["/duckdb.wasm", "wasm"],
]);
const ask = (url: string, method = "GET") => answerAppRequest((address) => files.get(address), method, url);

test.each([
  ["app://bundle/", 200, "text/html; charset=utf-8"],
  ["app://bundle/a.js?x=1#y", 200, "text/javascript; charset=utf-8"],
  ["app://bundle/duckdb.wasm", 200, "application/wasm"],
  ["app://bundle/gone", 404, "text/plain; charset=utf-8"],
  ["app://bundle/../../etc/passwd", 404, "text/plain; charset=utf-8"],
  ["app://bundle/%2e%2e/%2e%2e/etc/passwd", 404, "text/plain; charset=utf-8"],
  ["app://elsewhere/a.js", 421, "text/plain; charset=utf-8"],
])("%s is answered with %i, and every answer is isolated", (url, status, type) => {
  const answer = ask(url);
  expect(answer.status).toBe(status);
  expect(answer.headers).toMatchObject({
    "Content-Type": type,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
  });
});

test("only reading is answered", () => {
  expect(ask("app://bundle/", "POST").status).toBe(405);
  expect(ask("app://bundle/", "HEAD")).toMatchObject({ status: 200, body: "" });
});
