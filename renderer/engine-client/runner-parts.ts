import type { InjectOutcome } from "../../engine/protocol/run-control.ts";
import type { Host } from "../host/host.ts";
import type { Activity } from "../stores/activity.ts";
import type { DocumentStore } from "../stores/document-store.ts";
import type { RunStore } from "../stores/run-store.ts";
import type { StartSession } from "./engine-link.ts";

/** What a runner works with. */
export type RunnerParts = {
  readonly document: DocumentStore;
  readonly run: RunStore;
  readonly host: Host;
  readonly activity: Activity;
  readonly startSession: StartSession;
  /** Wall time in milliseconds. */
  readonly nowMs: () => number;
  /** Resolves after some milliseconds of wall time. */
  readonly wait: (ms: number) => Promise<void>;
};

/** What came of an injection, and whether the document could take it: a text that is broken cannot be edited by path. */
export type Injection = InjectOutcome & { readonly isWritten: boolean };
