import { Tooltip } from "radix-ui";
import type { ReactNode } from "react";
import { DropZone } from "../files/drop-zone.tsx";
import { useFilesService } from "../files/use-files-service.ts";
import { Tour } from "../learn/tour.tsx";
import { openDataFile } from "../own-data/open-data-file.ts";
import { ToastHost } from "../widgets/toast-host.tsx";
import { Dialogs } from "./dialogs.tsx";
import { EngineBanner } from "./engine-banner.tsx";
import { HostParts } from "./host-parts.ts";
import { LiveRegion } from "./live-region.tsx";
import { StatusBar } from "./status-bar.tsx";
import { TitleBar } from "./title-bar.tsx";
import { useIdleSignal } from "./use-idle-signal.ts";
import { useKeymap } from "./use-keymap.ts";
import { useSettingsKept } from "./use-settings-kept.ts";
import { useTheme } from "./use-theme.ts";
import { Workspace } from "./workspace.tsx";

/** The whole screen: title bar, workspace, status bar, and what lies over them. */
export function App(): ReactNode {
  const theme = useTheme();
  useIdleSignal();
  useKeymap();
  useFilesService();
  useSettingsKept();
  return (
    <Tooltip.Provider delayDuration={500}>
      <div className="flex h-full flex-col bg-canvas text-t1">
        <a href="#canvas" className="skip-link">
          Skip to the canvas
        </a>
        <a href="#lower-panel" className="skip-link">
          Skip to the lower panel
        </a>
        <h1 className="sr-only">Spillway</h1>
        <TitleBar />
        <EngineBanner />
        <Workspace />
        <StatusBar />
      </div>
      <Dialogs />
      <Tour />
      <DropZone onData={openDataFile} />
      <HostParts />
      <LiveRegion />
      <ToastHost isLight={theme === "light"} />
    </Tooltip.Provider>
  );
}
