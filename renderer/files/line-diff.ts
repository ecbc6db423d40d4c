/** A line of a comparison. Line numbers count from 1. */
export type DiffLine =
  | { readonly kind: "same"; readonly text: string; readonly oldLine: number; readonly newLine: number }
  | { readonly kind: "removed"; readonly text: string; readonly oldLine: number }
  | { readonly kind: "added"; readonly text: string; readonly newLine: number };

/** How many edits are looked for before the rest is shown as replaced: the search costs the square of it. */
const EDITS_MAX = 600;

/** The lines that lead from one text to the other, as few removed and added as there can be (Myers 1986, greedy). */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const a = before.split("\n");
  const b = after.split("\n");
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) {
    tail += 1;
  }
  const middle = editScript(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  return number([...a.slice(0, head).map(same), ...middle, ...a.slice(a.length - tail).map(same)]);
}

type Step = { readonly kind: "same" | "removed" | "added"; readonly text: string };

const same = (text: string): Step => ({ kind: "same", text });
const removed = (text: string): Step => ({ kind: "removed", text });
const added = (text: string): Step => ({ kind: "added", text });

/** The furthest x on every diagonal k = x - y after d edits, kept for each d to walk back through. */
function editScript(a: readonly string[], b: readonly string[]): readonly Step[] {
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: ReadonlyMap<number, number>[] = [];
  const editsMax = Math.min(a.length + b.length, EDITS_MAX);
  for (let edits = 0; edits <= editsMax; edits += 1) {
    trace.push(new Map(furthest));
    for (let k = -edits; k <= edits; k += 2) {
      let x = goesDown(furthest, k, edits) ? at(furthest, k + 1) : at(furthest, k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      furthest.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a, b);
    }
  }
  return [...a.map(removed), ...b.map(added)];
}

function goesDown(furthest: ReadonlyMap<number, number>, k: number, edits: number): boolean {
  return k === -edits || (k !== edits && at(furthest, k - 1) < at(furthest, k + 1));
}

function at(furthest: ReadonlyMap<number, number>, k: number): number {
  return furthest.get(k) ?? -1;
}

function walkBack(
  trace: readonly ReadonlyMap<number, number>[],
  a: readonly string[],
  b: readonly string[],
): readonly Step[] {
  const steps: Step[] = [];
  let x = a.length;
  let y = b.length;
  for (let edits = trace.length - 1; edits > 0; edits -= 1) {
    const furthest = trace[edits] ?? new Map<number, number>();
    const down = goesDown(furthest, x - y, edits);
    const fromK = x - y + (down ? 1 : -1);
    const fromX = at(furthest, fromK);
    const fromY = fromX - fromK;
    const startX = down ? fromX : fromX + 1;
    for (; x > startX; x -= 1) steps.push(same(a[x - 1] ?? ""));
    steps.push(down ? added(b[fromY] ?? "") : removed(a[fromX] ?? ""));
    x = fromX;
    y = fromY;
  }
  for (; x > 0; x -= 1) steps.push(same(a[x - 1] ?? ""));
  return steps.reverse();
}

function number(steps: readonly Step[]): readonly DiffLine[] {
  let oldLine = 0;
  let newLine = 0;
  return steps.map(({ kind, text }): DiffLine => {
    if (kind !== "added") oldLine += 1;
    if (kind !== "removed") newLine += 1;
    if (kind === "same") return { kind, text, oldLine, newLine };
    return kind === "removed" ? { kind, text, oldLine } : { kind, text, newLine };
  });
}

/** A run of lines that did not change, too far from any change to be shown. */
export type DiffPart =
  | { readonly kind: "lines"; readonly lines: readonly DiffLine[] }
  | { readonly kind: "gap"; readonly count: number };

/** The changes with some lines around them; what lies between is a gap. */
export function withGaps(lines: readonly DiffLine[], around: number): readonly DiffPart[] {
  const isNear = new Uint8Array(lines.length);
  for (const [index, { kind }] of lines.entries()) {
    if (kind !== "same") isNear.fill(1, Math.max(0, index - around), index + around + 1);
  }
  const parts: { kind: "lines" | "gap"; lines: DiffLine[] }[] = [];
  for (const [index, line] of lines.entries()) {
    const kind = isNear[index] === 1 ? "lines" : "gap";
    const last = parts.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else parts.push({ kind, lines: [line] });
  }
  return parts.map(({ kind, lines: part }) => (kind === "gap" ? { kind, count: part.length } : { kind, lines: part }));
}
