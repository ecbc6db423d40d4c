import { Check, CirclePause, type LucideIcon, OctagonX, RotateCw, TriangleAlert } from "lucide-react";
import { memo, type ReactNode } from "react";
import type { HealthState, NodeHealth } from "../pipeline/node-health.ts";

const ICONS: Readonly<Record<HealthState, LucideIcon>> = {
  ok: Check,
  warn: TriangleAlert,
  crit: OctagonX,
  recover: RotateCw,
  idle: CirclePause,
};

/** Colours as text and as line, by state. */
export const HEALTH_TEXT: Readonly<Record<HealthState, string>> = {
  ok: "text-ok-text",
  warn: "text-warn-text",
  crit: "text-crit-text",
  recover: "text-recover-text",
  idle: "text-idle-text",
};

type HealthRingProps = Pick<NodeHealth, "state" | "budgetLeft"> & { readonly size?: number };

/** A ring whose arc is what is left of the objective, its icon and colour the state. Healthy is calm, trouble is loud. */
export const HealthRing = memo(function HealthRing({ state, budgetLeft, size = 26 }: HealthRingProps): ReactNode {
  const isTrouble = state === "crit" || state === "warn";
  const stroke = isTrouble ? 3.5 : 2;
  const radius = 13 - stroke / 2 - 0.5;
  const length = 2 * Math.PI * radius;
  const Icon = ICONS[state];
  return (
    <span className="relative grid shrink-0 place-items-center" style={{ width: size, height: size }}>
      <svg viewBox="0 0 26 26" className="absolute inset-0" aria-hidden="true">
        <circle cx="13" cy="13" r={radius} fill="none" stroke="var(--line)" strokeWidth={stroke} />
        <circle
          cx="13"
          cy="13"
          r={radius}
          fill={state === "crit" ? "color-mix(in srgb, var(--crit) 22%, transparent)" : "none"}
          stroke={`var(--${state})`}
          strokeWidth={stroke}
          strokeDasharray={`${length * (budgetLeft ?? 1)} ${length}`}
          transform="rotate(-90 13 13)"
        />
      </svg>
      <Icon size={size * 0.46} className={HEALTH_TEXT[state]} strokeWidth={2.5} aria-hidden="true" />
    </span>
  );
});
