import type { editor } from "monaco-editor/editor";

/** What somebody who knows Monaco's old interface asks of a worker: its name, and what it is to be told at its start. */
type OldWorkerOptions = { readonly label?: string; readonly createData?: unknown };

type CreateWorker = typeof editor.createWebWorker;

/** Starts Monaco's own worker, or the one that knows YAML. Both are files of the bundle: the content security policy allows no other. */
export function startMonacoWorker(label: string): Worker {
  return label === "yaml"
    ? new Worker(new URL("./yaml-worker.ts", import.meta.url), { type: "module", name: "yaml" })
    : new Worker(new URL("./text-worker.ts", import.meta.url), { type: "module", name: "text" });
}

/**
 * `createWebWorker` as monaco-yaml calls it, which was written for Monaco before 0.55: the worker is started here, gets the
 * message that it waits for, then what it is to know, and is handed to Monaco as it is.
 */
export function createWorkerByOldOptions(create: CreateWorker): (options: OldWorkerOptions) => unknown {
  return ({ label = "", createData }) => {
    const worker = startMonacoWorker(label);
    worker.postMessage("ignore");
    worker.postMessage(createData);
    return create({ worker });
  };
}
