import { perform } from "../acts/act.ts";
import { copyNodes, pasteNodes } from "../acts/clipboard.ts";
import { readDraft } from "../acts/draft.ts";
import { remove } from "../acts/remove.ts";
import type { AppCommand, Workbench } from "../workbench/workbench.ts";
import { type CanvasSelection, nodesWithGroups, selectionOf } from "./canvas-selection.ts";

/** What was copied last, for where the system's clipboard cannot be read. */
const lastCopied = new WeakMap<Workbench, string>();

const NEEDS_NODES = "Select nodes first.";

const needsNodes = (workbench: Workbench): string | undefined =>
  nodesWithGroups(workbench).length === 0 ? NEEDS_NODES : undefined;

/** Copy, cut, paste and duplicate; the clipboard holds YAML that can be pasted anywhere. */
export const clipboardCommands: readonly AppCommand[] = [
  {
    id: "canvas.copy",
    title: "Copy the selected nodes",
    group: "Canvas",
    keys: ["$mod+C"],
    isClipboardKey: true,
    scope: "canvas",
    whyNot: needsNodes,
    run: async (workbench) => {
      const copied = takeSelection(workbench);
      if (copied !== undefined) await writeClipboard(workbench, copied);
    },
  },
  {
    id: "canvas.cut",
    title: "Cut the selected nodes",
    group: "Canvas",
    keys: ["$mod+X"],
    isClipboardKey: true,
    scope: "canvas",
    whyNot: needsNodes,
    run: async (workbench) => {
      const copied = takeSelection(workbench);
      if (copied === undefined) return;
      await writeClipboard(workbench, copied);
      removeCut(workbench, copied);
    },
  },
  {
    id: "canvas.paste",
    title: "Paste nodes",
    group: "Canvas",
    keys: ["$mod+V"],
    isClipboardKey: true,
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
      const copied = takeSelection(workbench);
      if (copied === undefined) return;
      perform(workbench, (draft) => {
        const act = pasteNodes(draft, copied.text);
        return "reason" in act ? act : { ...act, label: act.label.replace(/^Paste/, "Duplicate as") };
      });
    },
  },
];

/** The selected nodes as text, and what Cut takes away: the same, whatever is selected once the clipboard has answered. */
type Copied = { readonly text: string; readonly count: number; readonly removal: CanvasSelection };

function takeSelection(workbench: Workbench): Copied | undefined {
  const nodes = nodesWithGroups(workbench);
  const draft = readDraft(workbench.document.getState().text);
  const text = draft === undefined ? undefined : copyNodes(draft, nodes);
  return text === undefined ? undefined : { text, count: nodes.length, removal: { ...selectionOf(workbench), nodes } };
}

function removeCut(workbench: Workbench, { removal }: Copied): void {
  perform(workbench, (draft) => {
    const act = remove(draft, removal);
    return "reason" in act ? act : { ...act, label: act.label.replace(/^Delete/, "Cut") };
  });
}

function wordsFor({ count }: Copied): string {
  return `Copied ${count} ${count === 1 ? "node" : "nodes"}`;
}

async function writeClipboard(workbench: Workbench, copied: Copied): Promise<void> {
  const { announce } = workbench.view.getState();
  lastCopied.set(workbench, copied.text);
  try {
    await navigator.clipboard.writeText(copied.text);
    announce(`${wordsFor(copied)} as YAML.`);
  } catch {
    announce(`${wordsFor(copied)}. Other programs cannot have them: the clipboard is not allowed here.`);
  }
}

/**
 * Copies, cuts and pastes while the focus is on the canvas, when the browser says so: by key, or by the desktop's Edit menu. Its
 * events bring the clipboard along, which a page may not read by itself. The answer stops it.
 */
export function hearClipboard(workbench: Workbench): () => void {
  const copy = (event: ClipboardEvent): void => {
    if (!isOnCanvas() || event.clipboardData === null || getSelection()?.isCollapsed === false) return;
    const copied = takeSelection(workbench);
    if (copied === undefined) {
      workbench.view.getState().announce(NEEDS_NODES);
      return;
    }
    event.preventDefault();
    event.clipboardData.setData("text/plain", copied.text);
    lastCopied.set(workbench, copied.text);
    workbench.view.getState().announce(`${wordsFor(copied)} as YAML.`);
    if (event.type === "cut") removeCut(workbench, copied);
  };
  const paste = (event: ClipboardEvent): void => {
    if (!isOnCanvas() || event.clipboardData === null) return;
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain");
    perform(workbench, (draft) => pasteNodes(draft, text));
  };
  document.addEventListener("copy", copy);
  document.addEventListener("cut", copy);
  document.addEventListener("paste", paste);
  return () => {
    document.removeEventListener("copy", copy);
    document.removeEventListener("cut", copy);
    document.removeEventListener("paste", paste);
  };
}

/** The focus counts and not what the event was sent to: without a selection of text that is the page as a whole. */
function isOnCanvas(): boolean {
  const focused = document.activeElement;
  return (
    focused !== null &&
    focused.closest("[data-scope=canvas]") !== null &&
    focused.closest("input, textarea, [role=dialog]") === null
  );
}

async function readClipboard(workbench: Workbench): Promise<string> {
  try {
    return await navigator.clipboard.readText();
  } catch {
    return lastCopied.get(workbench) ?? "";
  }
}
