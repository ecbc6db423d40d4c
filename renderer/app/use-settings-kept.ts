import { useEffect } from "react";
import { settingsToKeep } from "../stores/settings-store.ts";
import { useWorkbench } from "../workbench/workbench.ts";

/** A drag changes a panel's size sixty times a second: it is written when it stands still. */
const WRITE_AFTER_MS = 400;

/** Writes every change of a setting to where the host keeps them. */
export function useSettingsKept(): void {
  const { settings, host } = useWorkbench();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const write = (): void => {
      clearTimeout(timer);
      timer = undefined;
      void host.writeSettings(settingsToKeep(settings.getState()));
    };
    const flush = (): void => {
      if (timer !== undefined) write();
    };
    const unsubscribe = settings.subscribe(() => {
      clearTimeout(timer);
      timer = setTimeout(write, WRITE_AFTER_MS);
    });
    addEventListener("pagehide", flush);
    return () => {
      unsubscribe();
      flush();
      removeEventListener("pagehide", flush);
    };
  }, [settings, host]);
}
