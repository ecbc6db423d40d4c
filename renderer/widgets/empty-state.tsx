import type { ReactNode } from "react";

type EmptyStateProps = {
  readonly icon?: ReactNode;
  /** What is not there yet. */
  readonly title: string;
  /** Why, and what would bring it. */
  readonly text?: ReactNode;
  /** One button, a second quieter one at most. */
  readonly children?: ReactNode;
};

/** What a view says while it has nothing to show. */
export function EmptyState({ icon, title, text, children }: EmptyStateProps): ReactNode {
  return (
    <div className="flex h-full min-h-28 flex-col items-center justify-center gap-2 p-4 text-center">
      {icon !== undefined && <span className="text-t3">{icon}</span>}
      <p className="text-body font-semibold text-t1">{title}</p>
      {text !== undefined && <p className="max-w-prose text-table text-t2">{text}</p>}
      {children !== undefined && <div className="mt-1 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}
