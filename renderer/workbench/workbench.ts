import { createContext, useContext } from "react";
import { type StoreApi, useStore } from "zustand";
import { assertDefined } from "../../engine/base/assert.ts";
import type { Runner } from "../engine-client/runner.ts";
import type { Host } from "../host/host.ts";
import type { Activity } from "../stores/activity.ts";
import type { DocumentState, DocumentStore } from "../stores/document-store.ts";
import type { Drafts } from "../stores/drafts.ts";
import type { FilesFacts, FilesStore } from "../stores/files-store.ts";
import type { QueryActions, QueryFacts, QueryStore } from "../stores/query-store.ts";
import type { RunFacts, RunStore } from "../stores/run-store.ts";
import type { Settings, SettingsActions, SettingsStore } from "../stores/settings-store.ts";
import type { ViewActions, ViewFacts, ViewStore } from "../stores/view-store.ts";
import type { Command, CommandRegistry } from "./command-registry.ts";

/** Everything that views work with, made once by the app and handed down. */
export type Workbench = {
  readonly host: Host;
  readonly activity: Activity;
  readonly document: DocumentStore;
  readonly drafts: Drafts;
  readonly run: RunStore;
  readonly runner: Runner;
  readonly view: ViewStore;
  readonly queries: QueryStore;
  readonly settings: SettingsStore;
  readonly files: FilesStore;
  readonly commands: CommandRegistry<Workbench>;
};

/** A command of this app. */
export type AppCommand = Command<Workbench>;

export const WorkbenchContext = createContext<Workbench | undefined>(undefined);

/** The app's workbench; only inside `WorkbenchContext`. */
export function useWorkbench(): Workbench {
  return assertDefined(useContext(WorkbenchContext), "a view outside the workbench");
}

function useSelected<S, T>(store: StoreApi<S>, select: (state: S) => T): T {
  return useStore(store, select);
}

/** A fact of the document; the view is drawn again when it changes. Select facts, never new objects. */
export function useDocument<T>(select: (document: DocumentState) => T): T {
  return useSelected(useWorkbench().document, select);
}

export function useRun<T>(select: (run: RunFacts) => T): T {
  return useSelected(useWorkbench().run, select);
}

export function useView<T>(select: (view: ViewFacts & ViewActions) => T): T {
  return useSelected(useWorkbench().view, select);
}

export function useFiles<T>(select: (files: FilesFacts) => T): T {
  return useSelected(useWorkbench().files, select);
}

export function useQueries<T>(select: (queries: QueryFacts & QueryActions) => T): T {
  return useSelected(useWorkbench().queries, select);
}

export function useSettings<T>(select: (settings: Settings & SettingsActions) => T): T {
  return useSelected(useWorkbench().settings, select);
}
