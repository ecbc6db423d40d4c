/** Something that a person can do, under one id for menus, keys, buttons and the command palette. `Bench` is what it works with. */
export type Command<Bench> = {
  /** `run.play`; menus of the desktop shell send it. */
  readonly id: string;
  /** In the imperative: "Play", "Export drawing as PNG". */
  readonly title: string;
  readonly group: "File" | "Edit" | "View" | "Canvas" | "Run" | "Chaos" | "Data" | "Help";
  /** In tinykeys' words, `$mod` being Ctrl or Cmd: "$mod+K", "Shift+Period". */
  readonly keys?: readonly string[];
  /** The key works while the focus is in a text field or an editor too; others leave it to the field. */
  readonly worksInText?: true;
  /** Where the key works: inside the canvas or the timeline alone; everywhere when left out. */
  readonly scope?: "canvas" | "timeline";
  /** Its key is one of the clipboard's: the browser makes an event of it, as of the desktop's Edit menu, and a room hears that instead. */
  readonly isClipboardKey?: true;
  /** Why it cannot be done at the moment; undefined when it can. */
  readonly whyNot?: (bench: Bench) => string | undefined;
  readonly run: (bench: Bench) => void | Promise<void>;
};

/** All commands by id. Rooms add theirs when the app starts. */
export class CommandRegistry<Bench> {
  readonly #commands = new Map<string, Command<Bench>>();

  add(commands: readonly Command<Bench>[]): void {
    for (const command of commands) {
      if (this.#commands.has(command.id)) throw new Error(`two commands are called ${command.id}`);
      this.#commands.set(command.id, command);
    }
  }

  get(id: string): Command<Bench> | undefined {
    return this.#commands.get(id);
  }

  get all(): readonly Command<Bench>[] {
    return [...this.#commands.values()];
  }

  /** Runs a command; when it cannot be done now the answer is the reason, and nothing happens. */
  async run(id: string, bench: Bench): Promise<string | undefined> {
    const command = this.#commands.get(id);
    if (command === undefined) return `There is no command ${id}.`;
    const reason = command.whyNot?.(bench);
    if (reason !== undefined) return reason;
    await command.run(bench);
    return undefined;
  }
}
