import { type ReactNode, useMemo } from "react";
import { type DiffLine, diffLines, withGaps } from "./line-diff.ts";

const MARKS = { same: " ", removed: "−", added: "+" } as const;
const WORDS = { same: "", removed: "removed: ", added: "added: " } as const;
const TONES = { same: "", removed: "bg-crit/15", added: "bg-ok/15" } as const;
/** Lines that are shown at most: a screen of more helps nobody. */
const LINES_MAX = 2_000;

/** Two texts compared line by line: signs and words say what colour repeats. */
export function DiffView({ before, after, label }: DiffViewProps): ReactNode {
  const lines = useMemo(() => diffLines(before, after), [before, after]);
  const parts = useMemo(() => withGaps(lines.slice(0, LINES_MAX), 3), [lines]);
  const changed = lines.filter(({ kind }) => kind !== "same").length;
  if (changed === 0) return <p className="p-3 text-t2">The two texts are the same.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section aria-label={label} tabIndex={0} className="overflow-auto rounded-control border border-line bg-canvas">
      <table className="w-full border-collapse font-mono text-table">
        <caption className="sr-only">{label}</caption>
        <tbody>
          {parts.map((part, index) =>
            part.kind === "gap" ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts never move.
              <tr key={index} className="bg-hover text-meta text-t2">
                <td colSpan={4} className="px-2">
                  {part.count === 1 ? "1 line is the same" : `${part.count} lines are the same`}
                </td>
              </tr>
            ) : (
              part.lines.map((line) => <Row key={keyOf(line)} line={line} />)
            ),
          )}
        </tbody>
      </table>
      {lines.length > LINES_MAX && <p className="p-2 text-t2">The comparison goes on; only its beginning is shown.</p>}
    </section>
  );
}

type DiffViewProps = { readonly before: string; readonly after: string; readonly label: string };

function keyOf(line: DiffLine): string {
  return line.kind === "added" ? `+${line.newLine}` : `${line.oldLine}`;
}

function Row({ line }: { readonly line: DiffLine }): ReactNode {
  return (
    <tr className={TONES[line.kind]}>
      <td className="w-px px-2 text-right text-t3 select-none">{line.kind === "added" ? "" : line.oldLine}</td>
      <td className="w-px px-2 text-right text-t3 select-none">{line.kind === "removed" ? "" : line.newLine}</td>
      <td aria-hidden className="w-px px-1 select-none">
        {MARKS[line.kind]}
      </td>
      <td className="px-1 whitespace-pre-wrap [overflow-wrap:anywhere]">
        <span className="sr-only">{WORDS[line.kind]}</span>
        {line.text.slice(0, 2_000)}
      </td>
    </tr>
  );
}
