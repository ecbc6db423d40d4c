import type { PipelineSqlProblem } from "../lake/pipeline-problem.ts";
import type { ParsedScenario } from "../scenario/parse-scenario.ts";
import { formatPath, type Place, type Problem, type ScenarioPath, shorten } from "../scenario/problem.ts";

/** Gives a problem inside a node's SQL its place in the scenario's text. */
export function locateSqlProblem({ nodeId, path, problem }: PipelineSqlProblem, parsed: ParsedScenario): Problem {
  const index = parsed.scenario.pipeline.nodes.findIndex((node) => node.id === nodeId);
  return locateInText(["pipeline", "nodes", index, ...path], problem, parsed);
}

/** Gives a problem inside any text of the document its place: `line` and `column` of the problem count inside that text. */
export function locateInText(
  path: ScenarioPath,
  problem: PipelineSqlProblem["problem"],
  parsed: ParsedScenario,
): Problem {
  const { message, candidates } = problem;
  const place = placeInText(parsed.text, parsed.locate(path, "value"), problem);
  const line =
    parsed.text
      .split("\n")
      [place.line - 1]?.slice(place.column - 1)
      .trim() ?? "";
  return {
    ...place,
    path: formatPath(path),
    message,
    found: line === "" ? "the end of the text" : JSON.stringify(shorten(line)),
    allowed: candidates.length > 1 ? `one of ${candidates.join(", ")}` : "SQL that DuckDB 1.4 can run offline",
    ...(candidates[0] === undefined ? {} : { suggestion: candidates[0] }),
    code: "sql",
  };
}

/** A block text (`|`, `>`) begins on the line below its mark, indented; any other begins where it stands. */
function placeInText(text: string, start: Place, within: Place): Place {
  const lines = text.split("\n");
  const mark = lines[start.line - 1]?.[start.column - 1];
  if (mark !== "|" && mark !== ">") {
    const quote = mark === '"' || mark === "'" ? 1 : 0;
    return within.line === 1
      ? { line: start.line, column: start.column + quote + within.column - 1 }
      : { line: start.line + within.line - 1, column: within.column };
  }
  const first = lines[start.line] ?? "";
  const indent = first.length - first.trimStart().length;
  return { line: start.line + within.line, column: indent + within.column };
}
