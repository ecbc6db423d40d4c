import { Runner } from "../engine-client/runner.ts";
import { startWorkerSession } from "../engine-client/worker-session.ts";
import type { Host } from "../host/host.ts";
import { Activity } from "../stores/activity.ts";
import { createDocumentStore } from "../stores/document-store.ts";
import { Drafts } from "../stores/drafts.ts";
import { createFilesStore } from "../stores/files-store.ts";
import { createQueryStore } from "../stores/query-store.ts";
import { createRunStore } from "../stores/run-store.ts";
import { createSettingsStore, type Settings } from "../stores/settings-store.ts";
import { createViewStore } from "../stores/view-store.ts";
import { CommandRegistry } from "../workbench/command-registry.ts";
import type { Workbench } from "../workbench/workbench.ts";
import { appCommands } from "./app-commands.ts";

/** Makes the app's one workbench around a host. */
export function createWorkbench(host: Host, settings: Partial<Settings>): Workbench {
  const activity = new Activity();
  const document = createDocumentStore();
  const run = createRunStore();
  const runner = new Runner({
    document,
    run,
    host,
    activity,
    startSession: startWorkerSession,
    nowMs: () => performance.now(),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  const settingsStore = createSettingsStore(settings);
  run.setState({ speed: settingsStore.getState().speed });
  const commands = new CommandRegistry<Workbench>();
  commands.add(appCommands);
  return {
    host,
    activity,
    document,
    drafts: new Drafts(),
    run,
    runner,
    view: createViewStore(),
    queries: createQueryStore(),
    settings: settingsStore,
    files: createFilesStore(),
    commands,
  };
}
