import type { ReactNode } from "react";
import { Modal } from "../widgets/modal.tsx";
import { useWorkbench } from "../workbench/workbench.ts";

/** What the app is, where it runs, what it cannot do there, and whose work it stands on. */
export function AboutDialog(): ReactNode {
  const { host, view } = useWorkbench();
  return (
    <Modal
      title="About Spillway"
      description="A local lakehouse simulator. It runs real rows through a partitioned log and medallion tables in virtual time, breaks it, and proves row by row what happened."
      onClose={view.getState().closeDialog}
    >
      <div className="flex flex-col gap-4">
        <section aria-labelledby="about-offline">
          <h3 id="about-offline" className="font-semibold">
            Offline by design
          </h3>
          <p className="text-t2">
            Nothing leaves this machine: there is no account, no telemetry and no code path to the network. The page’s
            security policy forbids requests to anywhere but its own folder.
          </p>
        </section>
        {host.limits.length > 0 && (
          <section aria-labelledby="about-limits">
            <h3 id="about-limits" className="font-semibold">
              What it cannot do here
            </h3>
            <ul className="list-disc pl-5 text-t2">
              {host.limits.map((limit) => (
                <li key={limit}>{limit}</li>
              ))}
            </ul>
          </section>
        )}
        <section aria-labelledby="about-versions">
          <h3 id="about-versions" className="font-semibold">
            Versions
          </h3>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 text-t2">
            {Object.entries(host.versions).map(([part, version]) => (
              <div key={part} className="contents">
                <dt>{part}</dt>
                <dd className="font-mono text-table [overflow-wrap:anywhere]">{version}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section aria-labelledby="about-licences">
          <h3 id="about-licences" className="font-semibold">
            Licences
          </h3>
          <p className="text-t2">
            Spillway is under the Apache License 2.0. It contains DuckDB, React, React Flow, Radix, Monaco, uPlot,
            Zustand and others under MIT, Lucide under ISC, ELK under EPL-2.0, Apache Arrow under Apache 2.0, and the
            typefaces Inter and JetBrains Mono under the Open Font License. The file NOTICE beside the app names them.
          </p>
        </section>
      </div>
    </Modal>
  );
}
