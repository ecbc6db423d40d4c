import { CircleX, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { Severity } from "../../engine/base/probe.ts";

export type SeverityLook = {
  readonly title: string;
  readonly plural: string;
  readonly Icon: LucideIcon;
  readonly className: string;
  /** The same colour for a button that is pressed. */
  readonly pressed: string;
};

/** How loud an event is, by sign and word as well as by colour. */
export const SEVERITY_LOOKS: Readonly<Record<Severity, SeverityLook>> = {
  error: {
    title: "Error",
    plural: "Errors",
    Icon: CircleX,
    className: "text-crit-text",
    pressed: "aria-pressed:!text-crit-text",
  },
  warning: {
    title: "Warning",
    plural: "Warnings",
    Icon: TriangleAlert,
    className: "text-warn-text",
    pressed: "aria-pressed:!text-warn-text",
  },
  info: { title: "Info", plural: "Normal events", Icon: Info, className: "text-t3", pressed: "aria-pressed:!text-t1" },
};
