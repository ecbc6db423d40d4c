import { type ReactNode, useMemo } from "react";
import { BROKER_VARIABLES, NODE_VARIABLES, PARTITION_VARIABLES } from "../../engine/pipeline/state-variables.ts";
import type { VariableEntry } from "../../engine/pipeline/variable-entry.ts";
import type { DrawnNode } from "../../engine/scenario/drawing.ts";
import { formatCount, formatVariable } from "../format/format-value.ts";
import { Term } from "../learn/term.tsx";
import { isNodeKind } from "../pipeline/pipeline-order.ts";
import type { Readings } from "../pipeline/readings.ts";
import { useReadings } from "../pipeline/use-live.ts";
import { EmptyState } from "../widgets/empty-state.tsx";
import { useRun } from "../workbench/workbench.ts";
import type { Subject } from "./subject.ts";
import { TinyChart } from "./tiny-chart.tsx";

/** How many values a small chart draws: one for each third pixel of it. */
const SAMPLES = 60;

/** What the run says of what is selected, at the shown instant, and how each value came there. */
export function MetricsTab({ subject }: { readonly subject: Subject }): ReactNode {
  const hasRun = useRun((run) => run.current !== undefined);
  if (!hasRun)
    return (
      <EmptyState
        title="No run yet"
        text="Play the scenario: its values appear here, at whichever instant you look at."
      />
    );
  if (subject.kind === "node") return <NodeMetrics node={subject.node} />;
  if (subject.kind === "scenario") return <BrokerTable />;
  return <EmptyState title="No values of its own" text="Select one node, or nothing to see the brokers." />;
}

function NodeMetrics({ node }: { readonly node: DrawnNode }): ReactNode {
  const readings = useReadings();
  if (!isNodeKind(node.kind))
    return <EmptyState title="No values" text="This is no kind of node that the engine runs." />;
  return (
    <div className="flex flex-col">
      <table className="w-full table-fixed text-table">
        <caption className="sr-only">Values of {node.id} at the shown instant</caption>
        <tbody>
          {NODE_VARIABLES[node.kind].map((variable) => (
            <MetricRow key={variable.key} subject={node.id} variable={variable} readings={readings} />
          ))}
        </tbody>
      </table>
      {node.kind === "topic" && <PartitionTable topic={node} readings={readings} />}
    </div>
  );
}

type MetricRowProps = { readonly subject: string; readonly variable: VariableEntry; readonly readings: Readings };

function MetricRow({ subject, variable, readings }: MetricRowProps): ReactNode {
  const { key, title, unit, definition, isCounter } = variable;
  const value = readings.valueOf(subject, key);
  const rate = isCounter === true ? readings.rateOf(subject, key) : undefined;
  const samples = useMemo(
    () => readings.samplesOf(subject, variable, { count: SAMPLES, stepUs: readings.atUs / SAMPLES }),
    [readings, subject, variable],
  );
  return (
    <tr className="border-b border-line">
      <th scope="row" className="w-[38%] px-3 py-1.5 text-left font-normal">
        <Term id={key} definition={definition} side="left" className="max-w-full text-t2">
          {title}
        </Term>
      </th>
      <td className="w-[26%] py-1.5 text-right font-mono">
        <span className="font-semibold">{value === undefined ? "–" : formatVariable(value, unit)}</span>
        {rate !== undefined && <span className="block text-meta text-t3">{formatCount(rate)}/s</span>}
      </td>
      <td className="py-1.5 pr-3 pl-3">
        <TinyChart
          samples={samples}
          title={`${title} since the start of the run${isCounter === true ? ", as a rate" : ""}`}
        />
      </td>
    </tr>
  );
}

const PARTITION_KEYS = [
  "leader",
  "leader-epoch",
  "in-sync-replicas",
  "log-end-offset",
  "high-watermark",
  "committed-offset",
];
const PARTITION_COLUMNS = PARTITION_VARIABLES.filter(({ key }) => PARTITION_KEYS.includes(key));
/** More partitions than this are a list for SQL, not for a panel. */
const PARTITIONS_SHOWN = 64;

function PartitionTable({ topic, readings }: { readonly topic: DrawnNode; readonly readings: Readings }): ReactNode {
  const { partitions } = topic.value;
  const count = typeof partitions === "number" ? Math.min(partitions, PARTITIONS_SHOWN) : 1;
  const subjects = Array.from({ length: count }, (_, index) => `${topic.id}-${index}`);
  return (
    <VariableTable
      caption="Partitions"
      head="p"
      subjects={subjects}
      names={subjects.map((_, index) => String(index))}
      columns={PARTITION_COLUMNS}
      readings={readings}
    />
  );
}

/** The brokers, when nothing is selected. */
function BrokerTable(): ReactNode {
  const readings = useReadings();
  const subjects = useMemo(() => {
    const found: string[] = [];
    while (readings.valueOf(`broker-${found.length + 1}`, "is-up") !== undefined)
      found.push(`broker-${found.length + 1}`);
    return found;
  }, [readings]);
  return (
    <VariableTable
      caption="Brokers"
      head="broker"
      subjects={subjects}
      names={subjects.map((_, index) => String(index + 1))}
      columns={BROKER_VARIABLES}
      readings={readings}
    />
  );
}

type VariableTableProps = {
  readonly caption: string;
  readonly head: string;
  readonly subjects: readonly string[];
  readonly names: readonly string[];
  readonly columns: readonly VariableEntry[];
  readonly readings: Readings;
};

function VariableTable({ caption, head, subjects, names, columns, readings }: VariableTableProps): ReactNode {
  return (
    // Wider than the panel on purpose: it scrolls by itself, by keyboard too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label={caption} tabIndex={0} className="overflow-x-auto px-3 py-2 -outline-offset-2">
      <table className="w-full text-table">
        <caption className="pb-1 text-left font-semibold">{caption}</caption>
        <thead>
          <tr className="text-meta text-t3">
            <th scope="col" className="pr-2 text-left font-normal">
              {head}
            </th>
            {columns.map(({ key, title, definition }) => (
              <th key={key} scope="col" title={definition} className="pl-3 text-right font-normal whitespace-nowrap">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {subjects.map((subject, index) => (
            <tr key={subject}>
              <th scope="row" className="pr-2 text-left font-mono font-normal">
                {names[index]}
              </th>
              {columns.map(({ key, unit }) => {
                const value = readings.valueOf(subject, key);
                return (
                  <td key={key} className="pl-3 text-right font-mono">
                    {value === undefined ? "–" : formatVariable(value, unit)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
