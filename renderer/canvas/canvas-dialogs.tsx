import { useStoreApi } from "@xyflow/react";
import type { ReactNode } from "react";
import { perform } from "../acts/act.ts";
import { addNode, type Joint, kindsBeside } from "../acts/add-node.ts";
import { connect } from "../acts/connect.ts";
import { jointWith, placeForNew } from "../acts/place-new.ts";
import type { Point } from "../pipeline/card-geometry.ts";
import { definitionOf, NODE_DEFINITIONS } from "../pipeline/node-definitions.ts";
import { kindTitle } from "../pipeline/node-words.ts";
import { isNodeKind } from "../pipeline/pipeline-order.ts";
import { useDocument, useView, useWorkbench } from "../workbench/workbench.ts";
import { controlsOf } from "./canvas-controls.ts";
import { connectTargets, type QuickAddRequest, readQuickAdd } from "./canvas-request.ts";
import { type PickItem, PickMenu } from "./pick-menu.tsx";
import { RenameBox } from "./rename-box.tsx";

/** The canvas's own little dialogs: add, connect, rename. */
export function CanvasDialogs(): ReactNode {
  const dialog = useView((view) => view.dialog);
  switch (dialog?.name) {
    case "quick-add":
      return <QuickAdd request={readQuickAdd(dialog.subject)} />;
    case "connect":
      return dialog.subject === undefined ? undefined : <ConnectMenu id={dialog.subject} />;
    case "rename":
      return dialog.subject === undefined ? undefined : <RenameAt id={dialog.subject} />;
    default:
      return undefined;
  }
}

function QuickAdd({ request }: { readonly request: QuickAddRequest }): ReactNode {
  const workbench = useWorkbench();
  const drawing = useDocument((document) => document.drawing);
  const closeDialog = useView((view) => view.closeDialog);
  const middle = useMiddleOfScreen(request.joint?.id);
  const add = ({ id }: PickItem): void => {
    closeDialog();
    const [word = "", kind = ""] = id.split(" ");
    if (!isNodeKind(kind)) return;
    const joint = word === "joined" ? request.joint : undefined;
    const at =
      joint === undefined || request.at === undefined
        ? placeForNew(drawing, kind, joint, request.at ?? controlsOf(workbench)?.middle() ?? { x: 0, y: 0 })
        : request.at;
    perform(workbench, (draft) => addNode(draft, { kind, at, ...(joint === undefined ? {} : { joint }) }));
    refocus(workbench);
  };
  return (
    <PickMenu
      title="Add a node"
      placeholder="Search what can be added"
      items={quickAddItems(drawing, request)}
      screen={request.screen ?? middle}
      onPick={add}
      onClose={closeDialog}
    />
  );
}

type Drawing = Parameters<typeof jointWith>[0];

/** First what joins the node it was asked for, then all kinds by themselves. */
function quickAddItems(drawing: Drawing, { joint, mustJoin }: QuickAddRequest): readonly PickItem[] {
  const joined = joint === undefined ? [] : joinedKinds(drawing, joint);
  const item = (word: string, group: string) => (kind: (typeof NODE_DEFINITIONS)[number]) => ({
    id: `${word} ${kind.kind}`,
    kind: kind.kind,
    label: kind.title,
    note: kind.definition,
    group,
  });
  return [
    ...joined.map(definitionOf).map(item("joined", `${joint?.side === "before" ? "Feeds" : "Fed by"} ${joint?.id}`)),
    ...(mustJoin ? [] : NODE_DEFINITIONS.map(item("alone", "By itself"))),
  ];
}

function joinedKinds(drawing: Drawing, joint: Joint) {
  const node = drawing.nodes.find(({ id }) => id === joint.id);
  if (node === undefined) return [];
  const kinds = kindsBeside(node.kind, joint.side);
  return joint.side === "before" ? kinds : kinds.filter((kind) => jointWith(drawing, joint.id, kind) !== undefined);
}

function ConnectMenu({ id }: { readonly id: string }): ReactNode {
  const workbench = useWorkbench();
  const closeDialog = useView((view) => view.closeDialog);
  const screen = useMiddleOfScreen(id);
  const targets = connectTargets(workbench, id);
  const items = targets.map(
    (target): PickItem => ({
      id: target.id,
      kind: target.kind,
      label: target.id,
      note: `${kindTitle(target.kind)} · ${target.from === id ? "gets data from it" : "feeds it"}`,
      group: target.whyNot === undefined ? `Connect ${id} to` : "Cannot be connected",
      whyNot: target.whyNot,
    }),
  );
  return (
    <PickMenu
      title={`Connect ${id}`}
      placeholder="Search a node"
      items={items}
      screen={screen}
      onPick={(item) => {
        closeDialog();
        const target = targets.find((candidate) => candidate.id === item.id);
        if (target !== undefined) perform(workbench, (draft) => connect(draft, target.from, target.to));
        refocus(workbench);
      }}
      onClose={closeDialog}
    />
  );
}

function RenameAt({ id }: { readonly id: string }): ReactNode {
  const screen = useMiddleOfScreen(id);
  return <RenameBox id={id} screen={screen} />;
}

/** Puts the focus on what is selected once it is drawn, so that the keyboard goes on from there. */
function refocus(workbench: ReturnType<typeof useWorkbench>): void {
  const [id] = workbench.view.getState().selection.nodes;
  if (id !== undefined) controlsOf(workbench)?.focusNode(id);
}

/** Where a menu opens that no pointer asked for: at the node it is about, else in the middle of the canvas. */
function useMiddleOfScreen(id: string | undefined): Point {
  const store = useStoreApi();
  const canvas = store.getState().domNode;
  const box = canvas?.getBoundingClientRect();
  const node =
    id === undefined
      ? undefined
      : canvas?.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.getBoundingClientRect();
  if (node !== undefined) return { x: node.x + node.width / 2, y: node.y + Math.min(node.height, 40) };
  return box === undefined ? { x: 0, y: 0 } : { x: box.x + box.width / 2 - 160, y: box.y + box.height / 3 };
}
