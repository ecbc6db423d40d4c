import type { ReactNode } from "react";

export type BadgeTone = "neutral" | "accent" | "ok" | "warn" | "crit" | "recover";

const TONES: Readonly<Record<BadgeTone, string>> = {
  neutral: "bg-hover text-t2",
  accent: "bg-accent text-on-accent",
  ok: "bg-ok/20 text-ok-text",
  warn: "bg-warn/20 text-warn-text",
  crit: "bg-crit/20 text-crit-text",
  recover: "bg-recover/20 text-recover-text",
};

/** A word or a number in a small box. The words carry the meaning; the colour repeats it. */
export function Badge({
  tone = "neutral",
  title,
  children,
}: {
  readonly tone?: BadgeTone;
  readonly title?: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <span
      title={title}
      className={`inline-flex h-[18px] shrink-0 items-center gap-1 rounded-control px-1.5 text-meta font-semibold ${TONES[tone]}`}
    >
      {children}
    </span>
  );
}
