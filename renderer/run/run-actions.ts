import { metricsCsv } from "../../engine/export/metrics-csv.ts";
import { compareWith, forgetRun, type RunRecord } from "../stores/run-store.ts";
import type { MenuEntry } from "../widgets/menu-entry.ts";
import { showToast } from "../widgets/toast.ts";
import type { Workbench } from "../workbench/workbench.ts";
import { countOf } from "./run-words.ts";

/** Why a run cannot give way to another at this moment. */
function whyBusy({ run }: Workbench): string | undefined {
  const { kind } = run.getState().phase;
  return kind === "running" || kind === "starting" || kind === "checking"
    ? "Pause the run that goes on first."
    : undefined;
}

/** Puts a past run on the screen: its history, events and report, in Review at its end. */
async function openRun({ runner, view }: Workbench, { number, nowUs }: RunRecord): Promise<void> {
  await runner.openPast(number);
  view.getState().showInstant(nowUs);
  showToast(`Run ${number} is open`, {
    detail:
      "Its charts, events and checks are as it left them. Its tables went with its engine: re-run it to query them.",
  });
}

/** Makes the scenario of a run the document, as one step that undo takes back. */
function openScenario({ document, view }: Workbench, { number, text }: RunRecord): void {
  document.getState().setText(text, { label: `Open the scenario of run ${number}` });
  view.getState().announce(`The document is the scenario of run ${number}. Undo brings yours back.`);
}

/** Saves every change of every state variable of a run, as the command line's `--out` writes them. */
async function saveMetrics({ host, activity }: Workbench, { number, history }: RunRecord): Promise<void> {
  const series = history.names.map((name) => {
    const { timesUs, values } = history.seriesOf(name);
    return { name, timesUs: Array.from(timesUs), values: Array.from(values) };
  });
  const bytes = new TextEncoder().encode([...metricsCsv(series)].join(""));
  const saved = await activity.during("saving the metrics", () =>
    host.saveBytes(`run-${number}-metrics.csv`, bytes, "text/csv"),
  );
  if (saved?.ok === true) showToast(`Saved: ${saved.value}`);
  else if (saved !== undefined) showToast("The metrics were not saved", { tone: "error", detail: saved.error });
}

/** Runs the scenario of a run once more: it becomes the document first. */
async function runAgain(workbench: Workbench, run: RunRecord): Promise<void> {
  openScenario(workbench, run);
  workbench.view.getState().showLive();
  await workbench.runner.restart();
}

/** What can be done with a run of the list. */
export function runActions(workbench: Workbench, run: RunRecord): readonly MenuEntry[] {
  const { current, baseline } = workbench.run.getState();
  const isCurrent = current?.number === run.number;
  const isBaseline = baseline?.number === run.number;
  const documentText = workbench.document.getState().text;
  return [
    {
      kind: "item",
      label: "Open",
      note: "In Review, without its tables",
      whyNot: isCurrent ? "It is the run on the screen." : whyBusy(workbench),
      onSelect: () => void openRun(workbench, run),
    },
    {
      kind: "item",
      label: isBaseline ? "Stop comparing with it" : "Use as baseline",
      note: isBaseline ? undefined : "Dashed in the charts, compared in the table",
      onSelect: () => compareWith(workbench.run, isBaseline ? undefined : run),
    },
    {
      kind: "item",
      label: "Run its scenario again",
      whyNot: whyBusy(workbench),
      onSelect: () => void runAgain(workbench, run),
    },
    {
      kind: "item",
      label: "Open its scenario",
      note: run.injected.length === 0 ? undefined : `With ${countOf(run.injected.length, "injected fault")}`,
      whyNot: documentText === run.text ? "The document is its scenario." : undefined,
      onSelect: () => openScenario(workbench, run),
    },
    {
      kind: "item",
      label: "Save its metrics as CSV",
      note: "Every change of every variable",
      onSelect: () => void saveMetrics(workbench, run),
    },
    { kind: "line" },
    {
      kind: "item",
      label: "Delete",
      isDanger: true,
      whyNot: isCurrent ? "It is the run on the screen." : undefined,
      onSelect: () => forgetRun(workbench.run, run.number),
    },
  ];
}
