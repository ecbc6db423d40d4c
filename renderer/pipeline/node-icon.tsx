import {
  BookOpen,
  Cog,
  Columns3,
  Database,
  Inbox,
  Layers,
  type LucideIcon,
  Radio,
  TriangleAlert,
  Users,
  Workflow,
} from "lucide-react";
import { memo, type ReactNode } from "react";
import type { NodeKind } from "../../engine/scenario/scenario.ts";
import { isNodeKind } from "./pipeline-order.ts";

const ICONS: Readonly<Record<NodeKind, LucideIcon>> = {
  source: Radio,
  topic: Layers,
  "kinesis-stream": Columns3,
  "consumer-group": Users,
  "kcl-application": Workflow,
  "micro-batch": Cog,
  bronze: Database,
  silver: Database,
  gold: Database,
  "dead-letter": Inbox,
  reference: BookOpen,
};

type NodeIconProps = { readonly kind: string; readonly size: number };

/** The icon of a kind of node. */
export const NodeIcon = memo(function NodeIcon({ kind, size }: NodeIconProps): ReactNode {
  const Icon = isNodeKind(kind) ? ICONS[kind] : TriangleAlert;
  return <Icon size={size} className="shrink-0 text-t2" aria-hidden="true" />;
});
