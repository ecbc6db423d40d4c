import { useEffect } from "react";
import { tinykeys } from "tinykeys";
import { type AppCommand, useWorkbench } from "../workbench/workbench.ts";

/** Controls that a key belongs to before it belongs to a command. */
const TEXT = 'input, textarea, select, [contenteditable="true"], .monaco-editor';
const PRESSED_BY_SPACE = 'button, a, summary, [role="button"], [role="tab"], [role="checkbox"], [role="menuitem"]';
const SCOPES = { canvas: "[data-scope=canvas]", timeline: "[data-scope=timeline]" } as const;

/** Whether a key that was pressed on `target` belongs to the command. */
export function belongsTo(command: AppCommand, key: string, target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return command.scope === undefined;
  if (command.worksInText !== true && target.closest(TEXT) !== null) return false;
  if (target.closest('[role="dialog"]') !== null && command.worksInText !== true) return false;
  if ((key === "Space" || key === "Enter") && target.closest(PRESSED_BY_SPACE) !== null) return false;
  return command.scope === undefined || target.closest(SCOPES[command.scope]) !== null;
}

/** Binds the keys of all commands to the window. */
export function useKeymap(): void {
  const workbench = useWorkbench();
  useEffect(() => {
    const byKey = new Map<string, AppCommand[]>();
    // A key of the canvas or the timeline goes before the same key of the whole app while the focus is there: L arranges the drawing.
    const commands = workbench.commands.all.toSorted(
      (left, right) => Number(left.scope === undefined) - Number(right.scope === undefined),
    );
    for (const command of commands) {
      if (command.isClipboardKey === true) continue;
      for (const written of command.keys ?? []) {
        const key = written.length === 1 ? written.toLowerCase() : written; // tinykeys takes letters either way
        byKey.set(key, [...(byKey.get(key) ?? []), command]);
      }
    }
    const bindings = Object.fromEntries(
      [...byKey].map(([key, commands]) => [
        key,
        (event: KeyboardEvent): void => {
          const command = commands.find((candidate) => belongsTo(candidate, key, event.target));
          if (command === undefined || event.defaultPrevented) return;
          event.preventDefault();
          void workbench.commands.run(command.id, workbench).then((reason) => {
            if (reason !== undefined) workbench.view.getState().announce(reason);
          });
        },
      ]),
    );
    return tinykeys(window, bindings);
  }, [workbench]);
}
