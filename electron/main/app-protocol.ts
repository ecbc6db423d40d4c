import { contentTypeOf, SECURITY_HEADERS } from "../../hosting/response-headers.ts";
import type { FindServed } from "../../hosting/served-files.ts";

/** The privileges of `app://`: it counts as a secure origin with storage, fetch and streaming, as https would. */
export const APP_SCHEME = {
  scheme: "app",
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
} as const;

/** What a request to `app://bundle/` gets. */
export type AppAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
};

/** Answers from what `find` knows: only listed addresses, so no path leads out of the app's folder. */
export function answerAppRequest(find: FindServed, method: string, url: string): AppAnswer {
  const refuse = (status: number, body: string): AppAnswer => ({
    status,
    headers: { ...SECURITY_HEADERS, "Content-Type": "text/plain; charset=utf-8" },
    body,
  });
  const { host, pathname } = new URL(url);
  if (host !== "bundle") return refuse(421, "another host's name");
  if (method !== "GET" && method !== "HEAD") return refuse(405, "only GET and HEAD");
  const body = find(pathname);
  if (body === undefined) return refuse(404, "nothing here");
  return {
    status: 200,
    headers: { ...SECURITY_HEADERS, "Content-Type": contentTypeOf(pathname === "/" ? "/index.html" : pathname) },
    body: method === "HEAD" ? "" : body,
  };
}
