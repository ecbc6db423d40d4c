import { createStore, type StoreApi } from "zustand/vanilla";
import type { Drawing } from "../../engine/scenario/drawing.ts";
import { applyEdits } from "../../engine/scenario/edit-scenario.ts";
import type { ParsedScenario } from "../../engine/scenario/parse-scenario.ts";
import type { ScenarioEdit } from "../../engine/scenario/plain-edit.ts";
import type { Problem } from "../../engine/scenario/problem.ts";
import { diagnose } from "./diagnose.ts";

/** How many steps can be undone. */
const STEPS_MAX = 200;
/** Text of all steps together, in characters: a step keeps whole texts. */
const STEP_TEXT_MAX = 24_000_000;

/** Where a document comes from and where it is saved. */
export type DocumentOrigin =
  /** Never saved. */
  | { readonly kind: "untitled"; readonly name: string }
  /** Came with the app; saving it asks for a place. `path` is relative to the shipped scenarios' folder. */
  | { readonly kind: "shipped"; readonly name: string; readonly path: string }
  /** A file; `id` is the host's own handle for it. */
  | { readonly kind: "file"; readonly name: string; readonly id: string };

/** One act of a person on the document, as it is undone and redone: named, and whole texts before and after. */
export type EditStep = {
  /** What undo says: "Move flight.events". */
  readonly label: string;
  readonly before: string;
  readonly after: string;
  /** Steps in a row with the same word are one step: a typing burst, a drag, arrow keys held down. */
  readonly burst?: string;
};

export type DocumentFacts = {
  readonly origin: DocumentOrigin;
  /** The document: YAML with its comments. */
  readonly text: string;
  /** The text as it was last opened or saved. */
  readonly savedText: string;
  /** The last text that could be read as YAML, as a drawing: a broken text never destroys it, nor a broken duration the last good one. */
  readonly drawing: Drawing;
  /** Undefined while the text is no valid scenario. */
  readonly parsed: ParsedScenario | undefined;
  readonly problems: readonly Problem[];
  /** Steps that can be undone, oldest first. */
  readonly past: readonly EditStep[];
  /** Steps that can be done again, next first. */
  readonly future: readonly EditStep[];
  /** Grows with every document that is opened, so that views know to start anew. */
  readonly opened: number;
};

export type EditOptions = { readonly label: string; readonly burst?: string };

export type DocumentActions = {
  /** Takes the place of the whole document; the history of steps starts anew. */
  open(document: { readonly text: string; readonly savedText?: string; readonly origin: DocumentOrigin }): void;
  /** Sets the text as one step. Nothing happens when it is the same. */
  setText(text: string, options: EditOptions): void;
  /**
   * Changes values by their paths as one step; comments survive. Does nothing and answers false when the text is too broken to be
   * edited by path.
   */
  applyEdits(edits: readonly ScenarioEdit[], options: EditOptions): boolean;
  undo(): void;
  redo(): void;
  /** The next step is a new one, whatever its burst: a key was released, a field lost the focus. */
  endBurst(): void;
  markSaved(origin: DocumentOrigin, savedText: string): void;
};

export type DocumentState = DocumentFacts & DocumentActions;
export type DocumentStore = StoreApi<DocumentState>;

const NOTHING_DRAWN: Drawing = {
  plain: undefined,
  locate: () => ({ line: 1, column: 1 }),
  name: "",
  durationUs: undefined,
  nodes: [],
  edges: [],
  layout: new Map(),
  groups: [],
  notes: [],
  faults: [],
};

const EMPTY_DOCUMENT: DocumentFacts = {
  origin: { kind: "untitled", name: "Untitled" },
  text: "",
  savedText: "",
  drawing: NOTHING_DRAWN,
  parsed: undefined,
  problems: [],
  past: [],
  future: [],
  opened: 0,
};

/** The one document: its text is the truth, every view edits it by steps. */
export function createDocumentStore(): DocumentStore {
  return createStore<DocumentState>()((set, get) => ({
    ...EMPTY_DOCUMENT,
    open({ text, savedText, origin }) {
      const { drawing, parsed, problems } = diagnose(text);
      set({
        ...EMPTY_DOCUMENT,
        origin,
        text,
        savedText: savedText ?? text,
        drawing: drawing ?? NOTHING_DRAWN,
        parsed,
        problems,
        opened: get().opened + 1,
      });
    },
    setText(text, options) {
      const { text: before, past, drawing } = get();
      if (text === before) return;
      set({ ...read(text, drawing), past: pushStep(past, { ...options, before, after: text }), future: [] });
    },
    applyEdits(edits, options) {
      const edited = tryEdits(get().text, edits);
      if (edited === undefined) return false;
      get().setText(edited, options);
      return true;
    },
    undo() {
      const { past, future, drawing } = get();
      const step = past.at(-1);
      if (step === undefined) return;
      set({ ...read(step.before, drawing), past: ended(past.slice(0, -1)), future: [step, ...future] });
    },
    redo() {
      const { past, future, drawing } = get();
      const [step, ...rest] = future;
      if (step === undefined) return;
      set({ ...read(step.after, drawing), past: ended([...past, step]), future: rest });
    },
    endBurst() {
      const { past } = get();
      if (past.at(-1)?.burst !== undefined) set({ past: ended(past) });
    },
    markSaved(origin, savedText) {
      set({ origin, savedText });
    },
  }));
}

/** Whether the document has changes that no file has. */
export function isDirty({ text, savedText }: Pick<DocumentFacts, "text" | "savedText">): boolean {
  return text !== savedText;
}

function read(text: string, lastDrawing: Drawing): Pick<DocumentFacts, "text" | "drawing" | "parsed" | "problems"> {
  const { drawing, parsed, problems } = diagnose(text);
  return { text, drawing: withDuration(drawing ?? lastDrawing, lastDrawing), parsed, problems };
}

function withDuration(drawing: Drawing, { durationUs }: Drawing): Drawing {
  return drawing.durationUs === undefined && durationUs !== undefined ? { ...drawing, durationUs } : drawing;
}

function tryEdits(text: string, edits: readonly ScenarioEdit[]): string | undefined {
  try {
    return applyEdits({ text }, edits);
  } catch {
    // The text is broken where an edit wants to go; the caller says so, the text stays as it is.
    return undefined;
  }
}

/** The steps, so that none that follows becomes part of the last one. */
function ended(past: readonly EditStep[]): readonly EditStep[] {
  const last = past.at(-1);
  if (last?.burst === undefined) return past;
  const { burst: _burst, ...step } = last;
  return [...past.slice(0, -1), step];
}

function pushStep(past: readonly EditStep[], step: EditStep): readonly EditStep[] {
  const last = past.at(-1);
  if (last?.burst !== undefined && last.burst === step.burst) {
    return [...past.slice(0, -1), { ...step, before: last.before }];
  }
  const steps = [...past, step].slice(-STEPS_MAX);
  let length = 0;
  const firstKept = steps.findLastIndex((kept) => {
    length += kept.before.length + kept.after.length;
    return length > STEP_TEXT_MAX;
  });
  return steps.slice(firstKept + 1);
}
