import type { editor, IDisposable } from "monaco-editor/editor";
import type { Workbench } from "../workbench/workbench.ts";
import type { MountedEditor } from "./code-editor.tsx";
import { isSameSelection, lineOfSelection, selectionAtLine } from "./document-parts.ts";
import { editOf } from "./model-edit.ts";
import { changesBetween, mergeTexts } from "./text-patch.ts";

/** What is typed reaches the document this long after the last key: reading a scenario costs some of a frame. */
const COMMIT_DELAY_MS = 150;
/** A pause in typing that ends a step of undo. */
const BURST_PAUSE_MS = 1_200;
const TYPED = { label: "Type in YAML", burst: "type in YAML" };

/**
 * Keeps Monaco's text and the document the same, both ways. Typing becomes steps of the document; what changes elsewhere is
 * patched into the text piece by piece, so that the cursor and the folds stay. The document's undo is the only one.
 */
export class YamlBinding {
  readonly #code: editor.IStandaloneCodeEditor;
  readonly #model: editor.ITextModel;
  readonly #bench: Workbench;
  readonly #subscriptions: (() => void)[] = [];
  /** The document's text that the model was last the same as. */
  #base: string;
  #isPatching = false;
  #commitTimer: ReturnType<typeof setTimeout> | undefined;
  #burstTimer: ReturnType<typeof setTimeout> | undefined;
  #endTyping: (() => void) | undefined;
  #label: string | undefined;

  constructor({ editor: code }: MountedEditor, model: editor.ITextModel, bench: Workbench) {
    this.#code = code;
    this.#model = model;
    this.#bench = bench;
    this.#base = bench.document.getState().text;
    this.#own(code.onDidChangeModelContent(() => this.#typed()));
    this.#own(code.onDidBlurEditorText(() => this.flush()));
    this.#own(code.onDidChangeCursorPosition(({ position, reason }) => this.#caretMoved(position.lineNumber, reason)));
    this.#subscriptions.push(
      bench.drafts.add(() => this.#commit()),
      bench.document.subscribe(({ text }, before) => text !== before.text && this.#documentChanged(text)),
      bench.view.subscribe(({ selection }, before) => selection !== before.selection && this.#revealSelection()),
    );
  }

  dispose(): void {
    this.flush();
    for (const unsubscribe of this.#subscriptions) unsubscribe();
  }

  /** Hands what was typed to the document at once. */
  flush(): void {
    clearTimeout(this.#commitTimer);
    clearTimeout(this.#burstTimer);
    this.#commit();
    this.#bench.document.getState().endBurst();
  }

  /** Undoes or does again a step of the document, and goes to where it changed something. */
  travel(direction: "undo" | "redo"): void {
    this.flush();
    const before = this.#model.getValue();
    this.#bench.document.getState()[direction]();
    const [first] = changesBetween(before, this.#model.getValue());
    if (first === undefined) return;
    const place = this.#model.getPositionAt(first.start + first.text.length);
    this.#code.setPosition(place);
    this.#code.revealPositionInCenterIfOutsideViewport(place);
  }

  /** Does something to the text that is one step of its own name. */
  async act(label: string, work: () => Promise<void>): Promise<void> {
    this.flush();
    this.#label = label;
    try {
      await work();
      this.flush();
    } finally {
      this.#label = undefined;
    }
  }

  /** Puts the caret somewhere and the focus into the editor. */
  goTo(line: number, column: number): void {
    const place = this.#model.validatePosition({ lineNumber: line, column });
    this.#code.setPosition(place);
    this.#code.revealPositionInCenter(place);
    this.#code.focus();
  }

  #own(subscription: IDisposable): void {
    this.#subscriptions.push(() => subscription.dispose());
  }

  #typed(): void {
    if (this.#isPatching) return;
    this.#endTyping ??= this.#bench.activity.begin("taking over what is typed");
    clearTimeout(this.#commitTimer);
    clearTimeout(this.#burstTimer);
    this.#commitTimer = setTimeout(() => this.#commit(), COMMIT_DELAY_MS);
    this.#burstTimer = setTimeout(() => this.#bench.document.getState().endBurst(), BURST_PAUSE_MS);
  }

  #commit(): void {
    const end = this.#endTyping;
    if (end === undefined) return;
    this.#endTyping = undefined;
    const text = this.#model.getValue();
    this.#base = text;
    const { setText } = this.#bench.document.getState();
    setText(text, this.#label === undefined ? TYPED : { label: this.#label });
    end();
  }

  #documentChanged(text: string): void {
    if (text === this.#base) return;
    const mine = this.#endTyping === undefined ? undefined : this.#model.getValue();
    const merged = mine === undefined ? undefined : mergeTexts(this.#base, mine, text);
    this.#base = text;
    this.#isPatching = true;
    this.#patch(merged ?? text);
    this.#isPatching = false;
  }

  #patch(text: string): void {
    const isWindows = text.includes("\r\n");
    const wanted = isWindows ? text.replace(/\r?\n/gu, "\r\n") : text;
    if ((this.#model.getEOL() === "\r\n") !== isWindows) this.#model.setEOL(isWindows ? 1 : 0);
    const changes = changesBetween(this.#model.getValue(), wanted);
    this.#model.applyEdits(changes.map((change) => editOf(this.#model, change)));
  }

  /** A caret that a person moved selects what stands there. */
  #caretMoved(line: number, reason: editor.CursorChangeReason): void {
    if (reason !== EXPLICIT || !this.#code.hasTextFocus()) return;
    const { selection, select } = this.#bench.view.getState();
    const found = selectionAtLine(this.#bench.document.getState().drawing, line);
    if (found !== undefined && !isSameSelection(found, selection)) select(found);
  }

  /** What was selected elsewhere comes into sight; the caret of somebody who types here stays. */
  #revealSelection(): void {
    if (this.#code.hasTextFocus()) return;
    const { drawing } = this.#bench.document.getState();
    const line = lineOfSelection(drawing, this.#bench.view.getState().selection);
    if (line !== undefined) this.showLine(line);
  }

  showLine(line: number): void {
    this.#code.setPosition(this.#model.validatePosition({ lineNumber: line, column: 1 }));
    this.#code.revealLineNearTop(line);
  }
}

/** `CursorChangeReason.Explicit`: keys and mouse, as a number, since Monaco itself is not imported here. */
const EXPLICIT: editor.CursorChangeReason = 3;
