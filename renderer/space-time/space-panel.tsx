import { Network } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import type { Severity } from "../../engine/base/probe.ts";
import { useSize } from "../charts/use-size.ts";
import { useTimeScale } from "../timeline/timeline-scale.ts";
import { EmptyState } from "../widgets/empty-state.tsx";
import { useDocument, useRun } from "../workbench/workbench.ts";
import type { SpaceFilter } from "./lane-events.ts";
import { laneGroups } from "./lanes.ts";
import { foldedAtFirst, spaceRows } from "./shown-rows.ts";
import { SpaceDiagram } from "./space-diagram.tsx";
import { type MessageChoice, SpaceFilters } from "./space-filters.tsx";
import { SpaceModel } from "./space-model.ts";
import { useMessages } from "./use-messages.ts";

const EVERYTHING: SpaceFilter = {
  text: "",
  severities: new Set<Severity>(["error", "warning", "info"]),
  kind: "",
};

/** Machines, partitions and clients as lanes, with what happened in each over time, and the messages between them. */
export function SpacePanel(): ReactNode {
  const hasRun = useRun((run) => run.current !== undefined);
  if (!hasRun) {
    return (
      <EmptyState
        icon={<Network size={24} />}
        title="Nothing has happened yet"
        text="Play the run: brokers, partitions and clients each get a lane, with their states, events and messages."
      />
    );
  }
  return <Diagram />;
}

function Diagram(): ReactNode {
  const drawing = useDocument((document) => document.drawing);
  const brokers = useDocument((document) => document.parsed?.scenario.pipeline.kafka.brokers ?? 0);
  const groups = useMemo(() => laneGroups(drawing, brokers), [drawing, brokers]);
  const [folds, setFolds] = useState<{ readonly of: typeof groups; readonly folded: ReadonlySet<string> }>();
  const folded = folds?.of === groups ? folds.folded : foldedAtFirst(groups);
  const [filter, setFilter] = useState(EVERYTHING);
  const [choice, setChoice] = useState<MessageChoice>("control");
  const [axis, { widthPx }] = useSize();
  const scale = useTimeScale(widthPx);
  const run = useRun(({ current }) => current);
  const number = run?.number;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other folds are other rows, another run has other events
  const model = useMemo(
    () => new SpaceModel(spaceRows(groups, folded), filter, scale),
    [groups, folds, filter, scale, number],
  );
  // What is counted beside the diagram is drawn with it.
  if (run !== undefined) model.extend(run);
  const { fromUs, toUs } = scale;
  const messages = useMessages({ fromUs, toUs, withHeartbeats: choice === "all", isOn: choice !== "none" });
  const toggle = (group: string): void => {
    const next = new Set(folded);
    if (!next.delete(group)) next.add(group);
    setFolds({ of: groups, folded: next });
  };
  return (
    <section aria-label="Space-time diagram" className="flex h-full min-h-0 flex-col" data-testid="space-panel">
      <SpaceFilters {...{ filter, choice, model, messages }} onFilter={setFilter} onChoose={setChoice} />
      <SpaceDiagram {...{ axis, scale, model, messages }} onToggle={toggle} />
    </section>
  );
}
