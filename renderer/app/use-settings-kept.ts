import { useEffect } from "react";
import type { ActivityEnd } from "../stores/activity.ts";
import { settingsToKeep } from "../stores/settings-store.ts";
import { useWorkbench } from "../workbench/workbench.ts";

/** A drag changes a panel's size sixty times a second: it is written when it stands still. */
const WRITE_AFTER_MS = 250;

/** Writes every change of a setting to where the host keeps them. */
export function useSettingsKept(): void {
  const { settings, host, activity } = useWorkbench();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let end: ActivityEnd | undefined;
    const write = (): void => {
      clearTimeout(timer);
      timer = undefined;
      const written = end;
      end = undefined;
      void host.writeSettings(settingsToKeep(settings.getState())).finally(written);
    };
    const flush = (): void => {
      if (timer !== undefined) write();
    };
    const unsubscribe = settings.subscribe(() => {
      end ??= activity.begin("keeping the settings");
      clearTimeout(timer);
      timer = setTimeout(write, WRITE_AFTER_MS);
    });
    addEventListener("pagehide", flush);
    return () => {
      unsubscribe();
      flush();
      removeEventListener("pagehide", flush);
    };
  }, [settings, host, activity]);
}
