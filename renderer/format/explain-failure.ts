/** A failure as a person reads it: what happened, and what to do next. */
export type ExplainedFailure = { readonly sentence: string; readonly next: string };

type Known = { readonly pattern: RegExp; readonly sentence: string; readonly next: string };

/** What engines and browsers say, and what it means. The first that fits is taken. */
const KNOWN: readonly Known[] = [
  {
    pattern:
      /out of memory|memory access out of bounds|cannot enlarge memory|allocation failed|array buffer allocation/iu,
    sentence: "The engine ran out of memory.",
    next: "Run fewer records (a shorter duration, a smaller file, a lower rate), or close other tabs and replay.",
  },
  {
    pattern: /exists in the (\w+) extension|extensions\.duckdb\.org|extension .* not found|autoload/iu,
    sentence: "The SQL uses a function of a DuckDB extension, and extensions are not available offline.",
    next: "JSON, Parquet readers and time zones are among them: use plain columns, string_split and TIMESTAMP instead.",
  },
  {
    pattern: /function signature mismatch|table index is out of bounds|null function or function signature/iu,
    sentence: "DuckDB called a part of itself that is not in the offline build.",
    next: "Look for JSON functions, AT TIME ZONE or now() plus an interval in the SQL, and write it without them.",
  },
  {
    pattern: /timed? ?out|did not answer|stopped answering/iu,
    sentence: "The engine did not answer in time.",
    next: "A batch may be too large for this machine: lower maxOffsetsPerTrigger, or replay and wait longer.",
  },
  {
    pattern: /failed to fetch|networkerror|importing a module script failed|dynamically imported module/iu,
    sentence: "A part of the app could not be loaded from its own folder.",
    next: "The server of this page may have been stopped: start Spillway again, then reload the page.",
  },
  {
    pattern: /quota ?exceeded|no space left|ENOSPC/iu,
    sentence: "There is no room left on the disk.",
    next: "Free some space, then try again.",
  },
  {
    pattern: /Conversion Error: *(.+)/iu,
    sentence: "A value does not fit the type that the SQL casts it to.",
    next: "Use try_cast, which gives NULL instead, and let a quality rule reject those rows.",
  },
  {
    pattern: /Out of Range Error|overflow/iu,
    sentence: "A number became too large for its type.",
    next: "Cast it to HUGEINT, DECIMAL or DOUBLE before it is added or multiplied.",
  },
  {
    pattern: /Binder Error: *(.+)/iu,
    sentence: "The SQL names something that the tables do not have, or uses it in a way that they do not allow.",
    next: "Check the names in the SQL tab: it marks the place and suggests what is near.",
  },
  {
    pattern: /Catalog Error: *(.+)/iu,
    sentence: "The SQL names a table or a function that does not exist.",
    next: "Check the names in the SQL tab: it lists what there is.",
  },
  {
    pattern: /Parser Error: *(.+)/iu,
    sentence: "The SQL cannot be read.",
    next: "Look near the marked place for a missing comma, bracket or quote.",
  },
  {
    pattern: /worker (?:was )?(?:terminated|stopped|lost|closed)|stopped by a person|the engine was closed/iu,
    sentence: "Its worker was ended.",
    next: "Nothing is lost: the same seed gives the same run.",
  },
];

/** The longest part of a message that is shown as it came. */
const SHOWN_MAX = 300;

/** Turns what an engine, DuckDB or the browser said into a sentence and a next step. The message itself is kept where it adds something. */
export function explainFailure(message: string): ExplainedFailure {
  const known = KNOWN.find(({ pattern }) => pattern.test(message));
  if (known === undefined) {
    return {
      sentence: `It said: ${firstLine(message)}`,
      next: "Replay it; if it happens again, it is a mistake of ours, and the seed and the scenario show it.",
    };
  }
  const detail = known.pattern.exec(message)?.[1];
  const isSaid = detail !== undefined && known.pattern.source.includes("Error:");
  return { sentence: isSaid ? `${known.sentence} (${firstLine(detail)})` : known.sentence, next: known.next };
}

function firstLine(message: string): string {
  const line = message.trim().split("\n", 1)[0] ?? "";
  const shown = line.length > SHOWN_MAX ? `${line.slice(0, SHOWN_MAX - 1)}…` : line;
  return shown === "" ? "nothing." : /[.!?…]$/u.test(shown) ? shown : `${shown}.`;
}
