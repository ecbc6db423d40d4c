import { FileDown } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { ok, type Result } from "../../engine/base/result.ts";
import type { DroppedFile, OpenedFile, PickedBytes } from "../host/host.ts";
import { showToast } from "../widgets/toast.ts";
import { useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { openFirstOf } from "./open-several.ts";

type DropZoneProps = {
  /** What becomes of a data file; the app hands it in. */
  readonly onData: (workbench: Workbench, file: PickedBytes) => Promise<void>;
};

/** Files may be dropped anywhere on the window: a scenario opens, data becomes a source. */
export function DropZone({ onData }: DropZoneProps): ReactNode {
  const workbench = useWorkbench();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      // Without this the browser would leave the app and show the file.
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      setOver(false);
      const transfer = event.dataTransfer;
      if (transfer === null || !transfer.types.includes("Files")) return;
      event.preventDefault();
      const taken = workbench.host.takeDrop(transfer);
      void workbench.activity.during("reading what was dropped", async () => {
        await open(workbench, await taken, onData);
      });
    };
    addEventListener("dragover", over);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", over);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  }, [workbench, onData]);
  if (!isOver) return undefined;
  return (
    <div className="pointer-events-none fixed inset-2 z-50 grid place-items-center rounded-dialog border-2 border-dashed border-accent bg-canvas/85">
      <p className="flex items-center gap-3 text-page">
        <FileDown size={24} /> Drop a scenario to open it, or CSV, NDJSON or Parquet to make a source of it
      </p>
    </div>
  );
}

async function open(
  workbench: Workbench,
  files: readonly Result<DroppedFile, string>[],
  onData: DropZoneProps["onData"],
): Promise<void> {
  const scenarios: Result<OpenedFile, string>[] = [];
  for (const file of files) {
    if (!file.ok) showToast("The file was not opened.", { tone: "error", detail: file.error });
    else if (file.value.kind === "data") await onData(workbench, file.value.file);
    else scenarios.push(ok(file.value.file));
  }
  await openFirstOf(workbench, scenarios);
}
