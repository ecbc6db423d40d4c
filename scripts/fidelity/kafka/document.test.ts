import { describe, expect, it } from "vitest";
import { compareRuns } from "./comparison.ts";
import { type Section, sectionText, withSection } from "./document.ts";
import type { Run } from "./experiment.ts";

const real: Run[] = [8_000, 9_000, 9_500].map((wait) => ({
  facts: { leader: 2, "in sync": [2, 3] },
  timingsMs: { wait },
}));

function section(simulated: readonly Run[]): Section {
  return {
    experiment: { name: "kill", title: "A kill", course: "It is killed.", settings: { "a.b.ms": 5 } },
    recorded: { kafka: "4.3.1", java: "17", machine: "a machine", date: "2026-01-01", runs: real },
    comparison: compareRuns(real, simulated),
  };
}

describe("the section of an experiment", () => {
  it("has where it was measured once, what was set, and a row for each outcome and time", () => {
    const simulated = [{ facts: { leader: 2, "in sync": [3] }, timingsMs: { wait: 8_550 } }];
    const text = sectionText([section(simulated), section(simulated)]);
    expect(text.match(/Apache Kafka 4\.3\.1 on Java 17, a machine, 2026-01-01/gu)).toHaveLength(1);
    expect(text).toContain("It is killed. On both sides `a.b.ms` = 5.");
    expect(text).toContain("| leader | 2 | 2 | equal |");
    expect(text).toContain("| in sync | 2, 3 | 3 | **differs** |");
    expect(text).toContain("| wait | 9.00 s (8.00 to 9.50, n = 3) | 8.55 s (8.55 to 8.55, n = 1) | −5.0 % |");
  });

  it("says loudly which time is not near", () => {
    expect(sectionText([section([{ facts: {}, timingsMs: { wait: 18_000 } }])])).toContain("| **+100.0 %** |");
  });

  it("says that the engine could not run it", () => {
    expect(sectionText([section([])])).toContain("| leader | 2 | not simulated | |");
  });
});

describe("the document", () => {
  it("keeps everything around the section, however often it is written", () => {
    const first = withSection("# Head\n\ntext\n", "one");
    const second = withSection(`${first}\n## Tail\n`, "two");
    expect(second).toContain("# Head\n\ntext\n");
    expect(second).toContain("\n## Tail\n");
    expect(second).toContain("two");
    expect(second).not.toContain("one");
    expect(withSection(second, "two")).toBe(second);
  });
});
