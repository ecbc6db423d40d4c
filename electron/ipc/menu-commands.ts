/**
 * Commands that the native menu sends to the renderer, which knows how to do them. The renderer's own command registry uses
 * the same ids, so that a menu item, a shortcut and the command palette are one thing.
 */
export type MenuCommand =
  | "file.new"
  | "file.open"
  | "file.save"
  | "file.saveAs"
  | "file.saveAndClose"
  | "file.versions"
  | "file.share"
  | "export.png"
  | "export.svg"
  | "export.mermaid"
  | "export.reportHtml"
  | "export.reportPdf"
  | "edit.undo"
  | "edit.redo"
  | "edit.duplicate"
  | "edit.delete"
  | "edit.find"
  | "view.commandPalette"
  | "view.fit"
  | "view.togglePalette"
  | "view.toggleInspector"
  | "view.toggleBottom"
  | "run.play"
  | "run.stepEvent"
  | "run.stepBatch"
  | "run.restart"
  | "run.backToLive"
  | "run.injectFault"
  | "help.tour"
  | "help.shortcuts"
  | "help.glossary";

/** A theme a person can choose; `system` follows the desktop. */
export type ThemeChoice = "system" | "light" | "dark" | "high-contrast";
