import type { Result } from "../../engine/base/result.ts";
import type { RunRecord } from "../stores/run-store.ts";
import { showToast } from "../widgets/toast.ts";
import type { AppCommand, Workbench } from "../workbench/workbench.ts";
import { drawingMermaid } from "./drawing-mermaid.ts";
import { drawingSvg } from "./drawing-svg.ts";
import { exportPng } from "./export-png.ts";
import { reportHtml } from "./report-html.ts";

const NO_DRAWING = "The canvas is empty.";
const NO_REPORT = "Run the scenario to its end first: the report is made of its checks.";

const whyNoDrawing = ({ document }: Workbench): string | undefined =>
  document.getState().drawing.nodes.length === 0 ? NO_DRAWING : undefined;
const whyNoReport = ({ run }: Workbench): string | undefined =>
  run.getState().current?.report === undefined ? NO_REPORT : undefined;

/** What hands a scenario, its drawing or a run's report to others. */
export const shareCommands: readonly AppCommand[] = [
  {
    id: "file.share",
    title: "Share as a link or a file…",
    group: "File",
    run: ({ view }) => view.getState().openDialog("share"),
  },
  {
    id: "export.png",
    title: "Export drawing as PNG",
    group: "File",
    whyNot: whyNoDrawing,
    run: async (workbench) => {
      const png = await workbench.activity.during("drawing the picture", () => picture(workbench));
      if (png.ok) await hand(workbench, "png", png.value, "image/png");
      else showToast("The drawing was not exported.", { tone: "error", detail: png.error });
    },
  },
  {
    id: "export.svg",
    title: "Export drawing as SVG",
    group: "File",
    whyNot: whyNoDrawing,
    run: (workbench) => {
      const { drawing } = workbench.document.getState();
      return hand(workbench, "svg", drawingSvg(drawing, workbench.settings.getState().edgeStyle), "image/svg+xml");
    },
  },
  {
    id: "export.mermaid",
    title: "Export drawing as Mermaid text",
    group: "File",
    whyNot: whyNoDrawing,
    run: (workbench) => hand(workbench, "mmd", drawingMermaid(workbench.document.getState().drawing), "text/plain"),
  },
  {
    id: "export.reportHtml",
    title: "Export report as HTML",
    group: "File",
    whyNot: whyNoReport,
    run: async (workbench) => {
      const html = reportOf(workbench.run.getState().current);
      if (html !== undefined) await hand(workbench, "report.html", html, "text/html");
    },
  },
  {
    id: "export.reportPdf",
    title: "Export report as PDF",
    group: "File",
    whyNot: whyNoReport,
    run: async (workbench) => {
      const html = reportOf(workbench.run.getState().current);
      if (html === undefined) return;
      const name = `${baseName(workbench)}.report.pdf`;
      tell(await workbench.activity.during("printing the report", () => workbench.host.printPdf(name, html)));
    },
  },
];

function reportOf(run: RunRecord | undefined): string | undefined {
  return run?.report && reportHtml(run, run.report);
}

async function hand(workbench: Workbench, ending: string, data: string | Uint8Array, mediaType: string): Promise<void> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const { activity, host } = workbench;
  tell(await activity.during("exporting", () => host.saveBytes(`${baseName(workbench)}.${ending}`, bytes, mediaType)));
}

function tell(saved: Awaited<ReturnType<Workbench["host"]["saveBytes"]>>): void {
  if (saved === undefined) return;
  if (saved.ok) showToast(`Exported ${saved.value.slice(0, 200)}.`, { tone: "success" });
  else showToast("The export was not saved.", { tone: "error", detail: saved.error });
}

/** The document's name as a file name without its ending. */
function baseName({ document }: Workbench): string {
  const name = document.getState().origin.name.replace(/\.(?:scenario\.)?ya?ml$/iu, "");
  const safe = name.replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, " ").trim();
  return safe.slice(0, 80) || "scenario";
}

/** Taken of cards in full: from far away their names are cut short, which is no use on paper. */
async function picture({ document, view }: Workbench): Promise<Result<Uint8Array, string>> {
  view.getState().picture(true);
  try {
    await nextFrame();
    await nextFrame();
    return await exportPng(document.getState().drawing);
  } finally {
    view.getState().picture(false);
  }
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}
