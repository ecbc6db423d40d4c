import { perform } from "../acts/act.ts";
import { copyNodes, pasteNodes } from "../acts/clipboard.ts";
import { readDraft } from "../acts/draft.ts";
import { remove } from "../acts/remove.ts";
import type { AppCommand, Workbench } from "../workbench/workbench.ts";
import { nodesWithGroups, selectionOf } from "./canvas-selection.ts";

/** What was copied last, for where the system's clipboard cannot be read. */
const lastCopied = new WeakMap<Workbench, string>();

const needsNodes = (workbench: Workbench): string | undefined =>
  nodesWithGroups(workbench).length === 0 ? "Select nodes first." : undefined;

/** Copy, cut, paste and duplicate; the clipboard holds YAML that can be pasted anywhere. */
export const clipboardCommands: readonly AppCommand[] = [
  {
    id: "canvas.copy",
    title: "Copy the selected nodes",
    group: "Canvas",
    keys: ["$mod+C"],
    scope: "canvas",
    whyNot: needsNodes,
    run: async (workbench) => {
      const text = textOfSelection(workbench);
      if (text !== undefined) await writeClipboard(workbench, text);
    },
  },
  {
    id: "canvas.cut",
    title: "Cut the selected nodes",
    group: "Canvas",
    keys: ["$mod+X"],
    scope: "canvas",
    whyNot: needsNodes,
    run: async (workbench) => {
      const text = textOfSelection(workbench);
      if (text === undefined) return;
      // What is copied is what goes, whatever is selected when the clipboard has answered.
      const removal = { ...selectionOf(workbench), nodes: nodesWithGroups(workbench) };
      await writeClipboard(workbench, text);
      perform(workbench, (draft) => {
        const act = remove(draft, removal);
        return "reason" in act ? act : { ...act, label: act.label.replace(/^Delete/, "Cut") };
      });
    },
  },
  {
    id: "canvas.paste",
    title: "Paste nodes",
    group: "Canvas",
    keys: ["$mod+V"],
    scope: "canvas",
    run: async (workbench) => {
      const text = await readClipboard(workbench);
      perform(workbench, (draft) => pasteNodes(draft, text));
    },
  },
  {
    id: "canvas.duplicate",
    title: "Duplicate the selected nodes",
    group: "Canvas",
    keys: ["$mod+D"],
    scope: "canvas",
    whyNot: needsNodes,
    run: (workbench) => {
      const text = textOfSelection(workbench);
      if (text === undefined) return;
      perform(workbench, (draft) => {
        const act = pasteNodes(draft, text);
        return "reason" in act ? act : { ...act, label: act.label.replace(/^Paste/, "Duplicate as") };
      });
    },
  },
];

function textOfSelection(workbench: Workbench): string | undefined {
  const draft = readDraft(workbench.document.getState().text);
  return draft === undefined ? undefined : copyNodes(draft, nodesWithGroups(workbench));
}

async function writeClipboard(workbench: Workbench, text: string): Promise<void> {
  lastCopied.set(workbench, text);
  const count = nodesWithGroups(workbench).length;
  const what = `${count} ${count === 1 ? "node" : "nodes"}`;
  try {
    await navigator.clipboard.writeText(text);
    workbench.view.getState().announce(`Copied ${what} as YAML.`);
  } catch {
    workbench.view
      .getState()
      .announce(`Copied ${what}. Other programs cannot have them: the clipboard is not allowed here.`);
  }
}

async function readClipboard(workbench: Workbench): Promise<string> {
  try {
    return await navigator.clipboard.readText();
  } catch {
    return lastCopied.get(workbench) ?? "";
  }
}
