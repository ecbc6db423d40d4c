import type { ReactNode } from "react";

/** A name from a document: whatever it holds, it stays on one line, in its own direction, and whole in the tooltip. */
export function EntityName({
  name,
  className = "",
}: {
  readonly name: string;
  readonly className?: string;
}): ReactNode {
  return (
    <bdi title={name.slice(0, 1_000)} className={`min-w-0 truncate ${className}`}>
      {/* Ten thousand characters cost layout time, and no screen shows more than some hundred. */}
      {name.slice(0, 300)}
    </bdi>
  );
}
