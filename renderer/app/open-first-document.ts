import type { Workbench } from "../workbench/workbench.ts";

/** The scenario that greets a person who opened nothing else. */
export const DEMO_PATH = "flights-broker-crash.scenario.yaml";

/** Opens the file that came with the start, or the demo. */
export async function openFirstDocument({ host, document, view, activity }: Workbench): Promise<void> {
  await activity.during("opening the document", async () => {
    const initial = await host.initialFile();
    if (initial?.ok) {
      const { name, text, id } = initial.value;
      const origin = id === undefined ? ({ kind: "untitled", name } as const) : ({ kind: "file", name, id } as const);
      document.getState().open({ text, origin });
      return;
    }
    if (initial !== undefined) view.getState().announce(initial.error);
    const demo = await host.readShipped(DEMO_PATH);
    if (!demo.ok) {
      view.getState().announce(demo.error);
      return;
    }
    document.getState().open({ text: demo.value, origin: { kind: "shipped", name: DEMO_PATH, path: DEMO_PATH } });
  });
}
