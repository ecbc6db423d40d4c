import { EMPTY_SCENARIO } from "../../engine/scenario/empty-scenario.ts";
import { showToast } from "../widgets/toast.ts";
import type { AppCommand, Workbench } from "../workbench/workbench.ts";
import { openDocument, openFile, openShipped } from "./open-document.ts";
import { saveDocument, saveDocumentAs } from "./save-document.ts";

/** The scenario that greets a person who opened nothing else. */
export const DEMO_PATH = "flights-broker-crash.scenario.yaml";

/** What a person does with scenarios as files. The ids are those that the desktop's menus send. */
export const fileCommands: readonly AppCommand[] = [
  {
    id: "file.new",
    title: "New scenario…",
    group: "File",
    keys: ["$mod+N", "$mod+Alt+N"],
    worksInText: true,
    run: ({ view }) => view.getState().openDialog("open"),
  },
  {
    id: "file.newEmpty",
    title: "New empty scenario",
    group: "File",
    run: (workbench) =>
      openDocument(workbench, { text: EMPTY_SCENARIO, origin: { kind: "untitled", name: "Untitled" } }),
  },
  {
    id: "file.openDemo",
    title: "Open the demo",
    group: "File",
    run: async (workbench) => sayFailure(await openShipped(workbench, DEMO_PATH)),
  },
  {
    id: "file.open",
    title: "Open…",
    group: "File",
    keys: ["$mod+O"],
    worksInText: true,
    run: openByDialog,
  },
  {
    id: "file.recent",
    title: "Open recent or shipped scenario…",
    group: "File",
    keys: ["$mod+Shift+O"],
    worksInText: true,
    run: ({ view }) => view.getState().openDialog("open"),
  },
  {
    id: "file.save",
    title: "Save",
    group: "File",
    keys: ["$mod+S"],
    worksInText: true,
    run: async (workbench) => {
      await saveDocument(workbench);
    },
  },
  {
    id: "file.saveAs",
    title: "Save as…",
    group: "File",
    keys: ["$mod+Shift+S"],
    worksInText: true,
    run: async (workbench) => {
      await saveDocumentAs(workbench);
    },
  },
  {
    id: "file.saveAndClose",
    title: "Save and close the window",
    group: "File",
    whyNot: ({ host }) => (host.kind === "browser" ? "A browser's tab is closed by the browser." : undefined),
    run: async (workbench) => {
      if ((await saveDocument(workbench)) === "saved") workbench.host.closeWindow();
    },
  },
  {
    id: "file.versions",
    title: "Versions of this scenario…",
    group: "File",
    run: ({ view }) => view.getState().openDialog("versions"),
  },
  {
    id: "file.restore",
    title: "Unsaved work of earlier sessions…",
    group: "File",
    whyNot: ({ files }) => (files.getState().lost.length === 0 ? "Nothing unsaved is left from earlier." : undefined),
    run: ({ view }) => view.getState().openDialog("restore"),
  },
];

async function openByDialog(workbench: Workbench): Promise<void> {
  const opened = await workbench.host.openDialog();
  if (opened === undefined) return;
  if (opened.ok) await openFile(workbench, opened.value);
  else sayFailure(opened.error);
}

function sayFailure(failure: string | undefined): void {
  if (failure !== undefined) showToast("The scenario was not opened.", { tone: "error", detail: failure });
}
