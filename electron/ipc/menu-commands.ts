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
  | "canvas.duplicate"
  | "canvas.delete"
  | "view.commandPalette"
  | "canvas.fit-all"
  | "view.togglePalette"
  | "view.toggleInspector"
  | "view.toggleBottom"
  | "run.play-pause"
  | "run.step-event"
  | "run.step-batch"
  | "run.restart"
  | "timeline.live"
  | "chaos.broker-crash"
  | "help.tour"
  | "help.shortcuts"
  | "help.glossary";

/** A theme a person can choose; `system` follows the desktop. */
export type ThemeChoice = "system" | "light" | "dark" | "high-contrast";
