import { cpus } from "node:os";
import { arch, platform, versions } from "node:process";
import type { EngineSession } from "../../engine/protocol/messages.ts";

/** Where the engine runs: a thread of this process, or the production bundle in a browser. */
export type HostKind = "node" | "chromium";

/** What one execution ran on; another machine would say something else. */
export type HostFacts = {
  readonly kind: HostKind;
  readonly platform: string;
  readonly cpus: number;
  readonly node: string;
  /** The browser's own version; only for `chromium`. */
  readonly chromium?: string;
};

/** An engine that is up, and what it runs on. */
export type OpenedHost = { readonly session: EngineSession; readonly facts: HostFacts };

/** Starts an engine; rejects with EnvironmentError when the machine lacks what it needs. */
export type HostOpener = (kind: HostKind) => Promise<OpenedHost>;

/** Describes this machine. */
export function describeHost(kind: HostKind, chromium?: string): HostFacts {
  const machine = { platform: `${platform} ${arch}`, cpus: cpus().length, node: versions.node };
  return { kind, ...machine, ...(chromium === undefined ? {} : { chromium }) };
}
