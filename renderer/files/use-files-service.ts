import { useEffect } from "react";
import type { HostEvent } from "../host/host.ts";
import { isDirty } from "../stores/document-store.ts";
import { showToast } from "../widgets/toast.ts";
import { useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { startJournal } from "./journal.ts";
import { openFirstOf } from "./open-several.ts";
import { askAboutChange } from "./save-document.ts";

/** While the app is on the screen: keeps unsaved work, tells the host what is open, and hears what the host says. */
export function useFilesService(): void {
  const workbench = useWorkbench();
  useEffect(() => {
    const stopJournal = startJournal(workbench);
    const stopHearing = workbench.host.subscribe((event) => void hear(workbench, event));
    const show = (): void => {
      const state = workbench.document.getState();
      const { origin } = state;
      const id = origin.kind === "file" ? origin.id : undefined;
      workbench.host.showDocument({ name: origin.name, id, isDirty: isDirty(state) });
    };
    show();
    const stopShowing = workbench.document.subscribe((state, before) => {
      const isSame = state.origin === before.origin && isDirty(state) === isDirty(before);
      if (!isSame) show();
    });
    return () => {
      stopJournal();
      stopHearing();
      stopShowing();
    };
  }, [workbench]);
}

async function hear(workbench: Workbench, event: HostEvent): Promise<void> {
  const { document, commands, settings, view } = workbench;
  const { origin, text, savedText } = document.getState();
  const isShown = (id: string): boolean => origin.kind === "file" && origin.id === id;
  switch (event.kind) {
    case "open-files":
      await openFirstOf(workbench, event.files);
      return;
    case "command": {
      const reason = await commands.run(event.id, workbench);
      if (reason !== undefined) view.getState().announce(reason);
      return;
    }
    case "changed-on-disk":
      if (!isShown(event.id) || event.text === text || event.text === savedText) return;
      askAboutChange(workbench, event.id, event.text);
      return;
    case "gone-from-disk":
      if (isShown(event.id)) {
        showToast(`${origin.name} is gone from the disk.`, { detail: "Save writes it again at its place." });
      }
      return;
    case "theme-chosen":
      settings.getState().change({ theme: event.theme });
      return;
  }
}
