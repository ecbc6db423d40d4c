import { NODE_CATALOGUE } from "../../engine/pipeline/node-catalogue.ts";
import type { DrawnNode } from "../../engine/scenario/drawing.ts";
import { GLOSSARY } from "../learn/glossary.ts";
import type { Workbench } from "../workbench/workbench.ts";

/** Something that the command palette can do or show. */
export type PaletteEntry = {
  readonly id: string;
  readonly group: "Commands" | "Pipeline" | "Glossary" | "Scenarios";
  readonly title: string;
  /** Quieter, beside the title. */
  readonly note: string;
  /** What is searched. */
  readonly words: string;
  readonly keys: string | undefined;
  readonly whyNot: string | undefined;
  /** Does it; a promise of a text says why it could not be done. */
  readonly run: () => unknown;
};

/** Everything that the palette lists now. */
export function paletteEntries(
  workbench: Workbench,
  shipped: readonly { readonly path: string; readonly name: string }[],
  openScenario: (path: string) => Promise<unknown>,
): readonly PaletteEntry[] {
  const { commands, document, view } = workbench;
  return [
    ...commands.all
      .filter(({ id }) => id !== "view.commandPalette")
      .map(
        (command): PaletteEntry => ({
          id: command.id,
          group: "Commands",
          title: command.title,
          note: command.group,
          words: `${command.title} ${command.group}`,
          keys: command.keys?.[0],
          whyNot: command.whyNot?.(workbench),
          run: () => commands.run(command.id, workbench),
        }),
      ),
    ...document.getState().drawing.nodes.map((node) => nodeEntry(workbench, node)),
    ...GLOSSARY.map(
      (term): PaletteEntry => ({
        id: `term ${term.id}`,
        group: "Glossary",
        title: term.title,
        note: term.definition,
        words: `${term.title} ${term.definition}`,
        keys: undefined,
        whyNot: undefined,
        run: () => view.getState().openDialog("glossary", term.id),
      }),
    ),
    ...shipped.map(
      ({ path, name }): PaletteEntry => ({
        id: `scenario ${path}`,
        group: "Scenarios",
        title: name,
        note: "Open the scenario",
        words: `${name} ${path} scenario open`,
        keys: undefined,
        whyNot: undefined,
        run: () => openScenario(path),
      }),
    ),
  ];
}

function nodeEntry({ view }: Workbench, { id, kind, index }: DrawnNode): PaletteEntry {
  return {
    id: `node ${index} ${id.slice(0, 100)}`,
    group: "Pipeline",
    title: id,
    note: Object.values(NODE_CATALOGUE).find((entry) => entry.kind === kind)?.title ?? kind,
    words: `${id} ${kind}`,
    keys: undefined,
    whyNot: undefined,
    run: () => {
      view.getState().select({ nodes: [id] });
      view.getState().openTab({ inspector: view.getState().inspectorTab });
    },
  };
}
