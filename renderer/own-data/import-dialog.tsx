import { FileUp } from "lucide-react";
import { type ReactNode, useState } from "react";
import { DataGrid } from "../data/grid/data-grid.tsx";
import { formatWhole } from "../format/format-value.ts";
import { Button } from "../widgets/button.tsx";
import { EmptyState } from "../widgets/empty-state.tsx";
import { Modal } from "../widgets/modal.tsx";
import { ProgressBar } from "../widgets/progress-bar.tsx";
import { Segmented } from "../widgets/segmented.tsx";
import { useView, useWorkbench } from "../workbench/workbench.ts";
import { speedupFor } from "./build-scenario.ts";
import { createPipeline } from "./create-pipeline.ts";
import type { DataProbe, MappingCheck } from "./data-probe.ts";
import { otherSeparator } from "./file-format.ts";
import type { ImportMapping } from "./import-mapping.ts";
import { MappingForm } from "./mapping-form.tsx";
import { checkSentences, whyNotCreate } from "./mapping-words.ts";
import { pickDataFile } from "./open-data-file.ts";
import { bucketFor, type FileFacts, suggestMapping } from "./suggest-mapping.ts";
import { useFileProbe } from "./use-file-probe.ts";
import { useMappingCheck } from "./use-mapping-check.ts";

const TITLE = "Make a pipeline from a data file";

/** From a file of rows to a pipeline that runs: what the columns mean, what that does to the rows, and the pipeline. */
export function ImportDialog(): ReactNode {
  const file = useView((view) => view.dialog?.subject);
  return file === undefined ? <ChooseFile /> : <LookIntoFile key={file} file={file} />;
}

function ChooseFile(): ReactNode {
  const workbench = useWorkbench();
  return (
    <Modal title={TITLE} width="middle" onClose={workbench.view.getState().closeDialog}>
      <EmptyState
        icon={<FileUp size={24} aria-hidden />}
        title="Choose a file, or drop one onto the window"
        text="CSV with commas and a line of names, NDJSON with one object a line, Parquet or Arrow. It stays on this machine."
      >
        <Button tone="primary" onClick={() => void pickDataFile(workbench)}>
          Choose a file…
        </Button>
      </EmptyState>
    </Modal>
  );
}

function LookIntoFile({ file }: { readonly file: string }): ReactNode {
  const workbench = useWorkbench();
  const found = useFileProbe(file);
  const { closeDialog } = workbench.view.getState();
  switch (found.kind) {
    case "reading":
      return (
        <Modal title={TITLE} onClose={closeDialog}>
          <p className="pb-3 text-t2">Reading {file.slice(0, 200)} with DuckDB…</p>
          <ProgressBar label="Reading the file" />
        </Modal>
      );
    case "failed":
      return (
        <Modal
          title={TITLE}
          onClose={closeDialog}
          footer={
            <>
              <Button onClick={closeDialog}>Close</Button>
              <Button tone="primary" onClick={() => void pickDataFile(workbench)}>
                Choose another file…
              </Button>
            </>
          }
        >
          <p role="alert" className="[overflow-wrap:anywhere]">
            {found.message}
          </p>
        </Modal>
      );
    case "ready":
      return <MapFile facts={found.facts} probe={found.probe} />;
  }
}

/** The speed and the bucket follow the rows until a person chooses them. */
type Chosen = { readonly speedup?: number; readonly bucket?: ImportMapping["bucket"] };

function MapFile({ facts, probe }: { readonly facts: FileFacts; readonly probe: DataProbe }): ReactNode {
  const workbench = useWorkbench();
  const [mapping, setMapping] = useState(() => suggestMapping(facts));
  const [chosen, setChosen] = useState<Chosen>({});
  const checked = useMappingCheck(probe, mapping);
  const check = checked?.check.ok === true ? checked.check.value : undefined;
  const seconds = check?.seconds ?? 0;
  const whole: ImportMapping = {
    ...mapping,
    speedup: chosen.speedup ?? speedupFor({ seconds }),
    bucket: chosen.bucket ?? bucketFor(seconds),
  };
  const change = ({ speedup, bucket, ...part }: Partial<ImportMapping>): void => {
    if (speedup !== undefined) setChosen((before) => ({ ...before, speedup }));
    else if (bucket !== undefined) setChosen((before) => ({ ...before, bucket }));
    else setMapping((before) => ({ ...before, ...part }));
  };
  const isOld = checked?.mapping !== mapping;
  const reason =
    check === undefined
      ? checked?.check.ok === false
        ? "DuckDB cannot use this mapping."
        : "The rows are being read."
      : whyNotCreate(whole, check);
  const create = (isPlayed: boolean): void => {
    void createPipeline(workbench, whole, { seconds, isPlayed });
  };
  const whyNot = isOld ? "The rows are being read." : reason;
  return (
    <Modal
      title={TITLE}
      description={`${facts.file.slice(0, 200)}: ${formatWhole(facts.rowCount)} rows, ${facts.columns.length} columns`}
      width="wide"
      onClose={workbench.view.getState().closeDialog}
      footer={
        <>
          <Button onClick={workbench.view.getState().closeDialog}>Cancel</Button>
          <Button whyNot={whyNot} onClick={() => create(false)}>
            Create
          </Button>
          <Button tone="primary" whyNot={whyNot} onClick={() => create(true)}>
            Create and play
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <SeparatorNote facts={facts} />
        {facts.hasOffsets && (
          <p>Times in this file say their offset from UTC: the preview, the run and its tables tell them in UTC.</p>
        )}
        <Preview facts={facts} check={check} />
        <div role="status" className={`flex flex-col gap-0.5 ${isOld ? "opacity-60" : ""}`}>
          {check !== undefined && checkSentences(whole, check).map((sentence) => <p key={sentence}>{sentence}</p>)}
          {checked?.check.ok === false && <p className="text-crit-text">{checked.check.error}</p>}
          {check !== undefined && reason !== undefined && <p className="text-crit-text">{reason}</p>}
        </div>
        <MappingForm facts={facts} mapping={whole} check={check} onChange={change} />
      </div>
    </Modal>
  );
}

/** The file's first rows, and what becomes of them. */
function Preview({ facts, check }: { readonly facts: FileFacts; readonly check: MappingCheck | undefined }): ReactNode {
  const [shown, setShown] = useState<"rows" | "records">("rows");
  const sample = check?.sample;
  const isRecords = shown === "records" && sample !== undefined;
  return (
    <div className="flex flex-col gap-1.5">
      <div>
        <Segmented
          label="Preview"
          value={shown}
          options={[
            { value: "rows", label: "First rows of the file" },
            { value: "records", label: "First records of the run" },
          ]}
          onChange={setShown}
        />
      </div>
      <div className="h-44 overflow-hidden rounded-control border border-line">
        {isRecords ? (
          <DataGrid key="records" label="First records of the run" table={sample} />
        ) : (
          <DataGrid key="rows" label="First rows of the file" table={facts.head} />
        )}
      </div>
    </div>
  );
}

function SeparatorNote({ facts }: { readonly facts: FileFacts }): ReactNode {
  const separator = facts.format === "csv" ? otherSeparator(facts.columns.map(({ name }) => name)) : undefined;
  if (separator === undefined) return null;
  return (
    <p role="alert" className="text-warn-text">
      This file has one column, whose name holds a {separator}. Spillway reads CSV with commas: save it once more with
      commas if its fields are separated by that.
    </p>
  );
}
