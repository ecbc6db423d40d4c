import { Zap } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { IconButton } from "../widgets/icon-button.tsx";
import { Menu } from "../widgets/menu.tsx";
import type { MenuEntry } from "../widgets/menu-entry.ts";
import { showToast } from "../widgets/toast.ts";
import { useRun, useView, useWorkbench, type Workbench } from "../workbench/workbench.ts";
import { hasTargets, headingOf } from "./fault-draft.ts";
import { FAULT_FORMS, type FaultForm } from "./fault-fields.ts";
import { canStrike, strike } from "./strike.ts";
import { faultTargetsOf } from "./use-fault-targets.ts";

/** Crashes one broker without a form: what a person most often wants to see. */
async function crashNow(workbench: Workbench, broker: number): Promise<void> {
  const refusal = await strike(workbench, { fault: "broker-crash", broker, for: "2m" }).catch(String);
  if (refusal !== undefined) showToast(`Broker ${broker} was not crashed`, { tone: "error", detail: refusal });
}

const HEADINGS = ["Brokers and network", "Clients", "Operations"] as const;

function chaosEntries(workbench: Workbench, node: string | undefined): readonly MenuEntry[] {
  const targets = faultTargetsOf(workbench);
  const { brokers } = targets;
  const forms = FAULT_FORMS.filter((form) => hasTargets(form, targets));
  const quick: readonly MenuEntry[] = canStrike(workbench)
    ? [
        { kind: "heading", label: "Now, for two minutes" },
        ...Array.from({ length: Math.min(brokers, 9) }, (_, index): MenuEntry => {
          const broker = index + 1;
          return { kind: "item", label: `Crash broker ${broker}`, onSelect: () => void crashNow(workbench, broker) };
        }),
        { kind: "line" },
      ]
    : [];
  return [
    ...quick,
    ...HEADINGS.flatMap((heading): readonly MenuEntry[] => {
      const listed = forms.filter((form) => headingOf(form) === heading);
      if (listed.length === 0) return [];
      return [{ kind: "heading", label: heading }, ...listed.map((form) => formEntry(workbench, form, node))];
    }),
  ];
}

function formEntry(workbench: Workbench, { fault, title }: FaultForm, node: string | undefined): MenuEntry {
  return {
    kind: "item",
    label: `${title}...`,
    onSelect: () => workbench.view.getState().openDialog("inject", node === undefined ? fault : `${fault}:${node}`),
  };
}

/** What can be broken: under a button of the title bar, or under `children` elsewhere, which may be about one node. */
export function ChaosMenu({ node, children }: { readonly node?: string; readonly children?: ReactElement }): ReactNode {
  const workbench = useWorkbench();
  // The quick entries are there while a fault can strike.
  useRun((run) => run.phase.kind);
  useView((view) => view.shownUs === undefined);
  return (
    <Menu entries={chaosEntries(workbench, node)}>
      {children ?? (
        <IconButton label="Apply chaos">
          <Zap size={16} />
        </IconButton>
      )}
    </Menu>
  );
}
