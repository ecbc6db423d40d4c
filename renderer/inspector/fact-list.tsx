import type { ReactNode } from "react";

export type Fact = { readonly name: string; readonly text: ReactNode; readonly title?: string };

/** Names and what stands behind them, line by line. */
export function FactList({ facts }: { readonly facts: readonly Fact[] }): ReactNode {
  return (
    <dl className="grid grid-cols-[minmax(88px,auto)_1fr] gap-x-3 gap-y-1 text-table">
      {facts.map(({ name, text, title }) => (
        <div key={name} className="contents">
          <dt className="text-t3" title={title}>
            {name}
          </dt>
          <dd className="min-w-0 font-mono [overflow-wrap:anywhere]">
            <bdi>{text}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
