import { Users } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import type { DrawnNode } from "../../engine/scenario/drawing.ts";
import { sublineOf } from "../pipeline/node-words.ts";
import { useReadings } from "../pipeline/use-live.ts";
import { EmptyState } from "../widgets/empty-state.tsx";
import { Select } from "../widgets/select.tsx";
import { useDocument, useRun, useWorkbench } from "../workbench/workbench.ts";
import type { Reader } from "./readers.ts";
import { RebalanceDetail } from "./rebalance-detail.tsx";
import { RebalanceRow } from "./rebalance-row.tsx";
import { type Rebalance, rebalancesOf } from "./rebalances.ts";
import { useReaders } from "./use-readers.ts";

const TITLES = ["When", "Why", "Who", "Generation", "Took", "Moved", "Longest unread"];

/** Every rebalance of a group: why, how long, what moved, and how long nobody read a partition. */
export function RebalancePanel(): ReactNode {
  const groups = useReaders().filter(({ kind }) => kind === "group");
  const [chosen, setChosen] = useState("");
  const group = groups.find(({ id }) => id === chosen) ?? groups[0];
  const node = useDocument((document) => document.drawing.nodes.find(({ id }) => id === group?.id));
  if (group === undefined || node === undefined) {
    return (
      <EmptyState
        icon={<Users size={24} />}
        title="No consumer group"
        text="Jobs assign partitions themselves: only a group rebalances. Add one from the palette."
      />
    );
  }
  const choice = groups.length > 1 && (
    <Select
      aria-label="Group"
      className="max-w-60"
      value={group.id}
      options={groups.map(({ id }) => ({ value: id, label: id.slice(0, 80) }))}
      onChange={setChosen}
    />
  );
  return <GroupRebalances key={group.id} group={group} node={node} choice={choice} />;
}

type GroupRebalancesProps = { readonly group: Reader; readonly node: DrawnNode; readonly choice: ReactNode };

function GroupRebalances({ group, node, choice }: GroupRebalancesProps): ReactNode {
  const workbench = useWorkbench();
  // The clock of everything live: events and owners grow with it.
  useReadings();
  const run = useRun(({ current }) => current);
  const [selected, setSelected] = useState<number>();
  const rebalances = run === undefined ? [] : rebalancesOf(run, group);
  const nowUs = run?.nowUs ?? 0;
  const choose = (rebalance: Rebalance): void => {
    setSelected(rebalance.event);
    workbench.view.getState().select({ event: rebalance.event, nodes: [group.id] });
    workbench.view.getState().showInstant(rebalance.beganUs);
  };
  const shown = rebalances.find(({ event }) => event === selected);
  return (
    <div className="flex h-full min-h-0" data-testid="rebalance-panel">
      <section aria-label="Rebalances" className="min-w-0 flex-1 overflow-auto" tabIndex={-1}>
        <div className="flex flex-wrap items-center gap-3 px-3 py-1 text-table text-t2">
          {choice}
          <span>{sublineOf(node)}</span>
          <span className="text-t3">
            {rebalances.length === 1 ? "1 rebalance" : `${rebalances.length.toLocaleString("en")} rebalances`}
          </span>
        </div>
        {rebalances.length === 0 ? (
          <EmptyState title="No rebalance yet" text="The first comes when the members join." />
        ) : (
          <table className="w-full border-collapse text-table">
            <thead className="sticky top-0 bg-panel text-left text-t2">
              <tr>
                {TITLES.map((title) => (
                  <th key={title} className="px-3 py-1 font-semibold whitespace-nowrap">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody onKeyDown={walkRows}>
              {rebalances.map((rebalance) => (
                <RebalanceRow
                  key={rebalance.event}
                  rebalance={rebalance}
                  nowUs={nowUs}
                  isSelected={rebalance.event === selected}
                  onChoose={() => choose(rebalance)}
                />
              ))}
            </tbody>
          </table>
        )}
      </section>
      {shown !== undefined && <RebalanceDetail rebalance={shown} nowUs={nowUs} />}
    </div>
  );
}

/** Up and down go from row to row. */
function walkRows(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step];
  if (next === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
  next.click();
}
