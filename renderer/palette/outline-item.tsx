import { type ReactNode, useCallback } from "react";
import type { DrawnEdge, DrawnNode } from "../../engine/scenario/drawing.ts";
import { HEALTH_TEXT } from "../canvas/health-ring.tsx";
import { mainFigureOf } from "../pipeline/node-figures.ts";
import { HEALTH_WORDS, type HealthState, healthOf } from "../pipeline/node-health.ts";
import { NodeIcon } from "../pipeline/node-icon.tsx";
import { problemsOfNode } from "../pipeline/node-problems.ts";
import { kindTitle } from "../pipeline/node-words.ts";
import type { Readings } from "../pipeline/readings.ts";
import { useLiveText, useSlos } from "../pipeline/use-live.ts";
import { EntityName } from "../widgets/entity-name.tsx";
import { useDocument, useView, useWorkbench } from "../workbench/workbench.ts";

type OutlineItemProps = {
  readonly node: DrawnNode;
  readonly edges: readonly DrawnEdge[];
  readonly isSelected: boolean;
  /** Whether Tab comes here. */
  readonly isCurrent: boolean;
  readonly onSelect: () => void;
  readonly onOpen: () => void;
};

/** A node of the outline, and below it the edges that leave it. */
export function OutlineItem({ node, edges, isSelected, isCurrent, onSelect, onOpen }: OutlineItemProps): ReactNode {
  const { state, reason, words, figure } = useNodeWords(node);
  const problems = useDocument((document) => problemsOfNode(document.problems, node.index));
  const out = edges.filter((edge) => edge.from === node.id);
  return (
    <div
      role="treeitem"
      aria-level={1}
      aria-selected={isSelected}
      aria-expanded={out.length > 0 ? true : undefined}
      aria-label={[node.id, kindTitle(node.kind), words, figure, problems].filter((part) => part !== "").join(", ")}
      tabIndex={isCurrent ? 0 : -1}
      data-node={node.id}
      className={`rounded-control px-1 py-1 ${isSelected ? "bg-hover" : ""}`}
      onFocus={(event) => event.target === event.currentTarget && onSelect()}
      onClick={(event) => {
        onSelect();
        event.stopPropagation();
      }}
      onDoubleClick={onOpen}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || event.target !== event.currentTarget) return;
        event.preventDefault();
        event.stopPropagation();
        onOpen();
      }}
    >
      <div className="flex items-center gap-1.5">
        <NodeIcon kind={node.kind} size={14} />
        <EntityName name={node.id} className="flex-1 text-table font-semibold" />
        <span className={`shrink-0 text-meta ${HEALTH_TEXT[state]}`}>{HEALTH_WORDS[state]}</span>
      </div>
      <div className="truncate pl-5 text-meta text-t2" title={problems === "" ? words : problems}>
        {problems === "" ? reason : problems.split("\n")[0]}
      </div>
      {out.length > 0 && (
        // biome-ignore lint/a11y/useSemanticElements: the tree's own group, not a form's
        <div role="group">
          {out.map((edge) => (
            <EdgeItem key={edge.index} edge={edge} />
          ))}
        </div>
      )}
    </div>
  );
}

function EdgeItem({ edge }: { readonly edge: DrawnEdge }): ReactNode {
  const workbench = useWorkbench();
  const isSelected = useView((view) => view.selection.edges.includes(edge.index));
  return (
    <div
      role="treeitem"
      aria-level={2}
      aria-selected={isSelected}
      aria-label={`feeds ${edge.to}`}
      tabIndex={-1}
      className={`flex min-h-6 items-center rounded-control pl-5 text-meta text-t2 ${isSelected ? "bg-hover" : ""}`}
      onFocus={() => workbench.view.getState().select({ edges: [edge.index] })}
      onClick={(event) => {
        workbench.view.getState().select({ edges: [edge.index] });
        event.stopPropagation();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        event.stopPropagation();
        workbench.view.getState().select({ nodes: [edge.to] });
      }}
    >
      → <EntityName name={edge.to} className="ml-1" />
    </div>
  );
}

type NodeWords = {
  readonly state: HealthState;
  readonly reason: string;
  readonly words: string;
  readonly figure: string;
};

/** A node's state and main figure in words; drawn again only when they change. */
function useNodeWords(node: DrawnNode): NodeWords {
  const slos = useSlos();
  const read = useCallback(
    (readings: Readings) => {
      const { state, reason } = healthOf(node, readings, slos);
      const figure = mainFigureOf(node, readings);
      return `${state}\n${reason}\n${figure === undefined || figure.text === "–" ? "" : `${figure.label} ${figure.text}`}`;
    },
    [node, slos],
  );
  const [state = "idle", reason = "", figure = ""] = useLiveText(read).split("\n");
  return {
    state: state as HealthState,
    reason,
    words: `${HEALTH_WORDS[state as HealthState]}: ${reason}`,
    figure,
  };
}
