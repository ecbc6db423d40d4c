import { readFileSync } from "node:fs";
import { it } from "vitest";
import { runConformanceFile } from "./run-conformance.ts";

it("x", () => {
  for (const name of ["murmur2", "partitioner", "isr-election", "leader-epoch", "producer-sequence"]) {
    const outcome = runConformanceFile(JSON.parse(readFileSync(`/work/shared/vectors/${name}.json`, "utf8")));
    for (const c of outcome.cases) if (c.outcome !== "passed") console.log(name, c.id, c.outcome, c.detail);
    console.log(name, outcome.kind, outcome.cases.filter((c) => c.outcome === "passed").length);
  }
});
